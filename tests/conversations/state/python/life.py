"""A book from its making to its end."""

import os
import sys

import requests

HOST, KEY = os.environ["HOST"], os.environ.get("KEY")
if not KEY:
    sys.exit("Set KEY to your API key.")


def call(method, path, body=None, gone=False):
    response = requests.request(
        method, HOST + "/v1" + path, json=body, headers={"Authorization": f"Bearer {KEY}"}, timeout=5
    )
    if gone:
        return response.status_code == 404
    if not response.ok:
        sys.exit(f"HTTP {response.status_code}: {response.text}")
    return response.json() if response.content else None


try:
    book = call("POST", "/books", {"title": "Emma", "pages": 474})
    path = f"/books/{book['id']}"
    if call("GET", path)["title"] != "Emma":
        sys.exit("The book has another title.")
    if call("PATCH", path, {"title": "Persuasion"})["pages"] != 474:
        sys.exit("The change lost the pages.")
    listed = call("GET", "/books")["books"]
    if ("Persuasion", book["id"]) not in [(one["title"], one["id"]) for one in listed]:
        sys.exit(f"The book is not among {listed}.")
    call("DELETE", path)
    if not call("GET", path, gone=True):
        sys.exit("The book is still there.")
    print(book["id"], "came and went")
except (requests.RequestException, LookupError, TypeError) as error:
    sys.exit(f"Request failed: {error!r}")
