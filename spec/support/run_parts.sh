#!/usr/bin/env bash
# Runs every spec file in a busted of its own, several at a time, and ends with one summary in busted's form. Most of
# the suite waits for sockets and clocks, so the files together take little longer than the longest of them.
#
#   spec/support/run_parts.sh [busted's arguments]
#   JOBS=N        files at a time; without it twice the number of CPUs
#   SPECS=WORDS   the folders and files that the specs are in; without it spec
#   BUSTED=WORDS  what to run instead of busted
#
# FOREIGN_PRELOAD is what programs that are not of this tree are run with in place of LD_PRELOAD, which may hold the
# sanitizers.
#
# Invariant: nothing ends as a silent zero. A file whose busted wrote no summary, ran no test or ended with another
# exit code than the summary calls for adds one error. Exit code: 0 when there were tests, no failures and no errors.
set -uo pipefail

export PARTS_LOGS
PARTS_LOGS=$(mktemp -d)
trap 'rm -rf "$PARTS_LOGS"' EXIT
read -ra specs <<<"${SPECS:-spec}"

# Those that wait longest first, so that none of them is left for the end: the kills, then what talks over sockets.
# Names end in a NUL: a space in one must not lose a file.
list_files() {
  find "${specs[@]}" -name '*_spec.lua' -exec grep -lZ '#chaos' {} + | sort -z
  find "${specs[@]}" -name '*_spec.lua' -exec grep -LZ '#chaos' {} + | xargs -0 -r grep -lZ '#wire' | xargs -0 -r ls -S --zero
  find "${specs[@]}" -name '*_spec.lua' -exec grep -LZE '#(chaos|wire)' {} + | sort -z
}

# Runs one file, adds its line to the counts and shows its log when not all succeeded.
run_part() {
  local file=$1 log counts started seconds code successes failures errors pending
  shift
  log=$(mktemp "$PARTS_LOGS/part.XXXXXX")
  started=$(date +%s%N)
  # shellcheck disable=SC2086
  ${BUSTED:-busted} "$@" "$file" >"$log" 2>&1 </dev/null
  code=$?
  seconds=$((($(date +%s%N) - started) / 100000000))
  counts=$(awk '/^[0-9]+ success(es)? \/ [0-9]+ failures? \/ [0-9]+ errors? \/ [0-9]+ pending : [0-9.]+ seconds$/ {
    print $1, $4, $7, $10; exit }' "$log")
  read -r successes failures errors pending <<<"${counts:-0 0 0 0}"
  if [ -z "$counts" ]; then
    echo "no summary: it ended with $code" >>"$log"
    errors=1
  elif [ $((successes + failures + errors + pending)) = 0 ]; then
    echo "no test" >>"$log"
    errors=1
  elif [ "$code" != $(((failures + errors) % 256)) ]; then
    echo "it ended with $code" >>"$log"
    errors=$((errors + 1))
  fi
  echo "$successes $failures $errors $pending" >>"$PARTS_LOGS/counts"
  {
    printf '%4d.%d s %4d  %s\n' $((seconds / 10)) $((seconds % 10)) "$successes" "$file"
    [ "$successes $failures $errors $pending" = "$successes 0 0 0" ] || sed 's/^/    /' "$log"
  } >"$log.shown"
  cat "$log.shown"
}
export -f run_part

started=$(date +%s%N)
touch "$PARTS_LOGS/counts"
list_files >"$PARTS_LOGS/files"
# shellcheck disable=SC2016
xargs -a "$PARTS_LOGS/files" -0 -P "${JOBS:-$(($(nproc) * 2))}" -I @SPEC@ bash -c 'run_part "$@"' run_part @SPEC@ "$@"
seconds=$((($(date +%s%N) - started) / 1000000))

# A file without a line in the counts is one that was not listed, or whose runner was killed.
awk -v files="$(find "${specs[@]}" -name '*_spec.lua' -printf . | wc -c)" -v seconds="$seconds" '
  { successes += $1; failures += $2; errors += $3; pending += $4 }
  END {
    errors += files - NR + (files == 0)
    printf "%d successes / %d failures / %d errors / %d pending : %.3f seconds\n",
      successes, failures, errors, pending, seconds / 1000
    exit failures + errors > 0 || successes == 0
  }' "$PARTS_LOGS/counts"
