"""A key in a header of its own: the program follows the redirect itself, and leaves the key out on another host."""

import os
import sys
from urllib.parse import urlsplit

import requests

key = os.environ.get("KEY")
if not key:
    sys.exit("Set KEY to your API key.")
url, headers = os.environ["HOST"] + "/v1/items/1", {"X-Api-Key": key}
try:
    response = requests.get(url, headers=headers, allow_redirects=False, timeout=5)
    if response.is_redirect:
        target = response.headers["Location"]
        if urlsplit(target).netloc != urlsplit(url).netloc:
            headers = {}
        response = requests.get(target, headers=headers, timeout=5)
    if not response.ok:
        sys.exit(f"HTTP {response.status_code}: {response.text}")
    print(response.json()["id"])
except (requests.RequestException, LookupError, TypeError) as error:
    sys.exit(f"Request failed: {error!r}")
