import os
import sys

import stripe

key = os.environ.get("STRIPE_KEY")
if not key:
    sys.exit("Set STRIPE_KEY to your API key.")
client = stripe.StripeClient(key)
try:
    customer = client.v1.customers.create({"name": "Jenny Rosen", "metadata": {"order": "6735"}})
    print(customer.id, customer.name)
except stripe.StripeError as error:
    sys.exit(f"{error.http_status}: {error} {error.http_body}")
except (AttributeError, TypeError, ValueError) as error:
    sys.exit(f"Unexpected answer: {error!r}")
