"""Client credentials with requests-oauthlib."""

import os
import sys

import requests
from oauthlib.oauth2 import BackendApplicationClient, OAuth2Error
from requests.auth import HTTPBasicAuth
from requests_oauthlib import OAuth2Session

client_id, secret = os.getenv("ACME_ID"), os.getenv("ACME_SECRET")
if not secret:
    sys.exit("ACME_SECRET is not set")
oauth = OAuth2Session(client=BackendApplicationClient(client_id=client_id))
try:
    oauth.fetch_token(
        token_url="https://login.acme.test/oauth2/token", auth=HTTPBasicAuth(client_id, secret), timeout=10
    )
    answer = oauth.get("https://api.acme.test/v1/orders", timeout=10)
    answer.raise_for_status()
    answer.json()
    print(answer.text)
except OAuth2Error as error:
    sys.exit(f"No token: {error}")
except requests.HTTPError as error:
    sys.exit(f"{error}: {error.response.text}")
except (requests.RequestException, ValueError) as error:
    sys.exit(f"Failed: {error!r}")
