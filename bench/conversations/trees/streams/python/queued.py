"""A thread reads lines of JSON into a queue; the main thread prints them."""

import json
import os
import sys
from queue import Queue
from threading import Thread

import requests

END = object()
key = os.environ.get("KEY")
if not key:
    sys.exit("Set KEY to your API key.")
lines = Queue()


def read():
    try:
        with requests.get(
            os.environ["HOST"] + "/v1/logs",
            headers={"Authorization": f"Bearer {key}"},
            stream=True,
            timeout=5,
        ) as response:
            if not response.ok:
                raise RuntimeError(f"HTTP {response.status_code}: {response.text}")
            for line in response.iter_lines(chunk_size=16):
                if line:
                    lines.put(json.loads(line))
        lines.put(END)
    except Exception as error:
        lines.put(error)


reader = Thread(target=read)
reader.start()
while True:
    entry = lines.get()
    if entry is END:
        break
    if isinstance(entry, Exception):
        sys.exit(f"The log broke off: {entry}")
    if "text" not in entry:
        sys.exit(f"No text in {entry}")
    print(f"{entry['level'].upper():5} {entry['text']}")
reader.join()
