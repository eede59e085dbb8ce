"""The same as a form: the fields of the answer, and the file behind them."""

import os
import pathlib
import sys

import httpx

key = os.environ.get("KEY")
if not key:
    sys.exit("Set KEY to your API key.")
try:
    with httpx.Client(base_url=os.environ["HOST"], headers={"Authorization": f"Bearer {key}"}, timeout=5) as api:
        response = api.post("/v1/forms", json={"name": "table.csv"})
        response.raise_for_status()
    upload = response.json()["upload"]
    file = pathlib.Path("../table.csv").read_bytes()
    httpx.post(upload["url"], data=upload["fields"], files={"file": file}, timeout=5).raise_for_status()
except httpx.HTTPStatusError as error:
    sys.exit(f"HTTP {error.response.status_code}: {error.response.text}")
except Exception as error:
    sys.exit(f"Request failed: {error!r}")
print("stored")
