"""A stored refresh token gives an access token; a new one when that has expired."""

import json
import os
import sys

import requests

HOST = os.environ["API_HOST"]


class Session(requests.Session):
    """Renews its access token when the API says 401."""

    def __init__(self, refresh_token):
        super().__init__()
        self.refresh_token = refresh_token

    def renew(self):
        data = {"grant_type": "refresh_token", "refresh_token": self.refresh_token}
        data["client_id"] = os.environ["CLIENT_ID"]
        data["client_secret"] = os.environ["CLIENT_SECRET"]
        answer = super().request("POST", f"{HOST}/oauth/token", data=data, timeout=8)
        answer.raise_for_status()
        tokens = answer.json()
        self.refresh_token = tokens.get("refresh_token", self.refresh_token)
        self.headers["Authorization"] = "Bearer " + tokens["access_token"]

    def request(self, method, url, **more):
        if "Authorization" not in self.headers:
            self.renew()
        answer = super().request(method, url, timeout=8, **more)
        if answer.status_code == 401:
            del self.headers["Authorization"]
            self.renew()
            answer = super().request(method, url, timeout=8, **more)
        answer.raise_for_status()
        return answer


if not os.environ.get("REFRESH_TOKEN"):
    sys.exit("REFRESH_TOKEN is not set.")
try:
    print(json.dumps(Session(os.environ["REFRESH_TOKEN"]).get(f"{HOST}/v1/orders").json()))
except requests.HTTPError as error:
    sys.exit(f"{error}: {error.response.text}")
except (requests.RequestException, ValueError, KeyError) as error:
    sys.exit(f"The request failed: {error!r}")
