import json
import os
import sys

from websockets.exceptions import ConnectionClosed, WebSocketException
from websockets.sync.client import connect

key = os.environ.get("KEY")
if not key:
    sys.exit("Set KEY to your API key.")
url = os.environ["HOST"].replace("http", "ws", 1) + "/v1/talk?lang=en"

try:
    with connect(url, additional_headers={"Authorization": f"Bearer {key}"}, open_timeout=5) as socket:
        socket.send(json.dumps({"type": "ask", "text": "Hello"}))
        for message in socket:
            event = json.loads(message)
            if event["type"] == "part":
                print(event["text"])
except ConnectionClosed as error:
    sys.exit(f"The connection broke off: {error}")
except (OSError, WebSocketException) as error:
    sys.exit(f"The connection failed: {error}")
