#!/bin/sh
# A function that calls itself with the cursor of the next page.
set -eu
: "${KEY:?Set KEY to your API key.}"

list() {
  answer=$(curl --silent --show-error --fail-with-body --max-time 5 --get "$HOST/v1/notes" \
    --header "Authorization: Bearer $KEY" --data limit=5 "$@") || {
    echo "Request failed: $answer" >&2
    exit 1
  }
  echo "$answer" | jq --exit-status --raw-output '.notes[] | .id + " " + .text'
  cursor=$(echo "$answer" | jq --raw-output '.next_cursor // empty')
  if [ -n "$cursor" ]; then
    list --data-urlencode "cursor=$cursor"
  fi
}

list
