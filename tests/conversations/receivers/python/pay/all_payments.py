"""Takes events into a queue, answers at once, and works behind a thread; leaves a line for each event in a file."""

import hmac
import json
import os
import queue
import signal
import sys
import threading
import time
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

events: queue.Queue = queue.Queue()


def work():
    file = Path("out/events.jsonl")
    file.parent.mkdir(exist_ok=True)
    while True:
        event = events.get()
        with file.open("a") as lines:
            lines.write(json.dumps(event) + "\n")
        events.task_done()


class Hook(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        print("POST", self.path, len(body), "bytes")
        status = self.check(body)
        if status is HTTPStatus.OK:
            try:
                events.put(json.loads(body))
            except json.JSONDecodeError:
                status = HTTPStatus.UNPROCESSABLE_ENTITY
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def check(self, body):
        time_and_signature = self.headers.get("Pay-Signature")
        if not time_and_signature:
            return HTTPStatus.UNAUTHORIZED
        moment, _, given = time_and_signature.removeprefix("t=").partition(",v1=")
        made = hmac.new(os.environb[b"WEBHOOK_SECRET"], f"{moment}.".encode() + body, "sha256")
        if not hmac.compare_digest(made.hexdigest(), given):
            return HTTPStatus.UNAUTHORIZED
        return HTTPStatus.OK if time.time() - float(moment) < 300 else HTTPStatus.FORBIDDEN


server = ThreadingHTTPServer(("", int(os.environ["PORT"])), Hook)
threading.Thread(target=work, daemon=True).start()


def stop(*_):
    threading.Thread(target=server.shutdown).start()


signal.signal(signal.SIGTERM, stop)
print("Listening on", server.server_port, file=sys.stderr)
server.serve_forever()
events.join()
