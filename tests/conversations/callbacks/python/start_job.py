"""Starts a job, and waits until it is called back."""

import hmac
import json
import os
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer

import requests

done = []


class Hook(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        made = hmac.digest(os.environb[b"WEBHOOK_SECRET"], body, "sha256").hex()
        if hmac.compare_digest(made, self.headers.get("Job-Signature", "")):
            done.append(json.loads(body))
            self.send_response(204)
        else:
            self.send_response(403)
        self.end_headers()


with HTTPServer(("127.0.0.1", 0), Hook) as server:
    server.timeout = 5
    address = f"http://127.0.0.1:{server.server_port}/done"
    started = requests.post(f"{os.environ['HOST']}/jobs", json={"notify": address}, timeout=5)
    if not started.ok:
        sys.exit(f"HTTP {started.status_code}: {started.text}")
    server.handle_request()
if not done:
    sys.exit("The job did not call back.")
print(done[0]["job"], done[0]["state"])
