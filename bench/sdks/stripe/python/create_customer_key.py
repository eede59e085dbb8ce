import os
import sys
import uuid

import stripe

stripe.api_key = os.environ.get("STRIPE_KEY")
if not stripe.api_key:
    sys.exit("Set STRIPE_KEY to your API key.")
stripe.max_network_retries = 3
try:
    customer = stripe.Customer.create(name="Jenny Rosen", idempotency_key=str(uuid.uuid4()))
    print(customer["id"])
except stripe.StripeError as error:
    sys.exit(f"{error.http_status}: {error} {error.http_body}")
except (AttributeError, KeyError, TypeError, ValueError) as error:
    sys.exit(f"Unexpected answer: {error!r}")
