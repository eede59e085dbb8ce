"""A class around a session."""

import os
import sys

import httpx


class Shelf:
    def __init__(self, key):
        self.client = httpx.Client(
            base_url=os.environ["HOST"] + "/v1", headers={"Authorization": f"Bearer {key}"}, timeout=5
        )

    def __call__(self, method, path, **body):
        response = self.client.request(method, path, json=body or None)
        response.raise_for_status()
        return response.json()


key = os.environ.get("KEY")
if not key:
    sys.exit("Set KEY to your API key.")
shelf = Shelf(key)
try:
    made = shelf("POST", "/books", title="Middlemarch", pages=880)
    shelf("PATCH", f"/books/{made['id']}", pages=900)
    now = shelf("GET", f"/books/{made['id']}")
    if (now["title"], now["pages"]) != ("Middlemarch", 900):
        sys.exit(f"Another book: {now}")
except httpx.HTTPStatusError as error:
    sys.exit(f"HTTP {error.response.status_code}: {error.response.text}")
except Exception as error:
    sys.exit(f"Request failed: {error!r}")
print(now["title"], now["pages"])
