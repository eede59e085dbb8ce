"""A server behind a thread hands on what it was sent by an event."""

import hashlib
import hmac
import json
import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.told, self.event = threading.Event(), None

    def __enter__(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        made = hmac.new(os.environ["WEBHOOK_SECRET"].encode(), body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(made, self.headers.get("Job-Signature", "")):
            self.send_error(401)
            return
        self.send_response(204)
        self.end_headers()
        self.server.event = json.loads(body)
        self.server.told.set()

    def log_message(self, *_):
        pass


with Server() as server:
    try:
        answer = httpx.post(
            os.environ["HOST"] + "/jobs", json={"notify": f"http://localhost:{server.server_port}/hook"}, timeout=5
        )
        answer.raise_for_status()
    except httpx.HTTPStatusError as error:
        sys.exit(f"HTTP {error.response.status_code}: {error.response.text}")
    except httpx.HTTPError as error:
        sys.exit(f"Request failed: {error!r}")
    if not server.told.wait(6):
        sys.exit("Nobody called back.")
    print("job", server.event["job"], "is", server.event["state"])
