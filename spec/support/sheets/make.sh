#!/usr/bin/env bash
# Has LibreOffice Calc save the sheets of sheets.lua as CSV, here. It was run once, with Calc 7.4 of Debian 12
# (libreoffice-calc-nogui): the files are kept, the specs need no Calc.
#
#   spec/support/sheets/make.sh
set -euo pipefail
cd "$(dirname "$0")"
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
lua5.4 sheets.lua "$made" | sort | while read -r sheet name filter; do
  # What follows the encoding: from the first row on, columns as they are, nothing quoted that need not be, cells as shown.
  soffice -env:UserInstallation="file://$made/profile" --headless \
    --convert-to "csv:Text - txt - csv (StarCalc):$filter,1,,0,false,true" --outdir "$made" "$made/$sheet.fods" >"$made/log" 2>&1 </dev/null ||
    { cat "$made/log"; exit 1; }
  mv "$made/$sheet.csv" "$name.csv"
done
