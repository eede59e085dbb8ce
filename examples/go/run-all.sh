#!/bin/sh
# Run every Go example in turn and print each one's time.
set -u

case "$#:${1-}" in
0:) ;;
1:local) export API_HOST=http://localhost:8080 STABILITY_API_KEY="${STABILITY_API_KEY:-any-key}" ;;
*)
  echo "usage: $0 [local]" >&2
  exit 2
  ;;
esac

CDPATH='' cd -- "$(dirname -- "$0")" || exit 1

# Milliseconds; macOS knows seconds alone.
now() {
  case $(date +%N) in
  *[!0-9]*) echo "$(date +%s)000" ;;
  *) echo $(($(date +%s%N) / 1000000)) ;;
  esac
}

failed=
for program in code/*/*.go; do
  start=$(now)
  go run "$program" >/dev/null || failed="$failed $program"
  ms=$(($(now) - start))
  printf '%s %d.%03d s\n' "$program" $((ms / 1000)) $((ms % 1000))
done

if [ -n "$failed" ]; then
  echo "Failed:$failed" >&2
  exit 1
fi
