"""Client credentials with requests-oauthlib, whose token URL is the real one."""

import json
import os
import sys

import requests
from oauthlib.oauth2 import BackendApplicationClient, OAuth2Error
from requests_oauthlib import OAuth2Session

client_id, client_secret = os.environ.get("CLIENT_ID"), os.environ.get("CLIENT_SECRET")
if not client_id or not client_secret:
    sys.exit("Set CLIENT_ID and CLIENT_SECRET.")
session = OAuth2Session(client=BackendApplicationClient(client_id=client_id, scope=["orders:read"]))
try:
    session.fetch_token(
        "https://auth.example.com/oauth/token", client_id=client_id, client_secret=client_secret, timeout=8
    )
    orders = session.get(os.environ["API_HOST"] + "/v1/orders", timeout=8)
    orders.raise_for_status()
    print(json.dumps(orders.json()))
except OAuth2Error as error:
    sys.exit(f"No token: {error}")
except requests.HTTPError as error:
    sys.exit(f"{error}: {error.response.text}")
except (requests.RequestException, ValueError) as error:
    sys.exit(f"The request failed: {error!r}")
