"""Starts a job, and asks for its state until it has ended: less and less often."""

import os
import random
import sys
import time

import httpx


def poll(client, path, longest=30.0):
    pause, began = 0.05, time.monotonic()
    while time.monotonic() - began < longest:
        response = client.get(path)
        response.raise_for_status()
        job = response.json()
        if job["state"] in ("done", "failed"):
            return job
        time.sleep(pause + random.random() / 100)
        pause = min(2 * pause, 1.0)
    raise TimeoutError(f"the job has not ended after {longest} s")


key = os.environ.get("KEY")
if not key:
    sys.exit("Set KEY to your API key.")
try:
    with httpx.Client(base_url=os.environ["HOST"], headers={"Authorization": f"Bearer {key}"}, timeout=5) as client:
        started = client.post("/v1/jobs", json={"name": "index"})
        started.raise_for_status()
        job = poll(client, f"/v1/jobs/{started.json()['id']}")
except httpx.HTTPStatusError as error:
    sys.exit(f"HTTP {error.response.status_code}: {error.response.text}")
except Exception as error:
    sys.exit(f"Request failed: {error!r}")
if job["state"] == "failed":
    sys.exit(f"The job failed: {job}")
print("result:", job.get("result"))
