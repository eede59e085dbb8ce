"""A client that follows no redirect, and says so."""

import http.client
import json
import os
import sys

key = os.environ.get("KEY")
if not key:
    sys.exit("Set KEY to your API key.")
headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
try:
    connection = http.client.HTTPConnection(os.environ["HOST"].removeprefix("http://"), timeout=5)
    connection.request("POST", "/v1/orders", json.dumps({"text": "tea"}), headers)
    response = connection.getresponse()
    text = response.read().decode()
    if response.status != 201:
        sys.exit(f"HTTP {response.status}: {text or response.getheader('Location')}")
    print(json.loads(text)["id"])
except Exception as error:
    sys.exit(f"Request failed: {error!r}")
