"""The header Link, as requests reads it."""

import os
import sys

import requests

key = os.environ.get("KEY")
if not key:
    sys.exit("Set KEY to your API key.")
names = []
try:
    with requests.Session() as session:
        session.headers.update({"Authorization": f"Bearer {key}", "Accept": "application/json"})
        url = f"{os.environ['HOST']}/v1/repos?per_page=5"
        while url:
            response = session.get(url, timeout=(3, 5))
            response.raise_for_status()
            names += [repo["name"] for repo in response.json()]
            url = response.links.get("next", {}).get("url")
except requests.HTTPError as error:
    sys.exit(f"{error}: {error.response.text}")
except (requests.RequestException, ValueError, LookupError, TypeError) as error:
    sys.exit(f"Request failed: {error!r}")
print(len(names), "repositories:", ", ".join(names))
