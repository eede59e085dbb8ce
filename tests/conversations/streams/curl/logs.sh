# Lines of JSON.
if [ -z "${KEY:-}" ]; then
  echo "Set KEY to your API key." >&2
  exit 1
fi
lines=$(curl --silent --show-error --fail-with-body --max-time 5 \
  --header "Authorization: Bearer $KEY" "$HOST/v1/logs") || {
  echo "$lines" >&2
  exit 1
}
echo "$lines" | jq --raw-output '.text // error("A line without a text.")'
