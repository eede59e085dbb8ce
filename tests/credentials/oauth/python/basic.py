"""Client credentials by HTTP Basic, with requests."""

import json
import os
import sys

import requests

host = os.environ["API_HOST"]
client_id, client_secret = os.environ.get("CLIENT_ID"), os.environ.get("CLIENT_SECRET")
if not client_id or not client_secret:
    sys.exit("Set CLIENT_ID and CLIENT_SECRET.")
try:
    answer = requests.post(
        f"{host}/oauth/token",
        data={"grant_type": "client_credentials", "scope": "orders:read"},
        auth=(client_id, client_secret),
        timeout=8,
    )
    answer.raise_for_status()
    token = answer.json()["access_token"]
    orders = requests.get(f"{host}/v1/orders", headers={"Authorization": f"Bearer {token}"}, timeout=8)
    orders.raise_for_status()
    print(json.dumps(orders.json()))
except requests.HTTPError as error:
    sys.exit(f"{error}: {error.response.text}")
except (requests.RequestException, ValueError, KeyError) as error:
    sys.exit(f"The request failed: {error!r}")
