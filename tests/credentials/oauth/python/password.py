"""The resource owner's password, with httpx."""

import os
import sys

import httpx

password = os.environ.get("PASSWORD")
if not password:
    sys.exit("PASSWORD is not set.")
try:
    with httpx.Client(base_url=os.environ["API_HOST"], timeout=8) as client:
        form = {"grant_type": "password", "username": "ada", "password": password, "scope": "orders:read"}
        tokens = client.post("/oauth/token", data=form).raise_for_status().json()
        client.headers["Authorization"] = f"{tokens['token_type']} {tokens['access_token']}"
        answer = client.get("/v1/orders")
        if answer.status_code == 401:
            renewal = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
            tokens = client.post("/oauth/token", data=renewal).raise_for_status().json()
            answer = client.get("/v1/orders", headers={"Authorization": f"Bearer {tokens['access_token']}"})
        answer.raise_for_status().json()
        print(answer.text)
except httpx.HTTPStatusError as error:
    sys.exit(f"{error}: {error.response.text}")
except (httpx.HTTPError, ValueError, KeyError) as error:
    sys.exit(f"The request failed: {error!r}")
