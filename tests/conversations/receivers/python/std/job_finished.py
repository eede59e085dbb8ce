"""Receives finished jobs with nothing but sockets and asyncio."""

import asyncio
import base64
import hashlib
import hmac
import json
import os
import time

KEY = base64.b64decode(os.environ["WEBHOOK_SECRET"].removeprefix("whsec_"))


def verified(headers, body):
    moment, identity = headers.get("webhook-timestamp", "0"), headers.get("webhook-id", "")
    if abs(time.time() - int(moment)) > 300:
        return False
    content = f"{identity}.{moment}.".encode() + body
    made = base64.b64encode(hmac.new(KEY, content, hashlib.sha256).digest()).decode()
    given = headers.get("webhook-signature", "").split()
    return any(hmac.compare_digest(f"v1,{made}", one) for one in given)


async def serve(reader, writer):
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    status = "401 Unauthorized"
    if verified(headers, body):
        try:
            event = json.loads(body)
            if event["type"] == "job.finished":
                print("finished:", event["job"])
            status = "204 No Content"
        except (ValueError, KeyError):
            status = "400 Bad Request"
    writer.write(f"HTTP/1.1 {status}\r\nConnection: close\r\n\r\n".encode())
    await writer.drain()
    writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", int(os.environ.get("PORT", "8080")), limit=2**22)
    async with server:
        await server.serve_forever()


asyncio.run(main())
