# The standard library, and a function of its own that repeats.
import json
import os
import sys
import time
import urllib.error
import urllib.request

key = os.environ.get("KEY")
if not key:
    sys.exit("Set KEY to your API key.")


def fetch(request, attempts=4):
    for left in reversed(range(attempts)):
        try:
            with urllib.request.urlopen(request, timeout=5) as response:
                return response.read()
        except urllib.error.HTTPError as error:
            if left == 0 or error.code not in (429, 500, 502, 503, 504):
                raise
            time.sleep(float(error.headers.get("Retry-After") or 0.1))
        except OSError:
            if left == 0:
                raise
            time.sleep(0.1)


request = urllib.request.Request(os.environ["HOST"] + "/v1/notes", headers={"Authorization": f"Bearer {key}"})
try:
    answer = fetch(request)
    json.loads(answer)["notes"]
except urllib.error.HTTPError as error:
    sys.exit(f"HTTP {error.code}: {error.read().decode()}")
except Exception as error:
    sys.exit(f"Request failed: {error!r}")
print(answer.decode())
