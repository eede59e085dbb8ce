#!/bin/sh
# Show note 7.

set -eu

api_host=${API_HOST:-https://notes.example.com}

if [ -z "${NOTES_KEY:-}" ]; then
  echo 'Set NOTES_KEY to your API key.' >&2
  exit 1
fi

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM

http_code=$(
  curl --silent --show-error --max-time 15 \
    --header "Authorization: Bearer $NOTES_KEY" \
    --output "$tmp/body" \
    --write-out '%{http_code}' \
    "$api_host/v1/notes/7" 2>"$tmp/error"
) || {
  printf 'Request failed: %s\n' "$(cat "$tmp/error")" >&2
  exit 1
}

if [ "$http_code" -ne 200 ]; then
  printf 'HTTP %s: %s\n' "$http_code" "$(cat "$tmp/body")" >&2
  exit 1
fi

cat "$tmp/body"
