"""Client credentials with authlib and requests."""

import os
import sys

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session

client_id, secret = os.getenv("ACME_ID"), os.getenv("ACME_SECRET")
if not secret:
    sys.exit("ACME_SECRET is not set")
session = OAuth2Session(
    client_id,
    secret,
    token_endpoint="https://login.acme.test/oauth2/token",
    grant_type="client_credentials",
    scope="orders.read",
)
session.default_timeout = 10
try:
    session.fetch_token(timeout=10)
    answer = session.get("https://api.acme.test/v1/orders", timeout=10)
    answer.raise_for_status()
    print(answer.text if answer.json() is not None else "")
except AuthlibBaseError as error:
    sys.exit(f"No token: {error}")
except requests.HTTPError as error:
    sys.exit(f"{error}: {error.response.text}")
except (requests.RequestException, ValueError) as error:
    sys.exit(f"Failed: {error!r}")
