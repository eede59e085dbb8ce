"""Repositories as vendors have them, none with settings: each a shape of its own."""

from __future__ import annotations

import json
from pathlib import Path

PARCELS = {
    "openapi": "3.1.0",
    "info": {"title": "Parcels", "version": "2"},
    "servers": [{"url": "https://api.parcel.example/v2"}],
    "components": {
        "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        "schemas": {
            "Parcel": {
                "type": "object",
                "required": ["id", "weight"],
                "properties": {"id": {"type": "string"}, "weight": {"type": "integer"}},
            }
        },
    },
    "security": [{"key": []}],
    "paths": {
        "/parcels": {
            "get": {
                "operationId": "listParcels",
                "responses": {
                    "200": {
                        "description": "",
                        "content": {
                            "application/json": {
                                "schema": {"type": "array", "items": {"$ref": "#/components/schemas/Parcel"}}
                            }
                        },
                    }
                },
            },
            "post": {
                "operationId": "createParcel",
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {
                            "schema": {
                                "type": "object",
                                "required": ["weight"],
                                "properties": {"weight": {"type": "integer"}},
                            }
                        }
                    },
                },
                "responses": {
                    "201": {
                        "description": "",
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Parcel"}}},
                    }
                },
            },
        },
        "/parcels/{id}": {
            "delete": {
                "operationId": "parcels.remove",
                "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
                "responses": {"204": {"description": ""}},
            }
        },
    },
}
PYTHON = """\
import json, os, sys, urllib.error, urllib.request

url = {url}
key = os.environ.get("{key}")
if not key:
    sys.exit("Set {key} to your API key.")
request = urllib.request.Request(
    url + "{path}", {data}, {{"Authorization": "Bearer " + key, "Content-Type": "application/json"}}, method="{method}"
)
try:
    with urllib.request.urlopen(request, timeout=10) as response:
        print(response.read().decode())
except urllib.error.HTTPError as error:
    sys.exit(f"{{error.code}}: {{error.read().decode()}}")
except OSError as error:
    sys.exit(str(error))
"""
SHELL = """\
#!/bin/sh
set -eu
: "${{{key}:?Set {key} to your API key.}}"
curl --silent --show-error --fail-with-body --max-time 10 -X {method} \\
  -H "Authorization: Bearer ${key}" -H 'Content-Type: application/json' {data} "{url}{path}"
"""
NODE = """\
const key = process.env.{key};
if (!key) {{ console.error("Set {key} to your API key."); process.exit(1); }}
const url = {url};
try {{
  const response = await fetch(url + "{path}", {{
    method: "{method}",
    headers: {{ Authorization: `Bearer ${{key}}`, "Content-Type": "application/json" }},
    {data}
    signal: AbortSignal.timeout(10_000),
  }});
  const text = await response.text();
  if (!response.ok) throw new Error(`${{response.status}}: ${{text}}`);
  console.log(text);
}} catch (error) {{
  console.error(error instanceof Error ? `${{error.message}} ${{error.cause ?? ""}}` : error);
  process.exit(1);
}}
"""
CALLS = {
    "create": ("POST", "/parcels", {"weight": 3}),
    "list": ("GET", "/parcels", None),
    "remove": ("DELETE", "/parcels/p1", None),
}


def python(call: str, url: str, key: str = "PARCEL_KEY", base: str = "") -> str:
    """A sound program in Python; `url` is the expression of the host."""
    method, path, body = CALLS[call]
    data = f"json.dumps({json.dumps(body)}).encode()" if body else "None"
    return PYTHON.format(url=url, key=key, path=base + path, method=method, data=data)


def shell(call: str, url: str, key: str = "PARCEL_KEY", base: str = "") -> str:
    """A sound script for the shell."""
    method, path, body = CALLS[call]
    data = f"--data '{json.dumps(body)}'" if body else ""
    return SHELL.format(url=url, key=key, path=base + path, method=method, data=data)


def node(call: str, url: str, key: str = "PARCEL_KEY", base: str = "") -> str:
    """A sound program for Node.js."""
    method, path, body = CALLS[call]
    data = f"body: JSON.stringify({json.dumps(body)})," if body else ""
    return NODE.format(url=url, key=key, path=base + path, method=method, data=data)


WITH_BASE = 'os.environ.get("PARCEL_URL", "https://api.parcel.example/v2")'
HOST = 'os.environ.get("API_HOST", "https://api.parcel.example")'
IN_SHELL = "${API_HOST:-https://api.parcel.example}"
IN_NODE = 'process.env.API_HOST ?? "https://api.parcel.example"'
LITERAL = '"https://api.parcel.example/v2"'
DOCUMENT = {"openapi.json": json.dumps(PARCELS)}
PAGE = """\
# Parcels

## `POST /parcels`

```bash
curl --silent --fail-with-body -X POST -H "Authorization: Bearer $PARCEL_KEY" -H 'Content-Type: application/json' \\
  -d '{"weight": 3}' https://api.parcel.example/v2/parcels
```
"""
OTHER = PARCELS | {
    "info": {"title": "Letters", "version": "1"},
    "servers": [{"url": "https://api.parcel.example/letters"}],
}

