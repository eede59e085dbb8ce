"""A POST that the client sends again to the address of a 307."""

import os
import sys

import httpx

key = os.environ.get("KEY")
if not key:
    sys.exit("Set KEY to your API key.")
try:
    response = httpx.post(
        os.environ["HOST"] + "/v1/notes",
        json={"text": "hello"},
        headers={"Authorization": f"Bearer {key}"},
        follow_redirects=True,
        timeout=5,
    )
    response.raise_for_status()
    print(response.json()["id"])
except httpx.HTTPStatusError as error:
    sys.exit(f"HTTP {error.response.status_code}: {error.response.text}")
except Exception as error:
    sys.exit(f"Request failed: {error!r}")
