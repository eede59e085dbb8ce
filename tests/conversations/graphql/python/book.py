"""A query with a variable."""

import os
import sys

import requests

key = os.environ.get("KEY")
if not key:
    sys.exit("Set KEY to your API key.")
query = "query Book($id: ID!) { book(id: $id) { title kind } }"
try:
    response = requests.post(
        os.environ["HOST"] + "/graphql",
        json={"query": query, "variables": {"id": "b1"}},
        headers={"Authorization": f"Bearer {key}"},
        timeout=5,
    )
    if not response.ok:
        sys.exit(f"HTTP {response.status_code}: {response.text}")
    answer = response.json()
    if answer.get("errors"):
        sys.exit(f"The query failed: {answer['errors']}")
    print(answer["data"]["book"]["title"])
except (requests.RequestException, LookupError, TypeError) as error:
    sys.exit(f"Request failed: {error!r}")
