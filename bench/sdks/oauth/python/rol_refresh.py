"""A password, then a refresh token, with requests-oauthlib."""

import os
import sys

import requests
from oauthlib.oauth2 import LegacyApplicationClient, OAuth2Error
from requests_oauthlib import OAuth2Session

URL = "https://login.acme.test/oauth2/token"
client_id, secret, password = os.getenv("ACME_ID"), os.getenv("ACME_SECRET"), os.getenv("ACME_PASSWORD")
if not password:
    sys.exit("ACME_PASSWORD is not set")
oauth = OAuth2Session(client=LegacyApplicationClient(client_id=client_id))
try:
    oauth.fetch_token(
        token_url=URL, username="ada", password=password, client_id=client_id, client_secret=secret, timeout=10
    )
    answer = oauth.get("https://api.acme.test/v1/orders", timeout=10)
    if answer.status_code == 401:
        oauth.refresh_token(URL, client_id=client_id, client_secret=secret, timeout=10)
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
