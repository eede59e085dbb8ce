# The first page alone.
if [ -z "${KEY:-}" ]; then
  echo "Set KEY to your API key." >&2
  exit 1
fi
curl --silent --show-error --fail-with-body --max-time 5 \
  --header "Authorization: Bearer $KEY" "$HOST/v1/notes?limit=2"
