# shellcheck shell=sh
# The steps of the set-up: each one's progress on a line, its output in a log, and what to do where it fails.
#
# A step NAME is three functions: needs_NAME is true where it is due, title_NAME prints what it does, and do_NAME does
# it. Read by run-all.sh, which says $root and $venv.
# shellcheck disable=SC2154

log=.harness/setup.log

say() {
  printf '%s\n' "$*" >&2
}

# An environment can't be moved once it is made, for its scripts name their folder. So one that is being changed is
# marked, and one that still bears the mark at the next start is made anew.
begin() {
  mkdir -p "$1" && : >"$1/.unfinished"
}

finish() {
  rm -f "$1/.unfinished"
}

# Takes a folder away in one move: what is half removed never has its name.
discard() {
  rm -rf "$1.discarded"
  [ ! -e "$1" ] || { mv "$1" "$1.discarded" && rm -rf "$1.discarded"; }
}

discard_unfinished() {
  for folder in "$venv" examples/python/.venv; do
    rm -rf "$folder.discarded"
    [ ! -e "$folder/.unfinished" ] || discard "$folder"
  done
}

# Does the steps named that are due, and ends with status 3 where one fails.
steps() {
  if ! discard_unfinished 2>/dev/null; then
    give_up 'an unfinished set-up can not be removed' 'make the folder writable for you'
  fi
  due=
  of=0
  for step in "$@"; do
    if "needs_$step"; then
      due="$due $step"
      of=$((of + 1))
    fi
  done
  [ "$of" -gt 0 ] || return 0
  # shellcheck disable=SC2034 # the steps use it
  interpreter=$(find_python) || exit 3
  if ! { mkdir -p .harness && : >$log; } 2>/dev/null; then
    give_up "$root can not be written to" 'free some space, or copy the project to a folder of yours'
  fi
  number=0
  for step in $due; do
    number=$((number + 1))
    do_step "[$number/$of] $("title_$step")"
  done
}

do_step() {
  title=$1
  [ -t 2 ] || say "$title ..."
  began=$(date +%s)
  show_progress &
  watcher=$!
  trap 'stop_progress; exit 130' INT
  trap 'stop_progress; exit 143' TERM
  if "do_$step" 3>&2 >$log 2>&1; then status=0; else status=$?; fi
  stop_progress
  trap - INT TERM
  [ "$status" -lt 128 ] || exit "$status"
  [ "$status" -eq 0 ] || give_up "$title: $(reason)" "$(advice)"
  [ ! -t 2 ] || say "$title: $(($(date +%s) - began)) s"
}

# The seconds and the last words of what runs: drawn anew each second on a terminal, every ten seconds in a log.
show_progress() {
  due=10
  while sleep 1 2>/dev/null >&2 && kill -0 $$ 2>/dev/null; do
    seconds=$(($(date +%s) - began))
    words=$(tail -n 1 $log 2>/dev/null | tr -d '\r')
    if [ -t 2 ]; then
      printf '\r\033[K%s' "$(printf '%s ... %s s%s' "$title" $seconds "${words:+: $words}" | cut -c 1-79)" >&2
    elif [ $seconds -ge $due ]; then
      due=$((seconds + 10))
      say "$(printf '  %s s%s' $seconds "${words:+: $words}" | cut -c 1-120)"
    fi
  done
}

stop_progress() {
  { kill "$watcher" && wait "$watcher"; } 2>/dev/null || :
  [ ! -t 2 ] || printf '\r\033[K' >&2
}

give_up() {
  say "run-all.sh: $1: $2, then run it again"
  exit 3
}

# Why a step failed: the line of the log that says so, or what can be seen of the disks.
reason() {
  line=$(grep -v -i 'complete log\|not shown' $log | grep -i 'no space\|errno\|error' | tail -n 1)
  disk=$(full_disk)
  if ! grep -q -i "$no_space" $log && [ -n "$disk" ]; then
    line="no space left on the disk of $disk"
  elif grep -q 'after connection broken' $log; then # pip's last words are then of a distribution that is not found
    line='the package registry can not be reached'
  elif [ -z "$line" ]; then
    line=$(tail -n 1 $log)
  fi
  printf '%s' "${line:-it failed without a word}" | tr -d '\r' | cut -c 1-300
}

advice() {
  disk=$(full_disk)
  if grep -q -i "$no_space" $log || [ -n "$disk" ]; then
    printf 'free some space on the disk of %s' "${disk:-$root}"
  elif grep -q 'Read-only file system\|EROFS\|Permission denied\|EACCES' $log; then
    printf 'make that folder writable for you'
  elif grep -q -i 'resol\|connection\|unreachable\|timed out\|no matching distribution\|ENOTFOUND\|ECONN\|ETIMEDOUT\|EAI_AGAIN' $log; then
    printf 'check the network and its proxy (all of it: %s)' $log
  else
    printf 'see %s' $log
  fi
}

no_space='no space left\|ENOSPC\|quota exceeded'

# The folder on whose disk less than 20 MB are free, of the project's and that of temporary files; none if both have more.
full_disk() {
  for folder in "$root" "${TMPDIR:-/tmp}"; do
    free=$(df -Pk "$folder" 2>/dev/null | sed -n '2s/.* \([0-9][0-9]*\)  *[0-9][0-9]*% .*/\1/p')
    if [ -n "$free" ] && [ "$free" -lt 20480 ]; then
      printf '%s' "$folder"
      return
    fi
  done
}
