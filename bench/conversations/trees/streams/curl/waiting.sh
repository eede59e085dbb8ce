#!/bin/sh
# Reads the stream line by line while it comes.
if [ "${KEY:-}" = "" ]; then
  echo "Set KEY to your API key." >&2
  exit 1
fi
folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
mkfifo "$folder/stream"
curl --silent --show-error --no-buffer --fail-with-body --max-time 5 "$HOST/v1/chat" \
  --header "Authorization: Bearer $KEY" --header "Content-Type: application/json" \
  --data '{"prompt": "hi", "stream": true}' >"$folder/stream" &
curl=$!
ended=no
while IFS= read -r line || [ -n "$line" ]; do
  case $line in
    "data: [DONE]") ended=yes ;;
    "data: "*) printf '%s' "${line#data: }" | jq --raw-output .text || exit 1 ;;
    ":"* | "" | "retry:"*) ;;
    *) printf '%s\n' "$line" >&2 ;;
  esac
done <"$folder/stream"
wait "$curl" || { echo "curl ended with $?" >&2; exit 1; }
[ "$ended" = yes ] || { echo "The stream is not whole." >&2; exit 1; }
