#!/bin/sh
# Renews the lock files: every package that Python 3.11 to 3.14 may need, by version and hash.
set -eu
cd "$(dirname "$0")"
for name in harness go node test docs; do
  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
    --no-emit-index-url --no-emit-find-links --output-file "$name.txt" "$@" "$name.in"
done
