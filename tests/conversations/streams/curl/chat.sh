# The text of each event, once the stream has come to its end.
if [ -z "${KEY:-}" ]; then
  echo "Set KEY to your API key." >&2
  exit 1
fi
stream=$(curl --silent --show-error --fail-with-body --max-time 5 \
  --header "Authorization: Bearer $KEY" --header "Content-Type: application/json" \
  --data '{"prompt": "hi", "stream": true}' "$HOST/v1/chat") || {
  echo "$stream" >&2
  exit 1
}
case "$stream" in
  *"data: [DONE]"*) ;;
  *) echo "The stream ended before its end: $stream" >&2; exit 1 ;;
esac
echo "$stream" | sed -n 's/^data: *{/{/p' | jq --raw-output .text
