"""A generator of Stripe's kind: the last item names the next page."""

import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request


def charges(key):
    after = {}
    while True:
        url = f"{os.environ['HOST']}/v1/charges?" + urllib.parse.urlencode({"limit": 3, **after})
        request = urllib.request.Request(url, headers={"Authorization": f"Bearer {key}"})
        with urllib.request.urlopen(request, timeout=5) as response:
            page = json.load(response)
        yield from page["data"]
        if not page["has_more"]:
            return
        after = {"starting_after": page["data"][-1]["id"]}


key = os.environ.get("KEY")
if not key:
    sys.exit("Set KEY to your API key.")
try:
    found = list(charges(key))
except urllib.error.HTTPError as error:
    sys.exit(f"HTTP {error.code}: {error.read().decode()}")
except Exception as error:
    sys.exit(f"Request failed: {error!r}")
for charge in found:
    print(charge["id"], charge["amount"])
