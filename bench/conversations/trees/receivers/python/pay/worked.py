"""Answers at once, and works in a pool of threads; each event counts once."""

import concurrent.futures
import hashlib
import hmac
import http.server
import json
import os
import signal
import sys
import threading
import time

if "WEBHOOK_SECRET" not in os.environ:
    sys.exit("Set WEBHOOK_SECRET to the secret of your webhook.")
pool = concurrent.futures.ThreadPoolExecutor(max_workers=2)
seen, lock = set(), threading.Lock()


def book(event):
    time.sleep(0.05)
    with lock:
        if event["id"] in seen:
            return
        seen.add(event["id"])
        sign = {"order.paid": 1, "order.refunded": -1}.get(event["type"])
        if sign:
            print(event["data"]["order"], sign * event["data"]["amount"], flush=True)


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.send_response(self.status(body))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def status(self, body):
        try:
            fields = dict(field.split("=", 1) for field in self.headers.get("Pay-Signature", "").split(","))
            moment = int(fields["t"])
        except (ValueError, KeyError):
            return 400
        key = os.environ["WEBHOOK_SECRET"].encode()
        made = hmac.new(key, f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(made, fields.get("v1", "")) or abs(time.time() - moment) > 600:
            return 400
        try:
            event = json.loads(body)
        except ValueError:
            return 422
        pool.submit(book, event)
        return 202

    def log_message(self, *_):
        """Nothing is said of each request."""


server = http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "8000"))), Handler)
signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
server.serve_forever()
pool.shutdown()
