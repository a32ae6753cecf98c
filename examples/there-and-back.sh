#!/usr/bin/env bash
# Changes the plans of twelve lines of a simulated carrier that loses requests and answers, and changes them back: what
# docs/there-and-back.md tells, and the second part of `make demo`.
set -euo pipefail
cd "$(dirname "$0")/.."
command=${UNOM:-$PWD/bin/unom}

scratch=$(mktemp -d)
simulator=
finish() {
  [ -z "$simulator" ] || kill "$simulator" 2>/dev/null || true
  wait 2>/dev/null || true
  rm -rf "$scratch"
}
trap finish EXIT

"$command" simulate --port 0 --lines 36 --dated --processing 0.1 --seed 30 \
  --fault lost-reply=0.06 --fault lost-request=0.04 >"$scratch/simulator" 2>/dev/null &
simulator=$!
until grep -qs '^listening on ' "$scratch/simulator"; do
  kill -0 "$simulator" # the simulator has ended: so do we
  sleep 0.05
done

export UNOM_CLIENT_ID=demo UNOM_CLIENT_SECRET=demo UNOM_CONTRACT_ID=N123456789 UNOM_LEDGER="$scratch/ledger.db"
UNOM_BASE_URL=$(sed -n 's/^listening on //p' "$scratch/simulator")
export UNOM_BASE_URL

cd "$scratch"
unom() {
  "$command" "$@"
}

# The first days of the next two months in Japan.
month=$(TZ=JST-9 date +%Y-%m-01)
FIRST=$(date -d "$month +1 month" +%Y%m%d)
LATER=$(date -d "$month +2 months" +%Y%m%d)

# Shows a command and carries it out; tells how it ended where that is not well.
step() {
  printf '$ %s\n' "$1"
  local code=0
  eval "$1" 2>&1 || code=$?
  if [ "$code" -ne 0 ]; then
    echo "(exit code $code)"
  fi
  echo
}

say() {
  printf '# %s\n' "$1"
}

say 'The twelve lines of one plan are to have another from the first of next month on.'
step 'unom call list_lines --format csv > before.csv'
step 'unom bulk draft change_course --where planCode=T3001326 --set planCode=T3001328 --set requestDate=$FIRST > plans.csv'

say 'A colleague adds three rows by hand: a line that has the plan, one that there is not, a code that there is not.'
printf 'change_course,N123456789,%s,,%s,%s\n' 09010000002 "$FIRST" T3001328 09010000061 "$FIRST" T3001328 \
  09010000003 "$FIRST" T3009999 >>plans.csv
step 'unom bulk plan plans.csv --agree'

say 'The two rows that cannot be carried out are taken out. The network loses one request, and one answer.'
grep -v -e 09010000061 -e T3009999 plans.csv >corrected.csv
step 'unom bulk run corrected.csv --agree --yes'
step 'unom bulk resolve 1' | tee evidence
LIKELY=$(awk '/^row / { row = $2 } /^  likely: order / { print row, "--order", substr($3, 1, 16) }' evidence)
OPEN=$(awk '/^row / { row = $2 } /^  open: / { print row }' evidence)
step "unom bulk resolve 1 $LIKELY"
step "unom bulk resolve 1 $OPEN --resend"
step 'unom bulk resume 1'

say 'Is it in effect? Not before its day; then the simulated carrier goes on to that day.'
step 'unom bulk verify 1'
step 'curl -sS -X PUT --data $FIRST $UNOM_BASE_URL/_simulator/today'
step 'unom bulk verify 1'

say 'It was a mistake.'
step 'unom bulk inverse 1 --set agreement=yes --set requestDate=$LATER > back.csv'
step 'unom bulk run back.csv --plan --yes'
step 'curl -sS -X PUT --data $LATER $UNOM_BASE_URL/_simulator/today'
step 'unom bulk verify 2'
step 'unom call list_lines --format csv | diff before.csv - && echo the lines are as they were'
