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

if ! [ -x .venv/bin/python ] || ! cmp -s requirements.txt .venv/requirements.txt; then
  python3 -m venv --clear .venv || exit 1
  .venv/bin/python -m pip install --quiet --require-hashes -r requirements.txt || exit 1
  cp requirements.txt .venv/ || exit 1
fi

# Milliseconds; macOS knows seconds alone.
now() {
  case $(date +%N) in
  *[!0-9]*) echo "$(date +%s)000" ;;
  *) echo $(($(date +%s%N) / 1000000)) ;;
  esac
}

failed=
for program in code/*/*.py; do
  start=$(now)
  .venv/bin/python "$program" >/dev/null || failed="$failed $program"
  elapsed=$(($(now) - start))
  printf '%s %d.%03d s\n' "$program" $((elapsed / 1000)) $((elapsed % 1000))
done

if [ -n "$failed" ]; then
  echo "Failed:$failed" >&2
  exit 1
fi
