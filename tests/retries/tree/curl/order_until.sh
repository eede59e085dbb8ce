# A loop of the shell, with one idempotency key for all attempts.
if [ -z "${KEY:-}" ]; then
  echo "Set KEY to your API key." >&2
  exit 1
fi
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
once=$(date +%s)-$$
tries=0
until [ "$tries" -ge 3 ]; do
  tries=$((tries + 1))
  if status=$(curl --silent --show-error --max-time 5 --output "$tmp/body" --write-out '%{http_code}' \
    --header "Authorization: Bearer $KEY" --header "Content-Type: application/json" \
    --header "Idempotency-Key: $once" --data '{"text": "two"}' "$HOST/v1/orders" 2>"$tmp/error"); then
    case $status in
      2??) cat "$tmp/body"; exit 0 ;;
      429 | 5??) ;;
      *) break ;;
    esac
    printf 'HTTP %s: %s\n' "$status" "$(cat "$tmp/body")" >"$tmp/error"
  fi
  sleep 1
done
cat "$tmp/error" >&2
[ -s "$tmp/body" ] && cat "$tmp/body" >&2
exit 1
