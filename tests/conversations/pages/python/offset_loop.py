"""A loop that goes on until it has all that the answer counts."""

import os
import sys

import requests

key = os.environ.get("KEY")
if not key:
    sys.exit("Set KEY to your API key.")
session = requests.Session()
session.headers["Authorization"] = f"Bearer {key}"
books = []
try:
    while True:
        response = session.get(f"{os.environ['HOST']}/v1/books", params={"offset": len(books), "limit": 50}, timeout=5)
        if not response.ok:
            sys.exit(f"HTTP {response.status_code}: {response.text}")
        page = response.json()
        books.extend(page["items"])
        if len(books) >= page["total"]:
            break
except (requests.RequestException, KeyError, TypeError) as error:
    sys.exit(f"Request failed: {error!r}")
for book in books:
    print(book["id"])
