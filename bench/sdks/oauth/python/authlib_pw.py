"""A password with authlib and httpx."""

import os
import sys

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import OAuth2Client

if not os.getenv("ACME_PASSWORD"):
    sys.exit("ACME_PASSWORD is not set")
try:
    with OAuth2Client(
        os.environ["ACME_ID"], os.environ["ACME_SECRET"], token_endpoint_auth_method="client_secret_post", timeout=10
    ) as client:
        client.fetch_token(
            "https://login.acme.test/oauth2/token",
            grant_type="password",
            username="ada",
            password=os.environ["ACME_PASSWORD"],
        )
        answer = client.get("https://api.acme.test/v1/orders")
        if answer.status_code == 401:
            client.refresh_token("https://login.acme.test/oauth2/token")
            answer = client.get("https://api.acme.test/v1/orders")
        answer.raise_for_status()
        answer.json()
        print(answer.text)
except AuthlibBaseError as error:
    sys.exit(f"No token: {error}")
except httpx.HTTPStatusError as error:
    sys.exit(f"{error}: {error.response.text}")
except (httpx.HTTPError, ValueError) as error:
    sys.exit(f"Failed: {error!r}")
