"""More repositories without settings: other documents, formats of pages, and places of host and key."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from commands.init.repositories import DOCUMENT, HOST, IN_NODE, IN_SHELL, PARCELS, node, python, shell


@dataclass(frozen=True)
class Shape:
    """A repository, written from its texts."""

    programs: int
    """Programs and samples that a reader would expect to be run."""
    files: Mapping[str, str]

    def write(self, root: Path) -> None:
        """Writes it below a folder."""
        for name, text in self.files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")


URL = "https://api.parcel.example/v2"
SWAGGER = {
    "swagger": "2.0",
    "info": {"title": "Parcels", "version": "2"},
    "host": "api.parcel.example",
    "basePath": "/v2",
    "schemes": ["https"],
    "consumes": ["application/json"],
    "produces": ["application/json"],
    "securityDefinitions": {"token": {"type": "apiKey", "in": "header", "name": "X-Parcel-Token"}},
    "security": [{"token": []}],
    "paths": {
        "/parcels": {
            "get": {
                "operationId": "listParcels",
                "responses": {
                    "200": {
                        "description": "",
                        "schema": {"type": "array", "items": {"$ref": "#/definitions/Parcel"}},
                    }
                },
            },
            "post": {
                "operationId": "createParcel",
                "parameters": [
                    {
                        "name": "body",
                        "in": "body",
                        "required": True,
                        "schema": {"type": "object", "properties": {"weight": {"type": "integer"}}},
                    }
                ],
                "responses": {"201": {"description": "", "schema": {"$ref": "#/definitions/Parcel"}}},
            },
        }
    },
    "definitions": {
        "Parcel": {
            "type": "object",
            "required": ["id", "weight"],
            "properties": {"id": {"type": "string"}, "weight": {"type": "integer"}},
        }
    },
}
OTHER_HEADER = json.dumps(
    PARCELS
    | {
        "components": {
            **PARCELS["components"],  # type: ignore[dict-item]
            "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Parcel-Token"}},
        }
    }
)
OAUTH = json.dumps(
    PARCELS
    | {
        "components": {
            **PARCELS["components"],  # type: ignore[dict-item]
            "securitySchemes": {
                "key": {
                    "type": "oauth2",
                    "flows": {
                        "clientCredentials": {"tokenUrl": "https://api.parcel.example/oauth/token", "scopes": {}}
                    },
                }
            },
        }
    }
)


def _own_header(text: str) -> str:
    return text.replace('"Authorization": "Bearer " + key', '"X-Parcel-Token": key').replace(
        "Authorization: Bearer $", "X-Parcel-Token: $"
    )


CURL_CREATE = f"""\
curl --fail-with-body -X POST {URL}/parcels \\
  -H "Authorization: Bearer YOUR_API_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{{"weight": 3}}'
"""
CURL_LIST = f"""\
curl --fail-with-body {URL}/parcels -H "Authorization: Bearer YOUR_API_KEY"
"""
CONFIGURED = """\
import json, sys, urllib.error, urllib.request
from pathlib import Path

config = json.loads((Path(__file__).parent / "config.json").read_text())
request = urllib.request.Request(
    config["base_url"] + "/parcels", {data}, {{"Authorization": "Bearer " + config["api_key"],
    "Content-Type": "application/json"}}, method="{method}"
)
try:
    with urllib.request.urlopen(request, timeout=10) as response:
        print(response.read().decode())
except urllib.error.HTTPError as error:
    sys.exit(f"{{error.code}}: {{error.read().decode()}}")
except OSError as error:
    sys.exit(str(error))
"""
HELPER = """\
import json, os, sys, urllib.error, urllib.request

BASE_URL = os.getenv("PARCEL_BASE_URL", "https://api.parcel.example/v2")


