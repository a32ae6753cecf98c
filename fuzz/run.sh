#!/usr/bin/env bash
# Runs fuzzers, one for each CPU at a time: first their corpus, then inputs made from it.
#
#   fuzz/run.sh DIRECTORY SECONDS TARGET...
#
# DIRECTORY has the built fuzzers. What a fuzzer finds is kept in DIRECTORY/found, and what it learns in
# DIRECTORY/learnt/TARGET, where the next run begins. The seed is always the same. Exit code: 0 when nothing was found.
set -uo pipefail

export DIRECTORY=$1 SECONDS_EACH=$2
shift 2
mkdir -p "$DIRECTORY/found"

fuzz() {
  local target=$1 log=$DIRECTORY/$1.log learnt=$DIRECTORY/learnt/$1 input
  mkdir -p "$learnt"
  if "$DIRECTORY/$target" -seed=1 -max_total_time="$SECONDS_EACH" -max_len=2048 -timeout=10 -rss_limit_mb=1024 \
    -print_final_stats=1 -artifact_prefix="$DIRECTORY/found/$target-" "$learnt" "fuzz/corpus/$target" >"$log" 2>&1; then
    printf '%-10s %9d executions, nothing found\n' "$target" "$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")"
    return 0
  fi
  grep -v '^#' "$log" | tail -n 60
  input=$(sed -n 's/.*Test unit written to //p' "$log")
  echo "$target: FAILED. Once more with this input:"
  echo "    $DIRECTORY/$target ${input:-fuzz/corpus/$target/*}"
  return 1
}
export -f fuzz

printf '%s\n' "$@" | xargs -P "$(nproc)" -I TARGET bash -c 'fuzz TARGET'
