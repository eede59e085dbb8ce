# A form out of the fields of the answer, and the file behind them.
: "${KEY:?Set KEY to your API key.}"
made=$(curl --silent --show-error --fail-with-body --max-time 5 --json '{"name": "table.csv"}' \
  --oauth2-bearer "$KEY" "$HOST/v1/forms") || { printf '%s\n' "$made" >&2; exit 1; }
url=$(printf '%s' "$made" | jq -er .upload.url) || { echo "No address: $made" >&2; exit 1; }
set --
for field in $(printf '%s' "$made" | jq -er '.upload.fields | to_entries[] | "\(.key)=\(.value)"'); do
  set -- "$@" --form-string "$field"
done
stored=$(curl --silent --show-error --fail-with-body --max-time 5 "$@" --form file=@../table.csv "$url") || {
  printf '%s\n' "$stored" >&2
  exit 1
}
echo stored
