# The header Link, out of a file of headers.
test -n "$KEY" || { echo "Set KEY to your API key." >&2; exit 1; }
headers=$(mktemp) || exit 1
trap 'rm -f "$headers"' EXIT
url="$HOST/v1/repos?per_page=3"
while [ "$url" ]; do
  repos=$(curl -sS --fail-with-body -m 5 -D "$headers" -H "Authorization: Bearer $KEY" "$url")
  status=$?
  if [ $status -ne 0 ]; then
    echo "curl ended with $status: $repos" >&2
    exit 1
  fi
  echo "$repos" | jq -er '.[] | "\(.id // error("no id")) \(.name // error("no name"))"' || exit 1
  url=$(tr -d '\r' <"$headers" | sed -n 's/^[Ll]ink: .*<\([^>]*\)>; *rel="next".*/\1/p')
done
