"""A list, with a fragment on one kind of author."""

import asyncio
import os
import sys

import httpx

QUERY = """
  query Shelf($first: Int = 2) {
    books(kind: NOVEL, first: $first) { id title added by { __typename name ... on Publisher { town } } }
  }
"""


async def main(key):
    headers = {"Authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(base_url=os.environ["HOST"], headers=headers, timeout=5) as client:
        response = await client.post("/graphql", json={"query": QUERY})
        response.raise_for_status()
        answer = response.json()
    if "errors" in answer:
        raise RuntimeError(answer["errors"])
    return answer["data"]["books"]


key = os.environ.get("KEY")
if not key:
    sys.exit("Set KEY to your API key.")
try:
    for book in asyncio.run(main(key)):
        print(book["title"], "by", *(one["name"] for one in book["by"]))
except httpx.HTTPStatusError as error:
    sys.exit(f"HTTP {error.response.status_code}: {error.response.text}")
except Exception as error:
    sys.exit(f"Request failed: {error!r}")