SHAPES: dict[str, dict[str, str]] = {
    "base path inside the variable": {
        **DOCUMENT,
        "snippets/python/create_parcel.py": python("create", WITH_BASE),
        "snippets/curl/list_parcels.sh": shell("list", "${PARCEL_URL:-https://api.parcel.example/v2}"),
        "snippets/js/create-parcel.mjs": node("create", 'process.env.PARCEL_URL ?? "https://api.parcel.example/v2"'),
    },
    "host variable, camel case": {
        **DOCUMENT,
        "examples/python/createParcel.py": python("create", HOST, base="/v2"),
        "examples/curl/createParcel.sh": shell("create", IN_SHELL, base="/v2"),
        "examples/javascript/listParcels.js": node("list", IN_NODE, base="/v2").replace("await", "await", 1),
    },
    "no host variable": {
        "api/spec.yaml": json.dumps(PARCELS),
        "samples/create_parcel.py": python("create", LITERAL),
        "samples/create_parcel.sh": shell("create", "https://api.parcel.example/v2"),
    },
    "one folder an operation": {
        **DOCUMENT,
        "docs/create-parcel/main.py": python("create", HOST, base="/v2"),
        "docs/create-parcel/main.sh": shell("create", IN_SHELL, base="/v2"),
        "docs/list-parcels/main.sh": shell("list", IN_SHELL, base="/v2"),
    },
    "one folder an operation, files by language": {
        **DOCUMENT,
        "docs/create-parcel/python.py": python("create", HOST, base="/v2"),
        "docs/create-parcel/curl.sh": shell("create", IN_SHELL, base="/v2"),
        "docs/list-parcels/node.mjs": node("list", IN_NODE, base="/v2"),
    },
    "methods and paths as names": {
        **DOCUMENT,
        "code/python/POST_parcels.py": python("create", HOST, base="/v2"),
        "code/python/DELETE_parcels_id.py": python("remove", HOST, base="/v2"),
        "code/curl/get-parcels.sh": shell("list", IN_SHELL, base="/v2"),
    },
    "versions": {
        "spec/v2.json": json.dumps(PARCELS),
        "spec/v3.json": json.dumps(PARCELS | {"servers": [{"url": "https://api.parcel.example/v3"}]}),
        "examples/v2/python/create_parcel.py": python("create", HOST, base="/v2"),
        "examples/v3/python/create_parcel.py": python("create", HOST, base="/v3"),
        "examples/v3/curl/list_parcels.sh": shell("list", IN_SHELL, base="/v3"),
    },
    "two APIs": {
        "apis/parcels/openapi.json": json.dumps(PARCELS),
        "apis/letters/openapi.json": json.dumps(OTHER),
        "apis/parcels/examples/create_parcel.py": python("create", HOST, base="/v2"),
        "apis/letters/examples/create_parcel.py": python("create", HOST, base="/letters"),
        "apis/letters/examples/list_parcels.sh": shell("list", IN_SHELL, base="/letters"),
    },
    "names that say nothing": {
        **DOCUMENT,
        "examples/quickstart.py": python("create", HOST, base="/v2"),
        "examples/cleanup.sh": shell("remove", IN_SHELL, base="/v2"),
    },
    "samples on a page": {**DOCUMENT, "docs/guide.md": PAGE},
    "samples in a document": {
        "openapi.json": json.dumps(
            PARCELS
            | {
                "paths": {
                    "/parcels": {
                        "get": PARCELS["paths"]["/parcels"]["get"]  # type: ignore[index]
                        | {
                            "x-codeSamples": [
                                {
                                    "lang": "cURL",
                                    "source": 'curl --fail-with-body -H "Authorization: Bearer $PARCEL_KEY" '
                                    "https://api.parcel.example/v2/parcels",
                                }
                            ]
                        }
                    }
                }
            }
        )
    },
    "no document": {
        "examples/create.py": python("create", HOST, base="/v2"),
        "examples/create.sh": shell("create", IN_SHELL, base="/v2"),
    },
    "a name in two versions that the settings tie": {
        "spec/v2.json": json.dumps(PARCELS),
        "spec/v3.json": json.dumps(PARCELS | {"servers": [{"url": "https://api.parcel.example/v3"}]}),
        "examples/v2/python/POST_parcels.py": python("create", HOST, base="/v2"),
        "examples/v3/python/POST_parcels.py": python("create", HOST, base="/v3"),
    },
    "programs beside other code": {
        **DOCUMENT,
        "src/parcels/client.py": "import requests\n\n\ndef call(url):\n    return requests.get(url)\n",
        "tests/test_client.py": "import requests\n",
        "examples/python/create_parcel.py": python("create", HOST, base="/v2"),
        "examples/curl/list_parcels.sh": shell("list", IN_SHELL, base="/v2"),
        "node_modules/x/index.js": 'fetch("https://example.com")\n',
    },
}


def write(root: Path, shape: str) -> Path:
    """Writes a repository."""
    for name, text in SHAPES[shape].items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    return root
