# An asynchronous client that repeats a POST only where it was surely not carried out.
import asyncio
import os
import sys

import httpx

key = os.environ.get("KEY")
if not key:
    sys.exit("Set KEY to your API key.")


async def add(client: httpx.AsyncClient, attempts: int = 3) -> httpx.Response:
    while True:
        response = await client.post("/v1/notes", json={"text": "hello"})
        attempts -= 1
        if response.status_code != 429 or not attempts:
            return response
        await asyncio.sleep(int(response.headers.get("Retry-After", 1)))


async def main() -> None:
    headers = {"Authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(base_url=os.environ["HOST"], headers=headers, timeout=5) as client:
        try:
            response = await add(client)
        except httpx.HTTPError as error:
            sys.exit(f"Request failed: {error!r}")
    if response.is_error:
        sys.exit(f"HTTP {response.status_code}: {response.text}")
    print(response.text)


asyncio.run(main())
