"""A redirect that the client follows by itself."""

import os
import sys

import requests

key = os.environ.get("KEY")
if not key:
    sys.exit("Set KEY to your API key.")
try:
    response = requests.get(os.environ["HOST"] + "/v1/reports/1", headers={"Authorization": f"Bearer {key}"}, timeout=5)
    if not response.ok:
        sys.exit(f"HTTP {response.status_code}: {response.text}")
except requests.RequestException as error:
    sys.exit(f"Request failed: {error!r}")
print(len(response.content), "bytes")
