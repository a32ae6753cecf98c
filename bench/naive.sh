#!/bin/sh
# naive.sh: what a script does that is written in an afternoon: orders one line after the other with curl and jq, then
# asks for each order until it is processed. A peer of against_scripts.lua.
#
#     bench/naive.sh BASE_URL LIST.csv
#
# Nothing is written down: a lost reply or a kill leaves nobody knowing what was ordered.
set -eu

base_url=$1/v2/unom/contracts
token=$(curl -sS -H 'Content-Type: application/json' "$1/v1/oauth/accesstokens" \
  -d '{"grantType": "client_credentials", "clientId": "id", "clientSecret": "secret"}' | jq -r .accessToken)

call() {
  curl -sS -H "Authorization: Bearer $token" "$@"
}

# The operation is the same in every row.
orders=$(tail -n +2 "$2" | while IFS=, read -r _ contract line plan day; do
  body="{\"agreement\": \"yes\", \"requestDate\": \"$day\", \"lineInfo\": {\"planCode\": \"$plan\"}}"
  while :; do
    id=$(call -X PUT -H 'Content-Type: application/json' "$base_url/$contract/lines/$line/courses" -d "$body" |
      jq -r '.orderId // ""')
    [ -z "$id" ] || break
    sleep 1 # too many orders are under way
  done
  echo "$contract/orders/$id"
done)

for order in $orders; do
  until [ "$(call "$base_url/$order?status=asyncAccepting" | jq -r '.orderList[0].orderStatus')" = 03 ]; do
    sleep 1
  done
done
