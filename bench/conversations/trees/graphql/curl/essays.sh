#!/bin/sh
# A list; jq writes the request.
set -u
if [ -z "${KEY:-}" ]; then
  echo "Set KEY to your API key." >&2
  exit 1
fi
answer=$(jq --null-input --arg query '{ books(kind: ESSAY, first: 5) { id title } }' '{query: $query}' |
  curl --silent --show-error --fail-with-body --max-time 5 --header "Authorization: Bearer $KEY" --json @- "$HOST/graphql") || {
  echo "Request failed: $answer" >&2
  exit 1
}
if echo "$answer" | jq --exit-status .errors >/dev/null 2>&1; then
  echo "$answer" | jq --raw-output '.errors[].message' >&2
  exit 1
fi
echo "$answer" | jq --exit-status --raw-output '.data.books[] | "\(.id) \(.title)"'
