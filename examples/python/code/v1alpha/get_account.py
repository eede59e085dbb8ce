# Show the account that the API key belongs to.

import json
import os
import sys

import requests

api_host = os.getenv("API_HOST") or "https://api.stability.ai"
api_key = os.getenv("STABILITY_API_KEY")

if not api_key:
    sys.exit("Set STABILITY_API_KEY to your API key.")

try:
    response = requests.get(
        f"{api_host}/v1alpha/user/account",
        headers={"Authorization": api_key},
        timeout=15,
    )
except requests.RequestException as error:
    sys.exit(f"Request failed: {error}")

if response.status_code != 200:
    sys.exit(f"HTTP {response.status_code}: {response.text}")

try:
    account = response.json()
except ValueError as error:
    sys.exit(f"Unexpected response: {error!r}")

print(json.dumps(account, indent=2))
