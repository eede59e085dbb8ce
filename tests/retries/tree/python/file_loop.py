# An upload that is made anew for each attempt, with another boundary.
import io
import os
import sys
import time

import requests

key = os.environ.get("KEY")
if not key:
    sys.exit("Set KEY to your API key.")

for attempt in range(3):
    try:
        response = requests.post(
            os.environ["HOST"] + "/v1/files",
            headers={"Authorization": f"Bearer {key}"},
            files={"file": ("note.txt", io.BytesIO(b"hello"), "text/plain")},
            timeout=5,
        )
    except requests.RequestException as error:
        sys.exit(f"Request failed: {error}")
    if response.status_code != 429 or attempt == 2:
        break
    time.sleep(int(response.headers["Retry-After"]))
if not response.ok:
    sys.exit(f"HTTP {response.status_code}: {response.text}")
print(response.text)
