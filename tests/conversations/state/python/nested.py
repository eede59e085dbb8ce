"""Things of a thing: the reviews of a book."""

import os
import sys

import requests

key = os.environ.get("KEY")
if not key:
    sys.exit("Set KEY to your API key.")
url, headers = os.environ["HOST"] + "/v1/books/book-7/reviews", {"Authorization": f"Bearer {key}"}
try:
    answers = [requests.post(url, json={"stars": 5}, headers=headers, timeout=5)]
    if answers[0].ok:
        answers.append(requests.get(url, headers=headers, timeout=5))
    if not answers[-1].ok:
        sys.exit(f"HTTP {answers[-1].status_code}: {answers[-1].text}")
    made, listed = (one.json() for one in answers)
    if (made["id"], 5) not in [(one["id"], one["stars"]) for one in listed]:
        sys.exit(f"The review is not among {listed}.")
except (requests.RequestException, LookupError, TypeError) as error:
    sys.exit(f"Request failed: {error!r}")
print(made["id"])
