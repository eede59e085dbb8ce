import json
import os
import sys
from urllib.parse import urlencode

from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

key = os.environ.get("KEY")
if not key:
    sys.exit("Set KEY to your API key.")
url = os.environ["HOST"].replace("http", "ws", 1) + "/v1/watch?" + urlencode({"token": key})

try:
    with connect(url, open_timeout=5) as socket:
        if not json.loads(socket.recv(timeout=10)).get("ready"):
            sys.exit("The server is not ready.")
        socket.send(json.dumps({"follow": "rates"}))
        for _ in range(2):
            print(json.loads(socket.recv(timeout=10))["rate"])
except (OSError, WebSocketException) as error:
    sys.exit(f"Following the rates failed: {str(error).replace(key, '...')}")
