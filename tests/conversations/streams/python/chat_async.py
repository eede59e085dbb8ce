"""Async iteration over the events, with a buffer of the bytes."""

import asyncio
import json
import os
import sys

import httpx


async def events(response):
    left = b""
    async for piece in response.aiter_bytes():
        *whole, left = (left + piece).split(b"\n\n")
        for event in whole:
            for line in event.split(b"\n"):
                if line.startswith(b"data:"):
                    yield line[5:].strip()


async def main(key):
    body, headers = {"prompt": "hi", "stream": True}, {"Authorization": f"Bearer {key}"}
    async with (
        httpx.AsyncClient(base_url=os.environ["HOST"], headers=headers, timeout=5) as client,
        client.stream("POST", "/v1/chat", json=body) as response,
    ):
        if response.is_error:
            await response.aread()
        response.raise_for_status()
        async for event in events(response):
            if event == b"[DONE]":
                return
            print(json.loads(event)["text"])
    raise EOFError("the stream ended before its end")


key = os.environ.get("KEY")
if not key:
    sys.exit("Set KEY to your API key.")
try:
    asyncio.run(main(key))
except httpx.HTTPStatusError as error:
    sys.exit(f"HTTP {error.response.status_code}: {error.response.text}")
except Exception as error:
    sys.exit(f"Request failed: {error!r}")
