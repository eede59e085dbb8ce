"""Client credentials with authlib and an asynchronous client."""

import asyncio
import os
import sys

import httpx
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import AsyncOAuth2Client


async def main():
    secret = os.getenv("ACME_SECRET") or sys.exit("ACME_SECRET is not set")
    async with AsyncOAuth2Client(os.environ["ACME_ID"], secret, timeout=10) as client:
        await client.fetch_token("https://login.acme.test/oauth2/token", grant_type="client_credentials")
        answer = await client.get("https://api.acme.test/v1/orders")
        answer.raise_for_status()
        answer.json()
        print(answer.text)


try:
    asyncio.run(main())
except AuthlibBaseError as error:
    sys.exit(f"No token: {error}")
except httpx.HTTPStatusError as error:
    sys.exit(f"{error}: {error.response.text}")
except (httpx.HTTPError, ValueError) as error:
    sys.exit(f"Failed: {error!r}")
