import hashlib
import hmac
import json
import os
import time
from typing import Annotated

import uvicorn
from fastapi import FastAPI, Header, HTTPException, Request

SECRET = os.environ["WEBHOOK_SECRET"].encode()
app = FastAPI()


def is_genuine(header, body):
    parts = dict(part.split("=", 1) for part in header.split(",") if "=" in part)
    made = hmac.new(SECRET, parts.get("t", "").encode() + b"." + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(made, parts.get("v1", "")) and abs(time.time() - int(parts["t"])) <= 300


@app.post("/webhook")
async def paid(request: Request, pay_signature: Annotated[str, Header()] = ""):
    body = await request.body()
    if not is_genuine(pay_signature, body):
        raise HTTPException(400, "The signature is wrong.")
    try:
        event = json.loads(body)
    except ValueError:
        raise HTTPException(400, "The body is no JSON.") from None
    if event["type"] == "order.paid":
        print("paid:", event["data"]["order"], event["data"]["amount"])
    return {"received": True}


uvicorn.run(app, host="127.0.0.1", port=int(os.environ["PORT"]))
