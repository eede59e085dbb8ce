set -eu
if [ -z "${NOTES_KEY:-}" ]; then
  echo 'NOTES_KEY is not set' >&2
  exit 1
fi
answer=$(curl --silent --show-error --max-time 4 --fail-with-body \
  --header "Authorization: Bearer $NOTES_KEY" \
  --json '{"text": "Buy milk", "tags": ["home"]}' \
  https://api.notes.invalid/v1/notes) || {
  printf 'note: %s\n' "$answer" >&2
  exit 1
}
case $answer in
*'"id"'*'"}'*) printf 'kept as %s\n' "$answer" ;;
*)
  printf 'note: expected an id, got %s\n' "$answer" >&2
  exit 1
  ;;
esac