def call(method, path, body=None):
    key = os.getenv("PARCEL_API_TOKEN")
    if not key:
        sys.exit("Set PARCEL_API_TOKEN.")
    data = json.dumps(body).encode() if body else None
    headers = {"Authorization": "Bearer " + key, "Content-Type": "application/json"}
    request = urllib.request.Request(BASE_URL + path, data, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return json.loads(response.read())
    except urllib.error.HTTPError as error:
        sys.exit(f"{error.code}: {error.read().decode()}")
    except OSError as error:
        sys.exit(str(error))
"""
SIGN_IN = """\
import base64, json, os, sys, urllib.error, urllib.parse, urllib.request

base = os.environ.get("PARCEL_HOST", "https://api.parcel.example")
client, secret = os.environ.get("PARCEL_CLIENT_ID"), os.environ.get("PARCEL_CLIENT_SECRET")
if not client or not secret:
    sys.exit("Set PARCEL_CLIENT_ID and PARCEL_CLIENT_SECRET.")
basic = base64.b64encode(f"{client}:{secret}".encode()).decode()
form = urllib.parse.urlencode({"grant_type": "client_credentials"}).encode()


def send(request):
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return json.loads(response.read())
    except urllib.error.HTTPError as error:
        sys.exit(f"{error.code}: {error.read().decode()}")
    except OSError as error:
        sys.exit(str(error))


token = send(urllib.request.Request(base + "/oauth/token", form, {"Authorization": "Basic " + basic}))["access_token"]
headers = {"Authorization": "Bearer " + token, "Content-Type": "application/json"}
print(send(urllib.request.Request(base + "/v2/parcels", DATA, headers, method="METHOD")))
"""
GO = """\
package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"time"
)

func main() {
	host := os.Getenv("PARCEL_API")
	if host == "" {
		host = "https://api.parcel.example"
	}
	key, found := os.LookupEnv("PARCEL_KEY")
	if !found || key == "" {
		fmt.Fprintln(os.Stderr, "Set PARCEL_KEY.")
		os.Exit(1)
	}
	request, err := http.NewRequest("METHOD", host+"/v2/parcelsPATH", nil)
	if err != nil {
		panic(err)
	}
	request.Header.Set("Authorization", "Bearer "+key)
	client := &http.Client{Timeout: 10 * time.Second}
	response, err := client.Do(request)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode >= 300 {
		fmt.Fprintln(os.Stderr, response.Status, string(body), err)
		os.Exit(1)
	}
	fmt.Println(string(body))
}
"""
RUBY = """\
require "json"
require "net/http"

host = ENV.fetch("PARCEL_HOST", "https://api.parcel.example")
key = ENV["PARCEL_KEY"] or abort "Set PARCEL_KEY."
uri = URI("#{host}/v2/parcels")
request = Net::HTTP::Post.new(uri, "Authorization" => "Bearer #{key}", "Content-Type" => "application/json")
request.body = JSON.generate(weight: 3)
begin
  response = Net::HTTP.start(uri.host, uri.port, use_ssl: uri.scheme == "https", read_timeout: 10) do |http|
    http.request(request)
  end
rescue StandardError => e
  abort e.message
