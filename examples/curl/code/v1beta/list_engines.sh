#!/bin/sh
# List the engines available to your organization.

set -eu

api_host=${API_HOST:-https://api.stability.ai}

if [ -z "${STABILITY_API_KEY:-}" ]; then
  echo 'Set STABILITY_API_KEY to your API key.' >&2
  exit 1
fi

tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
trap 'exit 1' HUP INT TERM

http_code=$(
  curl --silent --show-error --max-time 15 \
    --header "Authorization: Bearer $STABILITY_API_KEY" \
    --output "$tmp/body" \
    --write-out '%{http_code}' \
    "$api_host/v1beta/engines/list" 2>"$tmp/error"
) || {
  printf 'Request failed: %s\n' "$(cat "$tmp/error")" >&2
  exit 1
}

if [ "$http_code" -ne 200 ]; then
  printf 'HTTP %s: %s\n' "$http_code" "$(cat "$tmp/body")" >&2
  exit 1
fi

cat "$tmp/body"
