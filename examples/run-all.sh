#!/bin/sh
# Run the programs of all four languages in turn.

case "$#:${1-}" in
0: | 1:local) ;;
*)
  echo "Usage: $0 [local]" >&2
  exit 2
  ;;
esac

cd "$(dirname "$0")" || exit 1

failed=
for language in python ts go curl; do
  echo "== $language"
  "$language/run-all.sh" "$@" || failed="$failed $language"
done

if [ -n "$failed" ]; then
  echo "Failed:$failed" >&2
  exit 1
fi
