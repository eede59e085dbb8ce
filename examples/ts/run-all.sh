#!/bin/sh
# Run every program in turn and print the time that each one takes.

case "$#:${1-}" in
0:) ;;
1:local) export API_HOST=http://localhost:8080 ;;
*)
  echo "Usage: $0 [local]" >&2
  exit 2
  ;;
esac

cd "$(dirname "$0")" || exit 1

if [ ! -x node_modules/.bin/tsx ]; then
  npm ci >&2 || exit 1
fi

failed=
for program in code/*/*.ts; do
  start=$(date +%s%N)
  node_modules/.bin/tsx "$program" >/dev/null || failed="$failed $program"
  ms=$((($(date +%s%N) - start) / 1000000))
  printf '%s %d.%03d s\n' "$program" $((ms / 1000)) $((ms % 1000))
done

if [ -n "$failed" ]; then
  echo "Failed:$failed" >&2
  exit 1
fi
