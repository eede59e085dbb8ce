"""Receives pushes: a WSGI application."""

import hmac
import json
import os
from wsgiref.simple_server import make_server

SECRET = os.environ["WEBHOOK_SECRET"].encode()


def application(environ, start_response):
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    expected = "sha256=" + hmac.digest(SECRET, body, "sha256").hex()
    if not hmac.compare_digest(expected, environ.get("HTTP_X_HUB_SIGNATURE_256", "")):
        start_response("403 Forbidden", [("Content-Type", "text/plain")])
        return [b"wrong signature"]
    if environ["HTTP_X_HUB_EVENT"] == "push":
        try:
            push = json.loads(body)
        except ValueError:
            start_response("400 Bad Request", [("Content-Type", "text/plain")])
            return [b"no JSON"]
        print(len(push["commits"]), "commits to", push["ref"])
    start_response("204 No Content", [])
    return []


with make_server("", int(os.environ["PORT"]), application) as server:
    server.serve_forever()
