"""Six shapes of a fourth round: two keys, sourced scripts, variables taken apart, documents in many files."""

from __future__ import annotations

import json

from commands.init.more_repositories import Shape
from commands.init.repositories import DOCUMENT, PARCELS, python

TWO_KEYS = json.dumps(
    PARCELS
    | {
        "components": {
            **PARCELS["components"],  # type: ignore[dict-item]
            "securitySchemes": {
                "apiKeyAuth": {"type": "apiKey", "in": "header", "name": "X-API-KEY"},
                "appKeyAuth": {"type": "apiKey", "in": "header", "name": "X-APPLICATION-KEY"},
            },
        },
        "security": [{"apiKeyAuth": [], "appKeyAuth": []}],
    }
)
TWO_KEYS_PYTHON = """\
import json
import os
import sys
import urllib.error
import urllib.request

try:
    headers = {
        "X-API-KEY": os.environ["PARCEL_API_KEY"],
        "X-APPLICATION-KEY": os.environ["PARCEL_APP_KEY"],
        "Content-Type": "application/json",
    }
except KeyError as error:
    sys.exit(f"Set {error}.")
site = os.environ.get("PARCEL_SITE", "https://api.parcel.example")
request = urllib.request.Request(site + "/v2/parcels", DATA, headers, method="METHOD")
try:
    with urllib.request.urlopen(request, timeout=10) as response:
        print(json.dumps(json.load(response), indent=2))
except urllib.error.HTTPError as error:
    sys.exit(f"{error.code}: {error.read().decode()}")
except OSError as error:
    sys.exit(str(error))
"""
TWO_KEYS_SHELL = """\
#!/usr/bin/env sh
# Both keys must be set: PARCEL_API_KEY and PARCEL_APP_KEY.
: "${PARCEL_API_KEY:?}" "${PARCEL_APP_KEY:?}"
curl --silent --show-error --fail-with-body --max-time 10 -X METHOD \\
  "${PARCEL_SITE:-https://api.parcel.example}/v2/parcels" \\
  -H "Content-Type: application/json" \\
  -H "X-API-KEY: ${PARCEL_API_KEY}" \\
  -H "X-APPLICATION-KEY: ${PARCEL_APP_KEY}"DATA
"""
COMMON = """\
# Sourced by all scripts.
set -eu
BASE_URL="${PARCEL_BASE_URL:-https://api.parcel.example/v2}"
if [ -z "${PARCEL_TOKEN:-}" ]; then
  echo "Set PARCEL_TOKEN." >&2
  exit 1
fi

api() {
  method=$1 path=$2
  shift 2
  curl --silent --show-error --fail-with-body --max-time 10 -X "$method" \\
    -H "Authorization: Bearer $PARCEL_TOKEN" -H "Content-Type: application/json" "$@" "$BASE_URL$path"
}
"""
TAKEN_APART = """\
const { PARCEL_URL, PARCEL_KEY } = process.env;

if (!PARCEL_URL || !PARCEL_KEY) {
  console.error("Set PARCEL_URL and PARCEL_KEY.");
  process.exit(1);
}

async function main() {
  const response = await fetch(`${PARCEL_URL}/v2/parcelsPATH`, {
    method: "METHOD",
    headers: { Authorization: `Bearer ${PARCEL_KEY}`, "Content-Type": "application/json" },
    BODY
    signal: AbortSignal.timeout(10_000),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status}: ${text}`);
  console.log(text);
}

main().catch((error) => {
  console.error(error.message, error.cause ?? "");
  process.exit(1);
});
"""
README = """\
# Parcels

HELLO

## TITLE

```console
$ curl --fail-with-body https://api.parcel.example/v2/parcels -H "Authorization: Bearer $PARCEL_KEY"
```

```py
import os
import urllib.request

request = urllib.request.Request("https://api.parcel.example/v2/parcels")
request.add_header("Authorization", f"Bearer {os.environ['PARCEL_KEY']}")
with urllib.request.urlopen(request, timeout=10) as response:
    print(response.read().decode())
```
"""
IN_FILES = {
    "spec/root.yaml": json.dumps(
        PARCELS | {"paths": {"/parcels": {"$ref": "paths/parcels.yaml"}, "/parcels/{id}": {"$ref": "paths/one.yaml"}}}
    ),
    "spec/paths/parcels.yaml": json.dumps(PARCELS["paths"]["/parcels"]).replace(  # type: ignore[index]
        "#/components/schemas/", "../root.yaml#/components/schemas/"
    ),
    "spec/paths/one.yaml": json.dumps(PARCELS["paths"]["/parcels/{id}"]),  # type: ignore[index]
}
GO = """\
package main

import (
	"context"
	"flag"
	"io"
	"log"
	"net/http"
	"os"
	"strings"
	"time"
)

var baseURL = flag.String("base-url", envOr("PARCEL_BASE_URL", "https://api.parcel.example/v2"), "base URL")

func envOr(name, other string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return other
}

func main() {
	log.SetFlags(0)
	flag.Parse()
	key := os.Getenv("PARCEL_KEY")
	if key == "" {
		log.Fatal("Set PARCEL_KEY.")
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, "METHOD", *baseURL+"/parcels", strings.NewReader(`BODY`))
	if err != nil {
		log.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+key)
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		log.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		log.Fatal(err)
	}
	if response.StatusCode >= 300 {
		log.Fatalf("%s: %s", response.Status, body)
	}
	os.Stdout.Write(body)
}
"""
SETTINGS = """\
from dataclasses import dataclass
from os import environ


@dataclass(frozen=True)
class Settings:
    base_url: str
    token: str


def load() -> Settings:
    try:
        return Settings(environ["PARCEL_API_URL"], environ["PARCEL_API_TOKEN"])
    except KeyError as error:
        raise SystemExit(f"Set {error}.") from None
"""
WITH_SETTINGS = """\
import pathlib
import sys
import urllib.error
import urllib.request

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1]))

from common.settings import load

settings = load()
request = urllib.request.Request(
    f"{settings.base_url}/parcels",
    DATA,
    {"Authorization": f"Bearer {settings.token}", "Content-Type": "application/json"},
    method="METHOD",
)
try:
    print(urllib.request.urlopen(request, timeout=10).read().decode())
except urllib.error.HTTPError as error:
    sys.exit(f"{error.code}: {error.read().decode()}")
except OSError as error:
    sys.exit(str(error))
"""
SOURCED = '#!/bin/sh\n. "$(dirname "$0")/../lib/common.sh"\n'


