"""Sends a file to a signed address piece by piece, out of a generator."""

import os
import pathlib
import sys

import httpx

FILE = pathlib.Path("../table.csv")


def pieces(size=8):
    with FILE.open("rb") as file:
        while piece := file.read(size):
            yield piece


key = os.environ.get("KEY")
if not key:
    sys.exit("Set KEY to your API key.")
try:
    made = httpx.post(
        os.environ["HOST"] + "/v1/uploads",
        json={"name": FILE.name},
        headers={"Authorization": f"Bearer {key}"},
        timeout=5,
    )
    made.raise_for_status()
    upload = made.json()
    length = str(FILE.stat().st_size)
    httpx.put(upload["upload_url"], content=pieces(), headers={"Content-Length": length}, timeout=5).raise_for_status()
except httpx.HTTPStatusError as error:
    sys.exit(f"HTTP {error.response.status_code}: {error.response.text}")
except (httpx.HTTPError, ValueError, LookupError, TypeError) as error:
    sys.exit(f"Request failed: {error!r}")
print(f"{FILE.name} is {upload['id']}")
