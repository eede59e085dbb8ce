import os
from http.server import BaseHTTPRequestHandler, HTTPServer

import stripe

SECRET = os.environ["WEBHOOK_SECRET"]


class Hook(BaseHTTPRequestHandler):
    def do_POST(self):
        payload = self.rfile.read(int(self.headers["Content-Length"]))
        try:
            event = stripe.Webhook.construct_event(payload, self.headers.get("Stripe-Signature"), SECRET)
        except (ValueError, stripe.SignatureVerificationError, TypeError, AttributeError):
            return self.reply(400)
        if event["type"] == "payment_intent.succeeded":
            print(event["data"]["object"]["id"], event["data"]["object"]["amount"], flush=True)
        self.reply(200)

    def reply(self, status):
        self.send_response(status)
        self.end_headers()


HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Hook).serve_forever()
