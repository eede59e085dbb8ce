"""Deploys what is pushed to main; its port is always 8000. Keeps what it has seen by the ids of deliveries."""

import hashlib
import hmac
import json
import os
import socketserver
from http.server import BaseHTTPRequestHandler

seen = set()


def handler(secret):
    class Deploy(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            mac = hmac.new(secret.encode(), body, hashlib.sha256)
            if not hmac.compare_digest(f"sha256={mac.hexdigest()}", self.headers.get("X-Hub-Signature-256", "")):
                return self.send_error(401)
            if self.headers["X-Hub-Delivery"] not in seen:
                seen.add(self.headers["X-Hub-Delivery"])
                try:
                    deploy(self.headers["X-Hub-Event"], json.loads(body))
                except ValueError as error:
                    return self.send_error(400, str(error))
            self.send_response(204)
            self.end_headers()

    return Deploy


def deploy(event, push):
    if event == "push" and push["ref"] == "refs/heads/main":
        print("deploying", push["commits"][-1]["id"])


socketserver.TCPServer.allow_reuse_address = True
with socketserver.ThreadingTCPServer(("127.0.0.1", 8000), handler(os.environ["WEBHOOK_SECRET"])) as server:
    server.daemon_threads = True
    server.serve_forever()
