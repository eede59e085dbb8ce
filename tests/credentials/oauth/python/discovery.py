"""The token endpoint is looked up first (RFC 8414)."""

import asyncio
import os
import sys

import httpx

HOST = os.environ["API_HOST"]


async def main():
    client_id, client_secret = os.environ.get("CLIENT_ID"), os.environ.get("CLIENT_SECRET")
    if not client_secret:
        sys.exit("CLIENT_SECRET is not set.")
    async with httpx.AsyncClient(timeout=8) as client:
        known = (await client.get(f"{HOST}/.well-known/oauth-authorization-server")).raise_for_status().json()
        form = {"grant_type": "client_credentials"}
        answer = await client.post(known["token_endpoint"], data=form, auth=(client_id, client_secret))
        token = answer.raise_for_status().json()["access_token"]
        orders = await client.get(f"{HOST}/v1/orders", headers={"Authorization": f"Bearer {token}"})
        orders.raise_for_status().json()
        print(orders.text)


try:
    asyncio.run(main())
except httpx.HTTPStatusError as error:
    sys.exit(f"{error}: {error.response.text}")
except (httpx.HTTPError, ValueError, KeyError) as error:
    sys.exit(f"The request failed: {error!r}")
