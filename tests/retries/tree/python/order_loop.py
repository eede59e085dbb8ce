# A loop that waits as long as the server asks, and sends one idempotency key with each attempt.
import os
import sys
import time
import uuid

import requests

key = os.environ.get("KEY")
if not key:
    sys.exit("Set KEY to your API key.")

headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": str(uuid.uuid4())}
for attempt in range(3):
    wait = 0.1 * 2**attempt
    try:
        response = requests.post(os.environ["HOST"] + "/v1/orders", headers=headers, json={"text": "two"}, timeout=5)
    except requests.RequestException as error:
        failure = f"Request failed: {error}"
    else:
        if response.ok:
            print(response.text)
            sys.exit()
        failure = f"HTTP {response.status_code}: {response.text}"
        if response.status_code != 429 and response.status_code < 500:
            break
        wait = float(response.headers.get("Retry-After", wait))
    if attempt < 2:
        time.sleep(wait)
sys.exit(failure)
