"""A mutation by the standard library."""

import json
import os
import sys
import urllib.error
import urllib.request

MUTATION = """
mutation Add($book: NewBook!) {
  addBook(book: $book) { ...Short }
}
fragment Short on Book { id title by { __typename name } }
"""

key = os.environ.get("KEY")
if not key:
    sys.exit("Set KEY to your API key.")
request = urllib.request.Request(
    os.environ["HOST"] + "/graphql",
    json.dumps({"query": MUTATION, "variables": {"book": {"title": "Emma", "pages": 474}}}).encode(),
    {"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
)
try:
    with urllib.request.urlopen(request, timeout=5) as response:
        answer = json.load(response)
    if answer.get("errors"):
        sys.exit("The query failed: " + "; ".join(error["message"] for error in answer["errors"]))
    book = answer["data"]["addBook"]
except urllib.error.HTTPError as error:
    sys.exit(f"HTTP {error.code}: {error.read().decode()}")
except Exception as error:
    sys.exit(f"Request failed: {error!r}")
print(book["id"], book["title"], "by", ", ".join(one["name"] for one in book["by"]))
