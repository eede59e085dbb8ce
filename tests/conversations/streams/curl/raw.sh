# The stream as it comes.
if [ -z "${KEY:-}" ]; then
  echo "Set KEY to your API key." >&2
  exit 1
fi
curl --silent --show-error --fail-with-body --max-time 5 --no-buffer \
  --header "Authorization: Bearer $KEY" --header "Content-Type: application/json" \
  --data '{"prompt": "hi", "stream": true}' "$HOST/v1/chat"
