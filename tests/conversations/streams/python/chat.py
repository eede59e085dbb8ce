"""Lines of a stream, as requests gives them."""

import json
import os
import sys

import requests

key = os.environ.get("KEY")
if not key:
    sys.exit("Set KEY to your API key.")
try:
    with requests.post(
        os.environ["HOST"] + "/v1/chat",
        json={"prompt": "hi", "stream": True},
        headers={"Authorization": f"Bearer {key}"},
        stream=True,
        timeout=5,
    ) as response:
        if not response.ok:
            sys.exit(f"HTTP {response.status_code}: {response.text}")
        done = False
        for line in response.iter_lines():
            if line == b"data: [DONE]":
                done = True
            elif line.startswith(b"data:"):
                print(json.loads(line[5:])["text"], flush=True)
        if not done:
            sys.exit("The stream ended before its end.")
except (requests.RequestException, ValueError, LookupError, TypeError) as error:
    sys.exit(f"Request failed: {error!r}")
