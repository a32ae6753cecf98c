"""What a script does that is written in an afternoon: orders one line after the other, then asks for each order until
it is processed. A peer of against_scripts.lua.

    python3 bench/naive.py BASE_URL LIST.csv

Nothing is written down: a lost reply or a kill leaves nobody knowing what was ordered.
"""
import csv
import sys
import time

import requests

base_url, path = sys.argv[1], sys.argv[2]
session = requests.Session()
reply = session.post(base_url + "/v1/oauth/accesstokens", json={
    "grantType": "client_credentials", "clientId": "id", "clientSecret": "secret"})
session.headers["Authorization"] = "Bearer " + reply.json()["accessToken"]

orders = []
with open(path, newline="", encoding="utf-8") as file:
    for row in csv.DictReader(file):
        contract = base_url + "/v2/unom/contracts/" + row["contractId"]
        body = {"agreement": "yes", "requestDate": row["requestDate"], "lineInfo": {"planCode": row["planCode"]}}
        while True:
            reply = session.put(contract + "/lines/" + row["lineNo"] + "/courses", json=body)
            if reply.status_code == 200:
                break
            time.sleep(1)  # too many orders are under way
        orders.append(contract + "/orders/" + reply.json()["orderId"])

for order in orders:
    while True:
        reply = session.get(order, params={"status": "asyncAccepting"})
        if reply.json()["orderList"][0]["orderStatus"] == "03":
            break
        time.sleep(1)
