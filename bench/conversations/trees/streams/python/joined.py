"""Prints the texts as they come, on one line, as a chat does."""

import http.client
import json
import os
import sys
import urllib.parse

key = os.environ.get("KEY")
if not key:
    sys.exit("Set KEY to your API key.")
host = urllib.parse.urlsplit(os.environ["HOST"])
connection = http.client.HTTPConnection(host.hostname, host.port, timeout=5)
try:
    connection.request(
        "POST",
        "/v1/chat",
        body=json.dumps({"prompt": "hi", "stream": True}),
        headers={"Authorization": "Bearer " + key, "Content-Type": "application/json"},
    )
    response = connection.getresponse()
    if response.status >= 400:
        sys.exit(f"HTTP {response.status}: {response.read().decode(errors='replace')}")
    ended = False
    while line := response.readline():
        line = line.rstrip(b"\r\n")
        if line == b"data: [DONE]":
            ended = True
            break
        if line[:5] == b"data:":
            sys.stdout.write(json.loads(line[5:].decode("utf-8"))["text"])
            sys.stdout.flush()
    if not ended:
        sys.exit("\nThe stream ended before its end.")
except (OSError, http.client.HTTPException, ValueError, LookupError, TypeError) as error:
    sys.exit(f"\nThe chat failed: {error!r}")
finally:
    connection.close()
print()
