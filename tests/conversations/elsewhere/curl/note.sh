# curl sends the POST again to the address of a 307.
if [ -z "${KEY:-}" ]; then
  echo "Set KEY to your API key." >&2
  exit 1
fi
note=$(curl --silent --show-error --fail-with-body --max-time 5 --location \
  --header "Authorization: Bearer $KEY" --json '{"text": "hello"}' "$HOST/v1/notes") || {
  echo "$note" >&2
  exit 1
}
echo "$note" | jq --exit-status --raw-output .id || { echo "No id in $note" >&2; exit 1; }
