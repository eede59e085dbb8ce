# A query with a variable.
if [ -z "${KEY:-}" ]; then
  echo "Set KEY to your API key." >&2
  exit 1
fi
answer=$(curl --silent --show-error --fail-with-body --max-time 5 \
  --header "Authorization: Bearer $KEY" --json @- "$HOST/graphql" <<'BODY'
{"query": "query Book($id: ID!) { book(id: $id) { title kind } }", "variables": {"id": "b1"}}
BODY
) || {
  echo "$answer" >&2
  exit 1
}
title=$(echo "$answer" | jq --exit-status --raw-output 'select(.errors | not) | .data.book.title') || {
  echo "The query failed: $answer" >&2
  exit 1
}
echo "$title"
