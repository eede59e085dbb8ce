"""An address for an upload, and the file sent there without the key."""

import os
import sys
from pathlib import Path

import requests

key = os.environ.get("KEY")
if not key:
    sys.exit("Set KEY to your API key.")
try:
    response = requests.post(
        f"{os.environ['HOST']}/v1/uploads",
        json={"name": "table.csv"},
        headers={"Authorization": f"Bearer {key}"},
        timeout=5,
    )
    if not response.ok:
        sys.exit(f"HTTP {response.status_code}: {response.text}")
    made = response.json()
    with Path("../table.csv").open("rb") as file:
        stored = requests.put(made["upload_url"], data=file, timeout=5)
    if not stored.ok:
        sys.exit(f"HTTP {stored.status_code}: {stored.text}")
except (requests.RequestException, LookupError, TypeError) as error:
    sys.exit(f"Request failed: {error!r}")
print(made["id"])
