"""Client credentials in the body, with nothing but the standard library: a new token when the API says 401."""

import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request

HOST = os.environ["API_HOST"]


def call(request):
    with urllib.request.urlopen(request, timeout=8) as answer:
        return json.load(answer)


def new_token():
    fields = {
        "grant_type": "client_credentials",
        "client_id": os.environ["CLIENT_ID"],
        "client_secret": os.environ["CLIENT_SECRET"],
    }
    return call(urllib.request.Request(f"{HOST}/oauth/token", urllib.parse.urlencode(fields).encode()))["access_token"]


def orders():
    for attempt in (1, 2):
        request = urllib.request.Request(f"{HOST}/v1/orders", headers={"Authorization": f"Bearer {new_token()}"})
        try:
            return call(request)
        except urllib.error.HTTPError as error:
            if error.code != 401 or attempt == 2:
                raise


if not os.environ.get("CLIENT_SECRET"):
    sys.exit("CLIENT_SECRET is not set.")
try:
    print(json.dumps(orders()))
except urllib.error.HTTPError as error:
    sys.exit(f"HTTP {error.code}: {error.read().decode(errors='replace')}")
except (OSError, ValueError, KeyError) as error:
    sys.exit(f"The request failed: {error!r}")
except Exception as error:  # http.client has its own
    sys.exit(f"The connection failed: {error!r}")
