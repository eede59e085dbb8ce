import os
import sys

import stripe

stripe.api_key = os.environ.get("STRIPE_KEY")
if not stripe.api_key:
    sys.exit("Set STRIPE_KEY to your API key.")
try:
    page, total = stripe.Charge.list(limit=2), 0
    while True:
        total += sum(charge["amount"] for charge in page.data)
        print("\n".join(charge["id"] for charge in page.data))
        if not page.has_more:
            break
        page = page.next_page()
    print("total", total)
except stripe.StripeError as error:
    sys.exit(f"{error.http_status}: {error} {error.http_body}")
except (AttributeError, KeyError, TypeError, ValueError) as error:
    sys.exit(f"Unexpected answer: {error!r}")
