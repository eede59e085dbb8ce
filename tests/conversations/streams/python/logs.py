"""Lines of JSON."""

import json
import os
import sys
import urllib.error
import urllib.request

key = os.environ.get("KEY")
if not key:
    sys.exit("Set KEY to your API key.")
request = urllib.request.Request(os.environ["HOST"] + "/v1/logs", headers={"Authorization": "Bearer " + key})
try:
    with urllib.request.urlopen(request, timeout=5) as response:
        for line in response:
            print(json.loads(line)["text"])
except urllib.error.HTTPError as error:
    sys.exit(f"HTTP {error.code}: {error.read().decode()}")
except Exception as error:
    sys.exit(f"Request failed: {error!r}")
