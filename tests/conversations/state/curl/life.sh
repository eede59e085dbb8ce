# A book from its making to its end; sed reads the answers.
if [ -z "${KEY:-}" ]; then
  echo "Set KEY to your API key." >&2
  exit 1
fi
call() {
  method=$1 path=$2
  shift 2
  curl --silent --show-error --fail-with-body --max-time 5 --request "$method" \
    --header "Authorization: Bearer $KEY" "$@" "$HOST/v1$path" || exit 1
}
must() {
  case $2 in *"$1"*) ;; *) echo "Unexpected answer: $2" >&2; exit 1 ;; esac
}
json="Content-Type: application/json"
made=$(call POST /books --header "$json" --data '{"title": "Emma", "pages": 474}') || { echo "$made" >&2; exit 1; }
id=$(printf '%s' "$made" | sed -n 's/.*"id": *"\([^"]*\)".*/\1/p')
[ -n "$id" ] || { echo "No id in $made" >&2; exit 1; }
read=$(call GET "/books/$id") || { echo "$read" >&2; exit 1; }
must '"title": "Emma"' "$read"
changed=$(call PATCH "/books/$id" --header "$json" --data '{"title": "Persuasion"}') || { echo "$changed" >&2; exit 1; }
must '"pages": 474' "$changed"
books=$(call GET /books) || { echo "$books" >&2; exit 1; }
must "$id" "$books"
must Persuasion "$books"
removed=$(call DELETE "/books/$id") || { echo "$removed" >&2; exit 1; }
status=$(curl --silent --max-time 5 --output /dev/null --write-out '%{http_code}' \
  --header "Authorization: Bearer $KEY" "$HOST/v1/books/$id")
[ "$status" = 404 ] || { echo "HTTP $status: the book is still there" >&2; exit 1; }
echo "$id came and went"
