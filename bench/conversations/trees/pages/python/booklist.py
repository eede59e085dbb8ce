"""Offsets over one connection of http.client, until a page is not full."""

import http.client
import json
import os
import sys
from urllib.parse import urlencode, urlsplit

LIMIT = 4
key = os.environ.get("KEY")
if not key:
    sys.exit("Set KEY to your API key.")


def books():
    connection = http.client.HTTPConnection(urlsplit(os.environ["HOST"]).netloc, timeout=5)
    offset = 0
    try:
        while True:
            query = urlencode({"limit": LIMIT, "offset": offset})
            connection.request("GET", f"/v1/books?{query}", headers={"Authorization": f"Bearer {key}"})
            response = connection.getresponse()
            text = response.read().decode()
            if response.status != 200:
                raise RuntimeError(f"HTTP {response.status}: {text}")
            items = json.loads(text)["items"]
            yield from items
            if len(items) < LIMIT:
                return
            offset += LIMIT
    finally:
        connection.close()


try:
    for number, book in enumerate(books(), start=1):
        print(f"{number:3} {book['id']} {book['text']}")
except Exception as error:
    sys.exit(f"Could not list the books: {error!r}")
