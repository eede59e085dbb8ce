# curl repeats by itself, and waits as long as the server asks.
if [ -z "${KEY:-}" ]; then
  echo "Set KEY to your API key." >&2
  exit 1
fi
curl --silent --show-error --fail-with-body --max-time 5 --retry 2 \
  --header "Authorization: Bearer $KEY" "$HOST/v1/notes"
