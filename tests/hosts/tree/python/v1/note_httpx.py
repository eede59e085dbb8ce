import os
import sys

import httpx

key = os.environ.get("NOTES_KEY")
if not key:
    sys.exit("NOTES_KEY is not set")

try:
    with httpx.Client(base_url="https://api.notes.invalid/v1", timeout=4) as client:
        response = client.post(
            "/notes", headers={"Authorization": f"Bearer {key}"}, json={"text": "Buy milk", "tags": ["home"]}
        )
    if response.status_code != 200:
        sys.exit(f"note: {response.status_code}: {response.text}")
    print("kept as", response.json()["id"])
except (httpx.HTTPError, ValueError, KeyError) as error:
    sys.exit(f"note: {error!r}")
