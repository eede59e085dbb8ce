#!/bin/sh
# Run every Go example in turn and print each one's time.
set -u

case "$#:${1-}" in
0:) ;;
1:local) export API_HOST=http://localhost:8080 ;;
*)
  echo "usage: $0 [local]" >&2
  exit 2
  ;;
esac

CDPATH='' cd -- "$(dirname -- "$0")" || exit 1

failed=
for program in code/*/*.go; do
  start=$(date +%s%N)
  go run "$program" >/dev/null || failed="$failed $program"
  ms=$((($(date +%s%N) - start) / 1000000))
  printf '%s %d.%03d s\n' "$program" $((ms / 1000)) $((ms % 1000))
done

if [ -n "$failed" ]; then
  echo "Failed:$failed" >&2
  exit 1
fi
