# An address for an upload, and the file sent there without the key.
if [ -z "${KEY:-}" ]; then
  echo "Set KEY to your API key." >&2
  exit 1
fi
set -e
send="curl --silent --show-error --fail-with-body --max-time 5"
made=$($send --header "Authorization: Bearer $KEY" --json '{"name": "table.csv"}' "$HOST/v1/uploads") || {
  echo "$made" >&2
  exit 1
}
url=$(echo "$made" | jq --exit-status --raw-output .upload_url) || { echo "No address in $made" >&2; exit 1; }
stored=$($send --upload-file ../table.csv "$url") || {
  echo "$stored" >&2
  exit 1
}
echo "$made" | jq --raw-output .id
