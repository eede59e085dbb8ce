"""A thread fetches pages into a queue while the main thread prints."""

import os
import queue
import sys
import threading

import requests

key = os.environ.get("KEY")
if not key:
    sys.exit("Set KEY to your API key.")
found: queue.Queue = queue.Queue(maxsize=2)


def fetch() -> None:
    cursor = None
    try:
        with requests.Session() as session:
            session.headers["Authorization"] = f"Bearer {key}"
            while True:
                response = session.get(
                    os.environ["HOST"] + "/v1/notes", params={"cursor": cursor, "limit": 3}, timeout=5
                )
                if not response.ok:
                    raise RuntimeError(f"HTTP {response.status_code}: {response.text}")
                page = response.json()
                found.put(page["notes"])
                cursor = page["next_cursor"]
                if not page["has_more"]:
                    break
        found.put(None)
    except Exception as error:
        found.put(error)


threading.Thread(target=fetch, daemon=True).start()
while (notes := found.get()) is not None:
    if isinstance(notes, Exception):
        sys.exit(f"Listing failed: {notes}")
    for note in notes:
        print(note["id"], "-", note["text"])
