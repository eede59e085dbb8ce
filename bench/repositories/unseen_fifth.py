"""Six shapes of a fifth round: libraries, maps of samples, odd line ends, a sandbox that no document names."""

from __future__ import annotations

import json

from commands.init.more_repositories import Shape
from commands.init.repositories import DOCUMENT, PARCELS, node, python, shell

REQUESTS = """\
import os
import sys

import requests

API = os.getenv("PARCEL_API", "https://api.parcel.example/v2")
KEY = os.getenv("PARCEL_KEY")
if not KEY:
    sys.exit("PARCEL_KEY is not set")

session = requests.Session()
session.headers["Authorization"] = f"Bearer {KEY}"
try:
    response = session.CALL
    response.raise_for_status()
except requests.RequestException as error:
    body = error.response.text if error.response is not None else ""
    sys.exit(f"{error} {body}")
print(response.json())
"""
CURL = "curl --fail-with-body https://api.parcel.example/v2/parcels -H 'Authorization: Bearer YOUR_API_KEY'"
LIST_PYTHON = """\
import urllib.request

headers = {"Authorization": "Bearer YOUR_API_KEY"}
request = urllib.request.Request("https://api.parcel.example/v2/parcels", headers=headers)
print(urllib.request.urlopen(request, timeout=10).read().decode())
"""
BY_OPERATION = {
    "listParcels": {"shell": CURL, "python": LIST_PYTHON},
    "createParcel": {"shell": CURL + " -H 'Content-Type: application/json' -d '{\"weight\": 3}'"},
}
SANDBOX = """\
import json
import sys
import urllib.error
import urllib.request

API_KEY = "YOUR_API_KEY"
BASE = "https://sandbox.parcel.example/v2"

request = urllib.request.Request(BASE + "/parcels", DATA, method="METHOD")
request.add_header("Authorization", "Bearer " + API_KEY)
request.add_header("Content-Type", "application/json")
try:
    with urllib.request.urlopen(request, timeout=10) as response:
        json.dump(json.load(response), sys.stdout)
except urllib.error.HTTPError as error:
    sys.exit(f"{error.code}: {error.read().decode()}")
except OSError as error:
    sys.exit(str(error))
"""
ENV = 'os.environ.get("PARCEL_ROOT") or "https://api.parcel.example"'
ENV_NODE = 'process.env.PARCEL_ROOT || "https://api.parcel.example"'
ENV_SHELL = "${PARCEL_ROOT:-https://api.parcel.example}"


def _windows(text: str) -> str:
    return text.replace("\n", "\r\n")


FIFTH: dict[str, Shape] = {
    "libraries of a requirements.txt": Shape(
        2,
        {
            "openapi.json": json.dumps(PARCELS),
            "python/requirements.txt": "requests>=2.31\n",
            "python/create_parcel.py": REQUESTS.replace(
                "CALL", 'post(f"{API}/parcels", json={"weight": 3}, timeout=10)'
            ),
            "python/list_parcels.py": REQUESTS.replace("CALL", 'get(f"{API}/parcels", timeout=10)'),
        },
    ),
    "a map of samples by operation and language": Shape(
        3, {**DOCUMENT, "docs/code-samples.json": json.dumps(BY_OPERATION, indent=2)}
    ),
    "the language before the operation in the file's name": Shape(
        4,
        {
            "spec.json": json.dumps(PARCELS),
            "demo/python-create-parcel.py": python("create", ENV, base="/v2"),
            "demo/curl-create-parcel.sh": shell("create", ENV_SHELL, base="/v2"),
            "demo/node-list-parcels.mjs": node("list", ENV_NODE, base="/v2"),
            "demo/curl-list-parcels.sh": shell("list", ENV_SHELL, base="/v2"),
        },
    ),
    "numbered files": Shape(
        3,
        {
            **DOCUMENT,
            "tutorial/01_list_parcels.py": python("list", ENV, base="/v2"),
            "tutorial/02_create_parcel.py": python("create", ENV, base="/v2"),
            "tutorial/03_delete_parcel.sh": shell("remove", ENV_SHELL, base="/v2"),
            "tutorial/README.md": "# Tutorial\n\nRun the files in order.\n",
        },
    ),
    "written on Windows": Shape(
        2,
        {
            "openapi.json": "\ufeff" + _windows(json.dumps(PARCELS, indent=2)),
            "Examples/Python/CreateParcel.py": _windows(python("create", ENV, base="/v2")),
            "Examples/NodeJS/ListParcels.js": _windows(
                node("list", ENV_NODE, base="/v2").replace("try {", "(async () => { try {", 1)
            )
            + "})();\r\n",
        },
    ),
    "a sandbox that no document names": Shape(
        2,
        {
            **DOCUMENT,
            "quickstart/create.py": SANDBOX.replace("METHOD", "POST").replace("DATA", "b'{\"weight\": 3}'"),
            "quickstart/list.py": SANDBOX.replace("METHOD", "GET").replace("DATA", "None"),
        },
    ),
}
