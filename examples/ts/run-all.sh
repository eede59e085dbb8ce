#!/bin/sh
# Run every program in turn and print the time that each one takes.

case "$#:${1-}" in
0:) ;;
1:local) export API_HOST=http://localhost:8080 STABILITY_API_KEY="${STABILITY_API_KEY:-any-key}" ;;
*)
  echo "Usage: $0 [local]" >&2
  exit 2
  ;;
esac

cd "$(dirname "$0")" || exit 1

if [ ! -x node_modules/.bin/tsx ]; then
  npm ci --ignore-scripts >&2 || exit 1
fi

# Milliseconds; macOS knows seconds alone.
now() {
  case $(date +%N) in
  *[!0-9]*) echo "$(date +%s)000" ;;
  *) echo $(($(date +%s%N) / 1000000)) ;;
  esac
}

failed=
for program in code/*/*.ts; do
  start=$(now)
  node_modules/.bin/tsx "$program" >/dev/null || failed="$failed $program"
  ms=$(($(now) - start))
  printf '%s %d.%03d s\n' "$program" $((ms / 1000)) $((ms % 1000))
done

if [ -n "$failed" ]; then
  echo "Failed:$failed" >&2
  exit 1
fi