end
abort "#{response.code}: #{response.body}" unless response.is_a?(Net::HTTPSuccess)
puts response.body
"""
PHP = """\
<?php
$host = getenv('PARCEL_HOST') ?: 'https://api.parcel.example';
$key = getenv('PARCEL_KEY');
if (!$key) {
    fwrite(STDERR, "Set PARCEL_KEY.\\n");
    exit(1);
}
$context = stream_context_create(['http' => [
    'header' => "Authorization: Bearer $key", 'timeout' => 10, 'ignore_errors' => true,
]]);
$body = @file_get_contents("$host/v2/parcels", false, $context);
if ($body === false || !str_contains($http_response_header[0], ' 200 ')) {
    fwrite(STDERR, ($http_response_header[0] ?? 'no answer') . " $body\\n");
    exit(1);
}
echo $body, "\\n";
"""
NOTEBOOK = {
    "nbformat": 4,
    "nbformat_minor": 5,
    "metadata": {"language_info": {"name": "python"}},
    "cells": [
        {"cell_type": "code", "source": "import os, urllib.request\n", "metadata": {}, "outputs": []},
        {"cell_type": "markdown", "source": "## List all: `GET /parcels`", "metadata": {}},
        {
            "cell_type": "code",
            "metadata": {},
            "outputs": [],
            "source": [
                f'request = urllib.request.Request("{URL}/parcels",\n',
                '    headers={"Authorization": "Bearer " + os.environ["PARCEL_KEY"]})\n',
                "print(urllib.request.urlopen(request, timeout=10).read().decode())\n",
            ],
        },
    ],
}
POSTMAN = {
    "info": {
        "name": "Parcels",
        "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
    },
    "item": [
        {
            "name": "Create a parcel",
            "request": {
                "method": "POST",
                "header": [
                    {"key": "Authorization", "value": "Bearer YOUR_API_KEY"},
                    {"key": "Content-Type", "value": "application/json"},
                ],
                "url": {"raw": f"{URL}/parcels"},
                "body": {"mode": "raw", "raw": '{"weight": 3}'},
            },
        },
        {
            "name": "List parcels",
            "request": {
                "method": "GET",
                "header": [{"key": "Authorization", "value": "Bearer YOUR_API_KEY"}],
                "url": {"raw": f"{URL}/parcels"},
            },
        },
    ],
}
WITH_MODULE = """\
import { request } from "../lib/http.js";

console.log(await request("METHOD", "/parcels"BODY));
"""
MODULE = """\
const base = process.env.PARCEL_ENDPOINT || "https://api.parcel.example/v2";

