import asyncio
import json
import os
import sys

import websockets


async def talk(url, key):
    parts = []
    headers = {"Authorization": f"Bearer {key}"}
    async with websockets.connect(url, additional_headers=headers, open_timeout=5) as socket:
        await socket.send(json.dumps({"type": "ask", "text": "Hello"}))
        while True:
            event = json.loads(await asyncio.wait_for(socket.recv(), 10))
            if event["type"] == "done":
                return parts
            parts.append(event["text"])


def main():
    key = os.environ.get("KEY")
    if not key:
        sys.exit("Set KEY to your API key.")
    try:
        parts = asyncio.run(talk(os.environ["HOST"].replace("http", "ws", 1) + "/v1/talk?lang=en", key))
    except (OSError, TimeoutError, websockets.WebSocketException) as error:
        sys.exit(f"No answer: {error}")
    print("\n".join(parts))


main()
