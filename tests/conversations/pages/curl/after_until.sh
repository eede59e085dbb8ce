# A loop around curl; sed reads the answers.
if [ -z "${KEY:-}" ]; then
  echo "Set KEY to your API key." >&2
  exit 1
fi
after="" all=""
while :; do
  page=$(curl --silent --show-error --fail-with-body --max-time 5 --get \
    --header "Authorization: Bearer $KEY" --data "limit=2" ${after:+--data-urlencode "starting_after=$after"} \
    "$HOST/v1/charges") || { echo "Request failed: $page" >&2; exit 1; }
  ids=$(printf '%s' "$page" | grep --only-matching '"id": *"[^"]*"' | sed 's/.*"\([^"]*\)"$/\1/')
  [ -n "$ids" ] || { echo "No charges in $page" >&2; exit 1; }
  all="$all $ids"
  case $page in
    *'"has_more": true'*) after=$(printf '%s' "$ids" | tail -n 1) ;;
    *'"has_more": false'*) break ;;
    *) echo "Unexpected answer: $page" >&2; exit 1 ;;
  esac
done
printf '%s\n' $all
