"""The authorization code with PKCE (RFC 7636), reading the redirect without following it."""

import base64
import hashlib
import json
import os
import secrets
import sys
from urllib.parse import parse_qs, urlsplit

import requests

HOST, CLIENT = os.environ["API_HOST"], os.environ.get("CLIENT_ID")
REDIRECT = "http://localhost:8765/callback"
if not os.environ.get("CLIENT_SECRET"):
    sys.exit("CLIENT_SECRET is not set.")
verifier = secrets.token_urlsafe(48)
challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
try:
    asked = {
        "response_type": "code",
        "client_id": CLIENT,
        "redirect_uri": REDIRECT,
        "scope": "orders:read",
        "state": secrets.token_urlsafe(8),
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    sent_back = requests.get(f"{HOST}/oauth/authorize", params=asked, allow_redirects=False, timeout=8)
    sent_back.raise_for_status()
    given = parse_qs(urlsplit(sent_back.headers["Location"]).query)
    if given["state"] != [asked["state"]]:
        sys.exit("Another state came back.")
    form = {
        "grant_type": "authorization_code",
        "code": given["code"][0],
        "redirect_uri": REDIRECT,
        "client_id": CLIENT,
        "code_verifier": verifier,
    }
    answer = requests.post(f"{HOST}/oauth/token", data=form, timeout=8)
    answer.raise_for_status()
    orders = requests.get(
        f"{HOST}/v1/orders", headers={"Authorization": "Bearer " + answer.json()["access_token"]}, timeout=8
    )
    orders.raise_for_status()
    print(json.dumps(orders.json()))
except requests.HTTPError as error:
    sys.exit(f"{error}: {error.response.text}")
except (requests.RequestException, ValueError, KeyError) as error:
    sys.exit(f"The request failed: {error!r}")
