"""A mutation, with an object for its variable."""

import json
import os
import sys
import urllib.error
import urllib.request

key = os.environ.get("KEY")
if not key:
    sys.exit("Set KEY to your API key.")
body = {
    "query": "mutation ($book: NewBook!) { addBook(book: $book) { id title pages } }",
    "variables": {"book": {"title": "Emma", "pages": 474}},
}
request = urllib.request.Request(
    os.environ["HOST"] + "/graphql",
    json.dumps(body).encode(),
    {"Authorization": "Bearer " + key, "Content-Type": "application/json"},
)
try:
    with urllib.request.urlopen(request, timeout=5) as response:
        answer = json.load(response)
    if answer.get("errors"):
        sys.exit("The mutation failed: " + answer["errors"][0]["message"])
    made = answer["data"]["addBook"]
    if made["title"] != "Emma":
        sys.exit(f"It has another title: {made}")
    print(made["id"])
except urllib.error.HTTPError as error:
    sys.exit(f"HTTP {error.code}: {error.read().decode()}")
except Exception as error:
    sys.exit(f"Request failed: {error!r}")
