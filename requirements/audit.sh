#!/bin/sh
# Looks all lock files up in the database of known vulnerabilities (osv.dev). Needs Go; arguments go to osv-scanner.
set -eu
cd "$(dirname "$0")/.."

for lock in $(
  # what bench/ compares with is neither shipped nor part of the tests
  git ls-files 'requirements/*.txt' '*requirements.txt' '*package-lock.json' '*go.mod' ':!requirements/debian.txt' ':!bench'
); do
  case $lock in
  *.txt) set -- "$@" --lockfile "requirements.txt:$lock" ;;
  *) set -- "$@" --lockfile "$lock" ;;
  esac
done
exec go run github.com/google/osv-scanner/v2/cmd/osv-scanner@v2.5.0 scan source --config requirements/osv-scanner.toml "$@"
