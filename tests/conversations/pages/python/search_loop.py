"""Pages of a search by POST: the cursor is in the body."""

import os
import sys

import requests

key = os.environ.get("KEY")
if not key:
    sys.exit("Set KEY to your API key.")
body, found = {"text": "sea", "page_size": 2}, []
try:
    while True:
        response = requests.post(
            f"{os.environ['HOST']}/v1/notes/search", json=body, headers={"Authorization": f"Bearer {key}"}, timeout=5
        )
        if not response.ok:
            sys.exit(f"HTTP {response.status_code}: {response.text}")
        page = response.json()
        found += page["notes"]
        if not page["has_more"]:
            break
        body["start_cursor"] = page["next_cursor"]
except (requests.RequestException, KeyError, TypeError) as error:
    sys.exit(f"Request failed: {error!r}")
print(len(found), "notes")
