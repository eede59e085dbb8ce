import os
import sys

import stripe

stripe.api_key = os.environ.get("STRIPE_KEY")
if not stripe.api_key:
    sys.exit("Set STRIPE_KEY to your API key.")
try:
    print(stripe.Customer.retrieve("cus_NffrFeUfNV2Hib")["name"])
except stripe.StripeError as error:
    sys.exit(f"{error.http_status}: {error} {error.http_body}")
except (AttributeError, KeyError, TypeError, ValueError) as error:
    sys.exit(f"Unexpected answer: {error!r}")