export async function request(method, path, body) {
  const token = process.env.PARCEL_TOKEN;
  if (!token) throw new Error("Set PARCEL_TOKEN.");
  const response = await fetch(base + path, {
    method,
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(10_000),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status}: ${text}`);
  return text;
}
"""
MORE: dict[str, Shape] = {
    "modules of JavaScript that share one": Shape(
        2,
        {
            **DOCUMENT,
            "package.json": json.dumps({"type": "module", "private": True}),
            "lib/http.js": MODULE,
            "examples/create-parcel.js": WITH_MODULE.replace("METHOD", "POST").replace("BODY", ", { weight: 3 }"),
            "examples/list-parcels.js": WITH_MODULE.replace("METHOD", "GET").replace("BODY", ""),
        },
    ),
    "Swagger 2, key in another header": Shape(
        2,
        {
            "swagger.json": json.dumps(SWAGGER),
            "examples/create_parcel.py": _own_header(python("create", HOST, base="/v2")),
            "examples/list_parcels.sh": _own_header(shell("list", IN_SHELL, base="/v2")),
        },
    ),
    "key in a header of another name": Shape(
        2,
        {
            "openapi.json": OTHER_HEADER,
            "snippets/create-parcel.py": _own_header(python("create", HOST, key="PARCEL_TOKEN", base="/v2")),
            "snippets/list-parcels.sh": _own_header(shell("list", IN_SHELL, key="PARCEL_TOKEN", base="/v2")),
        },
    ),
    "MDX with tabs": Shape(
        2,
        {
            **DOCUMENT,
            "docs/parcels.mdx": "---\ntitle: Parcels\n---\n\n## Create: `POST /parcels`\n\n"
            '<Tabs>\n<Tab title="cURL">\n\n'
            f"```bash\n{CURL_CREATE}```\n\n</Tab>\n</Tabs>\n\n## List: `GET /parcels`\n\n```bash\n{CURL_LIST}```\n",
        },
    ),
    "notebook": Shape(1, {**DOCUMENT, "notebooks/parcels.ipynb": json.dumps(NOTEBOOK, indent=1)}),
    "YAML map of samples": Shape(
        2,
        {
            **DOCUMENT,
            ".code-samples.yaml": "create_parcel_1: |-\n"
            + "".join(f"  {line}\n" for line in CURL_CREATE.splitlines())
            + "list_parcels_1: |-\n"
            + "".join(f"  {line}\n" for line in CURL_LIST.splitlines()),
        },
    ),
    "reStructuredText": Shape(
        1,
        {
            **DOCUMENT,
            "docs/parcels.rst": "Parcels\n=======\n\n``POST /parcels``\n-----------------\n\n.. code-block:: bash\n\n"
            + "".join(f"   {line}\n" for line in CURL_CREATE.splitlines()),
        },
    ),
    "AsciiDoc": Shape(
        1,
        {
            **DOCUMENT,
            "docs/parcels.adoc": f"= Parcels\n\n== `GET /parcels`\n\n[source,bash]\n----\n{CURL_LIST}----\n",
        },
    ),
    "Postman collection": Shape(
        2, {**DOCUMENT, "postman/parcels.postman_collection.json": json.dumps(POSTMAN, indent=1)}
    ),
    "requests of an editor": Shape(
        2,
        {
            **DOCUMENT,
            "requests/parcels.http": f"### Create a parcel\nPOST {URL}/parcels\nAuthorization: Bearer YOUR_API_KEY\n"
            f'Content-Type: application/json\n\n{{"weight": 3}}\n\n### List\nGET {URL}/parcels\n'
            "Authorization: Bearer YOUR_API_KEY\n",
        },
    ),
    "curl only, hosts and keys as literals": Shape(
        2, {**DOCUMENT, "curl/create-parcel.sh": CURL_CREATE, "curl/list-parcels.sh": CURL_LIST}
    ),
    "host in a config file": Shape(
        2,
        {
            **DOCUMENT,
            "samples/config.json": json.dumps({"base_url": URL, "api_key": "YOUR_API_KEY"}),
            "samples/create_parcel.py": CONFIGURED.format(method="POST", data="b'{\"weight\": 3}'"),
            "samples/list_parcels.py": CONFIGURED.format(method="GET", data="None"),
        },
    ),
    "host in a module that programs share": Shape(
        2,
        {
            **DOCUMENT,
            "examples/python/parcel_client.py": HELPER,
            "examples/python/create_parcel.py": "from parcel_client import call\n\n"
            'print(call("POST", "/parcels", {"weight": 3}))\n',
            "examples/python/list_parcels.py": 'from parcel_client import call\n\nprint(call("GET", "/parcels"))\n',
        },
    ),
    "OAuth 2, client credentials": Shape(
        2,
        {
            "openapi.json": OAUTH,
            "examples/create_parcel.py": SIGN_IN.replace("DATA", "b'{\"weight\": 3}'").replace("METHOD", "POST"),
            "examples/list_parcels.py": SIGN_IN.replace("DATA", "None").replace("METHOD", "GET"),
        },
    ),
    "Go, a folder a command": Shape(
        2,
        {
            **DOCUMENT,
            "go.mod": "module parcel.example/samples\n\ngo 1.21\n",
            "cmd/list-parcels/main.go": GO.replace("METHOD", "GET").replace("PATH", ""),
            "cmd/delete-parcel/main.go": GO.replace("METHOD", "DELETE").replace("PATH", "/p1"),
        },
    ),
    "Ruby, PHP and .mjs": Shape(
        3,
        {
            **DOCUMENT,
            "docs/samples/ruby/create_parcel.rb": RUBY,
            "docs/samples/php/list_parcels.php": PHP,
            "docs/samples/node/listParcels.mjs": node("list", IN_NODE.replace("API_HOST", "PARCEL_HOST"), base="/v2"),
        },
    ),
    "host without a scheme": Shape(
        2,
        {
            **DOCUMENT,
            "examples/create_parcel.py": python(
                "create", '"https://" + os.environ.get("PARCEL_DOMAIN", "api.parcel.example")', base="/v2"
            ),
            "examples/list_parcels.sh": shell("list", "https://${PARCEL_DOMAIN:-api.parcel.example}", base="/v2"),
        },
    ),
}
