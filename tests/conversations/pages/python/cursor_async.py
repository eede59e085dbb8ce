"""Async iteration over the pages."""

import asyncio
import os
import sys

import httpx


async def notes(client):
    cursor = None
    while True:
        response = await client.get("/v1/notes", params={"cursor": cursor} if cursor else {})
        response.raise_for_status()
        page = response.json()
        for note in page["notes"]:
            yield note
        cursor = page["next_cursor"]
        if not cursor:
            return


async def main(key):
    headers = {"Authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(base_url=os.environ["HOST"], headers=headers, timeout=5) as client:
        return [note async for note in notes(client)]


key = os.environ.get("KEY")
if not key:
    sys.exit("Set KEY to your API key.")
try:
    found = asyncio.run(main(key))
except httpx.HTTPStatusError as error:
    sys.exit(f"HTTP {error.response.status_code}: {error.response.text}")
except Exception as error:
    sys.exit(f"Request failed: {error!r}")
for note in found:
    print(note["id"])
