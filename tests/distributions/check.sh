#!/bin/sh
# Builds the wheel and the source distribution, and tries each in an environment of its own, on a tree of three files.
# Then writes what was installed for that as a bill of materials (CycloneDX) under out/sbom, to go with the release.
#
# Run by `./run-all.sh build`, with the tools of .venv on PATH.
set -eu

cd "$(dirname "$0")/../.."
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

rm -rf dist out/sbom
hatchling build
twine check --strict dist/*

python -m venv --without-pip "$folder/env"
pip_env() {
  pip --python "$folder/env/bin/python" --disable-pip-version-check "$@"
}
pip_env install --quiet --require-hashes --requirement requirements/harness.txt
version=$(python -c 'import harness; print(harness.__version__)')

for file in dist/*.whl dist/*.tar.gz; do
  pip_env install --quiet --no-deps --no-build-isolation --force-reinstall "$file"
  rm -rf "$folder/tree"
  cp -R tests/distributions/tree "$folder/tree"
  (
    cd "$folder/tree"
    [ "harness $version" = "$("$folder/env/bin/harness" --version)" ]
    "$folder/env/bin/harness" run --strict
  )
  printf 'ok %s\n' "$file"
done

sbom=out/sbom/example-harness-$version.cdx.json
mkdir -p out/sbom
sed "s/^dynamic = .*/version = \"$version\"/" pyproject.toml >"$folder/pyproject.toml" # the tool asks no build backend
cyclonedx-py environment --pyproject "$folder/pyproject.toml" --output-reproducible --output-file "$sbom" \
  "$folder/env/bin/python"
pip_env freeze --exclude example-harness | sort >"$folder/installed"
python -c 'import json, sys
document = json.load(open(sys.argv[1]))
assert document["metadata"]["component"]["version"] == sys.argv[2]
print(*(one["name"] + "==" + one["version"] for one in document["components"]), sep="\n")
' "$sbom" "$version" | sort | diff "$folder/installed" -
printf 'ok %s\n' "$sbom"
