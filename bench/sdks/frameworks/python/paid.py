import hashlib
import hmac
import os
import time

from flask import Flask, abort, request

SECRET = os.environ["WEBHOOK_SECRET"].encode()
app = Flask(__name__)


def is_genuine(header, body):
    parts = dict(part.split("=", 1) for part in header.split(",") if "=" in part)
    made = hmac.new(SECRET, parts.get("t", "").encode() + b"." + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(made, parts.get("v1", "")) and abs(time.time() - int(parts["t"])) <= 300


@app.post("/webhook")
def paid():
    if not is_genuine(request.headers.get("Pay-Signature", ""), request.get_data()):
        abort(400, "The signature is wrong.")
    event = request.get_json(force=True)
    if event["type"] == "order.paid":
        print("paid:", event["data"]["order"], event["data"]["amount"])
    return "ok"


app.run("127.0.0.1", int(os.environ["PORT"]))
