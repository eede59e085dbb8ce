"""The authorization code with PKCE, with authlib."""

import os
import sys

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session

secret = os.getenv("ACME_SECRET")
if not secret:
    sys.exit("ACME_SECRET is not set")
session = OAuth2Session(
    os.getenv("ACME_ID"),
    secret,
    scope="orders.read",
    redirect_uri="https://app.acme.test/back",
    code_challenge_method="S256",
)
verifier = generate_token(48)
try:
    url, state = session.create_authorization_url("https://login.acme.test/oauth2/auth", code_verifier=verifier)
    back = requests.get(url, allow_redirects=False, timeout=10)
    back.raise_for_status()
    session.fetch_token(
        "https://login.acme.test/oauth2/token",
        authorization_response=back.headers["Location"],
        state=state,
        code_verifier=verifier,
        timeout=10,
    )
    answer = session.get("https://api.acme.test/v1/orders", timeout=10)
    answer.raise_for_status()
    answer.json()
    print(answer.text)
except AuthlibBaseError as error:
    sys.exit(f"No token: {error}")
except requests.HTTPError as error:
    sys.exit(f"{error}: {error.response.text}")
except (requests.RequestException, ValueError) as error:
    sys.exit(f"Failed: {error!r}")
