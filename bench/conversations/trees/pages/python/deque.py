"""An iterator over charges that fetches the next page when it runs dry."""

import collections
import json
import os
import sys
import urllib.error
import urllib.parse
import urllib.request


class Charges:
    def __init__(self, key, size=2):
        self.key, self.size = key, size
        self.waiting, self.last, self.more = collections.deque(), None, True

    def __iter__(self):
        return self

    def __next__(self):
        if not self.waiting and self.more:
            self._fetch()
        if not self.waiting:
            raise StopIteration
        self.last = self.waiting.popleft()
        return self.last

    def _fetch(self):
        query = {"limit": self.size}
        if self.last:
            query["starting_after"] = self.last["id"]
        url = os.environ["HOST"] + "/v1/charges?" + urllib.parse.urlencode(query)
        request = urllib.request.Request(url, headers={"Authorization": "Bearer " + self.key})
        with urllib.request.urlopen(request, timeout=5) as response:
            page = json.load(response)
        self.waiting.extend(page["data"])
        self.more = page["has_more"]


key = os.environ.get("KEY")
if not key:
    sys.exit("Set KEY to your API key.")
try:
    total = 0
    for charge in Charges(key):
        print(f"{charge['id']}: {charge['amount'] / 100:.2f}")
        total += charge["amount"]
except urllib.error.HTTPError as error:
    sys.exit(f"HTTP {error.code}: {error.read().decode()}")
except Exception as error:
    sys.exit(f"Request failed: {error!r}")
print("total", total)
