#!/usr/bin/env bash
# Carries examples/mixed.csv through a simulated carrier, then a list of its lines there and back: what `make demo` runs.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ ! -e build/unom/core.so ]; then
  echo 'demo: not built yet: run `make demo`' >&2
  exit 1
fi

scratch=$(mktemp -d)
simulator=
finish() {
  [ -z "$simulator" ] || kill "$simulator" 2>/dev/null || true
  wait 2>/dev/null || true
  rm -rf "$scratch"
}
trap finish EXIT

bin/unom simulate --port 0 --latency 0.1 --processing 1 >"$scratch/simulator" 2>/dev/null &
simulator=$!
until grep -q '^listening on ' "$scratch/simulator"; do
  kill -0 "$simulator" # the simulator has ended: so do we
  sleep 0.05
done

export UNOM_CLIENT_ID=demo UNOM_CLIENT_SECRET=demo UNOM_LEDGER="$scratch/ledger.db"
UNOM_BASE_URL=$(sed -n 's/^listening on //p' "$scratch/simulator")
export UNOM_BASE_URL

echo '$ examples/dated.sh mixed.csv >mixed.csv'
examples/dated.sh mixed.csv >"$scratch/mixed.csv"

echo '$ unom bulk run mixed.csv --agree --yes'
bin/unom bulk run "$scratch/mixed.csv" --agree --yes

echo
echo '$ head -4 mixed.result.csv'
head -4 "$scratch/mixed.result.csv"

echo
examples/there-and-back.sh
