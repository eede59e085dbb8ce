#!/bin/sh
# Renews the lock files from pyproject.toml: every package that Python 3.11 to 3.14 may need, by version and hash.
# The others hold what they need beside harness.txt. Arguments go to uv, e.g. --upgrade.
set -eu
cd "$(dirname "$0")/.."

lock() {
  name=$1
  shift
  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
    --no-emit-index-url --no-emit-find-links --output-file "requirements/$name.txt" "$@"
}

lock harness pyproject.toml --group build "$@"
lock test --group test --constraint requirements/harness.txt "$@"
lock docs --group docs --constraint requirements/harness.txt --constraint requirements/test.txt "$@"
lock release --group release --constraint requirements/harness.txt --constraint requirements/docs.txt "$@"
known=$(sed -n 's/^\([a-z0-9-]*\)==.*/--no-emit-package \1/p' requirements/harness.txt)
for name in go matrix node; do
  # shellcheck disable=SC2086 # a list of words is meant
  lock $name pyproject.toml --extra $name --constraint requirements/harness.txt $known "$@"
done
