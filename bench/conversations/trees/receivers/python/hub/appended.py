"""A WSGI application in threads, which appends a line for each push to a file."""

import hmac
import json
import os
import pathlib
import socketserver
import threading
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

FILE, lock = pathlib.Path("out/pushes.txt"), threading.Lock()
FILE.parent.mkdir(exist_ok=True)


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


class Threaded(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True


def hook(environ, start_response):
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    made = hmac.digest(os.environ["WEBHOOK_SECRET"].encode(), body, "sha256").hex()
    if not hmac.compare_digest(f"sha256={made}", environ.get("HTTP_X_HUB_SIGNATURE_256", "")):
        return reply(start_response, "401 Unauthorized", "another signature")
    try:
        event = json.loads(body)
    except ValueError:
        return reply(start_response, "400 Bad Request", "no JSON")
    if environ.get("HTTP_X_HUB_EVENT") == "push":
        with lock, FILE.open("a", encoding="utf-8") as file:
            file.write(f"{event['ref']} {' '.join(one['id'] for one in event['commits'])}\n")
    return reply(start_response, "200 OK", "thanks")


def reply(start_response, status, text):
    start_response(status, [("Content-Type", "text/plain"), ("Content-Length", str(len(text)))])
    return [text.encode()]


with make_server("127.0.0.1", int(os.environ["PORT"]), hook, Threaded, Quiet) as server:
    server.serve_forever()
