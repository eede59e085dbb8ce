import base64
import json
import os
import socket
import struct
import sys
from urllib.parse import urlsplit

TEXT, CLOSE, PING, PONG = 1, 8, 9, 10


def frame(kind, data):
    mask = os.urandom(4)
    masked = bytes(byte ^ mask[index % 4] for index, byte in enumerate(data))
    return bytes([0x80 | kind, 0x80 | len(data)]) + mask + masked


def exactly(stream, count):
    data = stream.read(count)
    if len(data) < count:
        sys.exit("The connection broke off.")
    return data


def receive(stream):
    head = exactly(stream, 2)
    size = head[1] & 0x7F
    if size == 126:
        size = struct.unpack(">H", exactly(stream, 2))[0]
    return head[0] & 0x0F, exactly(stream, size)


def main():
    key = os.environ.get("KEY")
    if not key:
        sys.exit("Set KEY to your API key.")
    host = urlsplit(os.environ["HOST"])
    line = socket.create_connection((host.hostname, host.port), timeout=5)
    stream = line.makefile("rb")
    nonce = base64.b64encode(os.urandom(16)).decode()
    lines = [
        "GET /v1/talk?lang=en HTTP/1.1",
        f"Host: {host.netloc}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        f"Sec-WebSocket-Key: {nonce}",
        f"Authorization: Bearer {key}",
    ]
    line.sendall("\r\n".join([*lines, "", ""]).encode())
    status = stream.readline().decode()
    if " 101 " not in status:
        sys.exit(f"The handshake failed: {status.strip()}")
    while stream.readline().strip():
        pass
    line.sendall(frame(TEXT, json.dumps({"type": "ask", "text": "Hello"}).encode()))
    while True:
        kind, data = receive(stream)
        if kind == PING:
            line.sendall(frame(PONG, data))
        elif kind == CLOSE:
            line.sendall(frame(CLOSE, data[:2]))
            code = int.from_bytes(data[:2], "big")
            sys.exit(0 if code == 1000 else f"Closed: {code} {data[2:].decode()}")
        elif kind == TEXT:
            print(json.loads(data).get("text", ""))


try:
    main()
except OSError as error:
    sys.exit(f"The connection failed: {error}")
