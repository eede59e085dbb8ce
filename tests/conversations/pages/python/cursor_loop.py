"""A loop that takes the cursor from each answer."""

import os
import sys

import requests

key = os.environ.get("KEY")
if not key:
    sys.exit("Set KEY to your API key.")
params = {"limit": 2}
try:
    while True:
        response = requests.get(
            f"{os.environ['HOST']}/v1/notes",
            params=params,
            headers={"Authorization": f"Bearer {key}"},
            timeout=5,
        )
        if not response.ok:
            sys.exit(f"HTTP {response.status_code}: {response.text}")
        page = response.json()
        for note in page["notes"]:
            print(note["id"], note["text"])
        if not page["has_more"]:
            break
        params["cursor"] = page["next_cursor"]
except (requests.RequestException, KeyError, TypeError) as error:
    sys.exit(f"Request failed: {error!r}")
