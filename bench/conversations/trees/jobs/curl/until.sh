# Asks for the job at its own address until it is done.
if [ -z "${KEY:-}" ]; then
  echo "Set KEY to your API key." >&2
  exit 1
fi
call() {
  curl --silent --show-error --fail-with-body --max-time 5 --header "Authorization: Bearer $KEY" "$@"
}
job=$(call --json '{"name": "index"}' "$HOST/v1/jobs") || { echo "$job" >&2; exit 1; }
id=$(echo "$job" | jq -er .id) || { echo "No id in $job" >&2; exit 1; }
tries=0
until [ "$(echo "$job" | jq -r .state)" = done ]; do
  tries=$((tries + 1))
  [ "$tries" -le 10 ] || { echo "The job takes too long: $job" >&2; exit 1; }
  sleep 0.1
  job=$(call "$HOST/v1/jobs/$id") || { echo "$job" >&2; exit 1; }
  case $(echo "$job" | jq -r .state) in
    queued | running | done) ;;
    *) echo "The job failed: $job" >&2; exit 1 ;;
  esac
done
echo "$job" | jq .result
