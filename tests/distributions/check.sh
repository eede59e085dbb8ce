#!/bin/sh
# Builds the wheel and the source distribution, and tries each in an environment of its own, on a tree of three files.
#
# Run by `./run-all.sh build`, with the tools of .venv on PATH.
set -eu

cd "$(dirname "$0")/../.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

rm -rf dist
hatchling build
twine check --strict dist/*

python -m venv "$folder/env"
"$folder/env/bin/pip" install --quiet --disable-pip-version-check --require-hashes --requirement requirements/harness.txt
version=$(python -c 'import harness; print(harness.__version__)')

for file in dist/*.whl dist/*.tar.gz; do
  "$folder/env/bin/pip" install --quiet --disable-pip-version-check --no-deps --no-build-isolation --force-reinstall "$file"
  rm -rf "$folder/tree"
  cp -R tests/distributions/tree "$folder/tree"
  (
    cd "$folder/tree"
    [ "harness $version" = "$("$folder/env/bin/harness" --version)" ]
    "$folder/env/bin/harness" run --strict
  )
  printf 'ok %s\n' "$file"
done
