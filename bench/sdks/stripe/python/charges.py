import os
import sys

import stripe

key = os.environ.get("STRIPE_KEY")
if not key:
    sys.exit("Set STRIPE_KEY to your API key.")
client = stripe.StripeClient(key)
try:
    for charge in client.v1.charges.list({"limit": 3}).auto_paging_iter():
        print(charge.id, charge.amount)
except stripe.StripeError as error:
    sys.exit(f"{error.http_status}: {error} {error.http_body}")
except (AttributeError, KeyError, TypeError, ValueError) as error:
    sys.exit(f"Unexpected answer: {error!r}")
