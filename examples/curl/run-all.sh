#!/bin/sh
# Run every example in turn and print the time each takes.
# With the argument "local", run them against http://localhost:8080.

set -u

if [ $# -eq 1 ] && [ "$1" = local ]; then
  export API_HOST=http://localhost:8080 STABILITY_API_KEY="${STABILITY_API_KEY:-any-key}"
elif [ $# -ne 0 ]; then
  echo "usage: $0 [local]" >&2
  exit 2
fi

cd "$(dirname "$0")" || exit 1

# Milliseconds; macOS knows seconds alone.
now() {
  case $(date +%N) in
  *[!0-9]*) echo "$(date +%s)000" ;;
  *) echo $(($(date +%s%N) / 1000000)) ;;
  esac
}

failed=
for program in code/*/*.sh; do
  start=$(now)
  "$program" >/dev/null || failed="$failed $program"
  ms=$(($(now) - start))
  printf '%s %d.%03d s\n' "$program" $((ms / 1000)) $((ms % 1000))
done

if [ -n "$failed" ]; then
  echo "Failed:$failed" >&2
  exit 1
fi