def _filled(text: str, method: str, data: str, path: str = "") -> str:
    return text.replace("METHOD", method).replace("DATA", data).replace("BODY", data).replace("PATH", path)


FOURTH: dict[str, Shape] = {
    "tags as folders, two keys": Shape(
        4,
        {
            "v2/openapi.json": TWO_KEYS,
            "examples/v2/parcels/CreateParcel.py": _filled(TWO_KEYS_PYTHON, "POST", "b'{\"weight\": 3}'"),
            "examples/v2/parcels/CreateParcel.sh": _filled(TWO_KEYS_SHELL, "POST", " \\\n  -d '{\"weight\": 3}'"),
            "examples/v2/parcels/ListParcels.py": _filled(TWO_KEYS_PYTHON, "GET", "None"),
            "examples/v2/parcels/ListParcels.sh": _filled(TWO_KEYS_SHELL, "GET", ""),
        },
    ),
    "scripts that source another": Shape(
        2,
        {
            "openapi.json": json.dumps(PARCELS),
            "scripts/lib/common.sh": COMMON,
            "scripts/parcels/create.sh": SOURCED + "api POST /parcels -d '{\"weight\": 3}'\n",
            "scripts/parcels/list.sh": SOURCED + "api GET /parcels\n",
        },
    ),
    "variables taken apart": Shape(
        3,
        {
            **DOCUMENT,
            "snippets/node/create-parcel.js": _filled(TAKEN_APART, "POST", "body: JSON.stringify({ weight: 3 }),"),
            "snippets/node/list-parcels.js": _filled(TAKEN_APART, "GET", ""),
            "snippets/python/list_parcels.py": python("list", 'os.environ["PARCEL_URL"]', base="/v2"),
        },
    ),
    "README in two languages": Shape(
        4,
        {
            "api/parcels.openapi.json": json.dumps(PARCELS),
            "README.md": README.replace("HELLO", "Send parcels.").replace("TITLE", "List your parcels"),
            "README.fr.md": README.replace("HELLO", "Envoyez des colis.").replace("TITLE", "Lister vos colis"),
        },
    ),
    "a document in many files, Go with flags": Shape(
        2,
        {
            **IN_FILES,
            "golang/go.mod": "module parcel.example/golang\n\ngo 1.21\n",
            "golang/create_parcel/main.go": _filled(GO, "POST", '{"weight": 3}'),
            "golang/list_parcels/main.go": _filled(GO, "GET", ""),
        },
    ),
    "settings in a package beside": Shape(
        2,
        {
            **DOCUMENT,
            "py/common/__init__.py": "",
            "py/common/settings.py": SETTINGS,
            "py/recipes/create_parcel.py": _filled(WITH_SETTINGS, "POST", "b'{\"weight\": 3}'"),
            "py/recipes/list_parcels.py": _filled(WITH_SETTINGS, "GET", "None"),
        },
    ),
}
