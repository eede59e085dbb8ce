# Starts a job, and asks for it where the answer says until it is done.
import os
import sys
import time

import requests

key = os.environ.get("KEY")
if not key:
    sys.exit("Set KEY to your API key.")

session = requests.Session()
session.headers["Authorization"] = f"Bearer {key}"


def call(method, address, **more):
    try:
        response = session.request(method, address, timeout=5, **more)
    except requests.RequestException as error:
        sys.exit(f"Request failed: {error}")
    if not response.ok:
        sys.exit(f"HTTP {response.status_code}: {response.text}")
    try:
        return response, response.json()
    except ValueError as error:
        sys.exit(f"Unexpected answer: {error}")


try:
    response, job = call("POST", os.environ["HOST"] + "/v1/jobs", json={"text": "hello"})
    while job["status"] == "running":
        time.sleep(0.1)
        _, job = call("GET", response.headers["Location"])
except KeyError as error:
    sys.exit(f"Unexpected answer: {error} is missing")
print(job["id"], job["status"])
