#!/bin/sh
# Run every example in turn and print the time each takes.
# With the argument "local", run them against http://localhost:8080.

set -u

if [ $# -eq 1 ] && [ "$1" = local ]; then
  export API_HOST=http://localhost:8080
elif [ $# -ne 0 ]; then
  echo "usage: $0 [local]" >&2
  exit 2
fi

cd "$(dirname "$0")" || exit 1

failed=
for program in code/*/*.sh; do
  start=$(date +%s%N)
  "$program" >/dev/null || failed="$failed $program"
  ms=$((($(date +%s%N) - start) / 1000000))
  printf '%s %d.%03d s\n' "$program" $((ms / 1000)) $((ms % 1000))
done

if [ -n "$failed" ]; then
  echo "Failed:$failed" >&2
  exit 1
fi
