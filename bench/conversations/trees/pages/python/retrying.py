"""A search whose pages are asked for again, with back-off, where the server is busy."""

import os
import sys
import time

import requests

key = os.environ.get("KEY")
if not key:
    sys.exit("Set KEY to your API key.")


def search(body):
    for attempt in range(4):
        pause = 0.1 * 2**attempt
        try:
            response = requests.post(
                os.environ["HOST"] + "/v1/notes/search",
                json=body,
                headers={"Authorization": f"Bearer {key}"},
                timeout=5,
            )
        except requests.ConnectionError:
            if attempt == 3:
                raise
        else:
            if response.status_code not in (429, 500, 502, 503) or attempt == 3:
                response.raise_for_status()
                return response.json()
            pause = float(response.headers.get("Retry-After", pause))
        time.sleep(pause)


def pages():
    body = {"text": "sea", "page_size": 3}
    while True:
        page = search(body)
        yield page["notes"]
        if not page["next_cursor"]:
            return
        body = {**body, "start_cursor": page["next_cursor"]}


try:
    for notes in pages():
        print(*(note["id"] for note in notes), sep="\n")
except requests.HTTPError as error:
    sys.exit(f"HTTP {error.response.status_code}: {error.response.text}")
except Exception as error:
    sys.exit(f"Request failed: {error!r}")
