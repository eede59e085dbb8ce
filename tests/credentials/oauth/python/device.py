"""Sign in on another device (RFC 8628), asking until the user has allowed it."""

import json
import os
import sys
import time

import requests

HOST, CLIENT = os.environ["API_HOST"], os.environ.get("CLIENT_ID")
if not os.environ.get("CLIENT_SECRET"):
    sys.exit("CLIENT_SECRET is not set.")
try:
    device = requests.post(f"{HOST}/oauth/device/code", data={"client_id": CLIENT, "scope": "orders:read"}, timeout=8)
    device.raise_for_status()
    code = device.json()
    print(f"Open {code['verification_uri']} and enter {code['user_code']}.", file=sys.stderr)
    form = {
        "grant_type": "urn:ietf:params:oauth:grant-type:device_code",
        "device_code": code["device_code"],
        "client_id": CLIENT,
    }
    while True:
        time.sleep(code["interval"])
        answer = requests.post(f"{HOST}/oauth/token", data=form, timeout=8)
        if answer.ok or answer.json()["error"] not in ("authorization_pending", "slow_down"):
            break
    answer.raise_for_status()
    token = answer.json()["access_token"]
    orders = requests.get(f"{HOST}/v1/orders", headers={"Authorization": f"Bearer {token}"}, timeout=8)
    orders.raise_for_status()
    print(json.dumps(orders.json()))
except requests.HTTPError as error:
    sys.exit(f"{error}: {error.response.text}")
except (requests.RequestException, ValueError, KeyError) as error:
    sys.exit(f"The request failed: {error!r}")
