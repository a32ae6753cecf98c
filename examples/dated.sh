#!/usr/bin/env bash
# Writes an example list with its days filled in: NEXT_FIRST and NEXT_LAST, the first and the last day of next month in
# Japan, which the carrier takes for every operation that has a requestDate.
#
#   examples/dated.sh plan-change.csv >changes.csv
set -euo pipefail
month=$(TZ=JST-9 date +%Y-%m-01)
first=$(TZ=JST-9 date -d "$month +1 month" +%Y%m%d)
last=$(TZ=JST-9 date -d "$month +2 months -1 day" +%Y%m%d)
sed "s/NEXT_FIRST/$first/; s/NEXT_LAST/$last/" "$(dirname "$0")/$1"
