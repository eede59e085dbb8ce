"""A context manager that makes a book, and removes it whatever happens."""

import contextlib
import os
import sys
from dataclasses import asdict, dataclass

import requests


@dataclass
class Book:
    title: str
    pages: int


class Shelf(requests.Session):
    def __init__(self, url, key):
        super().__init__()
        self.url = url
        self.headers["Authorization"] = f"Bearer {key}"

    def request(self, method, path, **options):
        response = super().request(method, self.url + path, timeout=5, **options)
        response.raise_for_status()
        return response

    @contextlib.contextmanager
    def borrowed(self, book):
        path = "/books/" + self.post("/books", json=asdict(book)).json()["id"]
        try:
            yield path
        finally:
            self.delete(path)


key = os.environ.get("KEY")
if not key:
    sys.exit("Set KEY to your API key.")
try:
    with Shelf(os.environ["HOST"] + "/v1", key) as shelf, shelf.borrowed(Book("Emma", 474)) as path:
        changed = shelf.patch(path, json={"pages": 500}).json()
        if changed["pages"] != 500:
            sys.exit(f"The pages did not change: {changed}")
        print("borrowed", changed["title"])
except requests.HTTPError as error:
    sys.exit(f"{error}: {error.response.text}")
except (requests.RequestException, LookupError, TypeError) as error:
    sys.exit(f"Request failed: {error!r}")
