"""Six shapes of a third round: hosts made of parts, two APIs with keys of their own, titles on a page's head."""

from __future__ import annotations

import json

from commands.init.more_repositories import GO, Shape
from commands.init.repositories import DOCUMENT, OTHER, PARCELS, node, python, shell

COMMON_JS = """\
"use strict";
const https = require("node:https");
const http = require("node:http");

const target = new URL((process.env.PARCEL_ENDPOINT || "https://api.parcel.example/v2") + "PATH");
const key = process.env.PARCEL_KEY;
if (!key) {
  console.error("Set PARCEL_KEY.");
  process.exit(1);
}
const client = target.protocol === "https:" ? https : http;
const headers = { Authorization: `Bearer ${key}`, "Content-Type": "application/json" };
const request = client.request(target, { method: "METHOD", headers, timeout: 10000 }, (response) => {
  let text = "";
  response.on("data", (chunk) => (text += chunk));
  response.on("error", (error) => { console.error(error.message); process.exit(1); });
  response.on("end", () => {
    if (response.statusCode >= 300) {
      console.error(`${response.statusCode}: ${text}`);
      process.exit(1);
    }
    console.log(text);
  });
});
request.on("timeout", () => request.destroy(new Error("no answer in 10 seconds")));
request.on("error", (error) => { console.error(error.message); process.exit(1); });
request.end(BODY);
"""
SHOPS = json.dumps(
    PARCELS
    | {
        "servers": [
            {
                "url": "https://{shop}.parcel.example/admin/{version}",
                "variables": {"shop": {"default": "demo"}, "version": {"default": "2026-10"}},
            }
        ]
    }
)
IN_PARTS = "f\"https://{os.environ['PARCEL_SHOP']}.parcel.example/admin/2026-10\""
CODE_GROUP = """\
---
title: "TITLE"
openapi: "ROUTE"
---

LEAD

<CodeGroup>

```bash cURL
curl --fail-with-body -X METHOD https://api.parcel.example/v2/parcels \\
  -H "Authorization: Bearer $PARCEL_KEY" -H "Content-Type: application/json"BODY
```

```python Python
import os
import urllib.request

request = urllib.request.Request(
    "https://api.parcel.example/v2/parcels",
    DATA,
    {"Authorization": "Bearer " + os.environ["PARCEL_KEY"], "Content-Type": "application/json"},
    method="METHOD",
)
print(urllib.request.urlopen(request, timeout=10).read().decode())
```

</CodeGroup>
"""


def _page(title: str, method: str, body: str) -> str:
    page = CODE_GROUP.replace("TITLE", title).replace("ROUTE", f"{method} /parcels").replace("METHOD", method)
    page = page.replace("LEAD", f"Call this to {title.lower()}.")
    page = page.replace("DATA", f"b'{body}'" if body else "None")
    return page.replace("BODY", f" \\\n  -d '{body}'" if body else "")


PHP_CONFIG = """\
<?php

return [
    'base_url' => getenv('PARCEL_BASE_URL') ?: 'https://api.parcel.example/v2',
    'token' => getenv('PARCEL_TOKEN') ?: exit("Set PARCEL_TOKEN.\\n"),
];
"""
PHP = """\
<?php

$config = require __DIR__ . '/../config.php';
$handle = curl_init($config['base_url'] . '/parcels');
curl_setopt_array($handle, [
    CURLOPT_RETURNTRANSFER => true,
    CURLOPT_TIMEOUT => 10,
    CURLOPT_HTTPHEADER => ['Authorization: Bearer ' . $config['token'], 'Content-Type: application/json'],
    OPTIONS
]);
$body = curl_exec($handle);
$status = curl_getinfo($handle, CURLINFO_HTTP_CODE);
if ($body === false || $status >= 300) {
    fwrite(STDERR, curl_error($handle) . " $status $body\\n");
    exit(1);
}
echo $body, PHP_EOL;
"""
TWO_SHELL = "${LETTERS_URL:-https://letters.parcel.example}"
LETTERS = json.dumps(OTHER | {"servers": [{"url": "https://letters.parcel.example"}]})
IN_NODE = 'process.env.PARCELS_URL ?? "https://api.parcel.example/v2"'
THIRD: dict[str, Shape] = {
    "a topic a folder, short words for languages": Shape(
        4,
        {
            **DOCUMENT,
            "_code-samples/create-parcel/README.md": "# Create a parcel\n\nRun `python create.py`.\n",
            "_code-samples/create-parcel/py/create.py": python(
                "create", 'os.environ.get("PARCEL_ENDPOINT", "https://api.parcel.example/v2")'
            ),
            "_code-samples/create-parcel/js/create.js": COMMON_JS.replace("PATH", "/parcels")
            .replace("METHOD", "POST")
            .replace("BODY", "JSON.stringify({ weight: 3 })"),
            "_code-samples/list-parcels/py/list.py": python(
                "list", 'os.environ.get("PARCEL_ENDPOINT", "https://api.parcel.example/v2")'
            ),
            "_code-samples/list-parcels/js/list.js": COMMON_JS.replace("PATH", "/parcels")
            .replace("METHOD", "GET")
            .replace("BODY", ""),
        },
    ),
    "how-to, language, main": Shape(
        3,
        {
            "reference/v2.yaml": json.dumps(PARCELS),
            "how-to/delete-parcel/go/main.go": GO.replace("METHOD", "DELETE").replace("PATH", "/p1"),
            "how-to/delete-parcel/go/go.mod": "module delete-parcel\n\ngo 1.21\n",
            "how-to/list-parcels/go/main.go": GO.replace("METHOD", "GET").replace("PATH", ""),
            "how-to/list-parcels/go/go.mod": "module list-parcels\n\ngo 1.21\n",
            "how-to/list-parcels/python/main.py": python(
                "list", 'os.environ.get("PARCEL_API", "https://api.parcel.example")', base="/v2"
            ),
        },
    ),
    "the host made of a shop's name": Shape(
        2,
        {
            "openapi.json": SHOPS,
            "samples/python/create_parcel.py": python("create", IN_PARTS, key="PARCEL_ACCESS_TOKEN"),
            "samples/sh/list_parcels.sh": shell(
                "list", "https://$PARCEL_SHOP.parcel.example/admin/2026-10", key="PARCEL_ACCESS_TOKEN"
            ),
        },
    ),
    "pages whose head names the operation": Shape(
        4,
        {
            **DOCUMENT,
            "docs.json": json.dumps({"name": "Parcels", "theme": "mint"}),
            "api-reference/create.mdx": _page("Create a parcel", "POST", '{"weight": 3}'),
            "api-reference/list.mdx": _page("List all parcels", "GET", ""),
        },
    ),
    "PHP with a configuration that it requires": Shape(
        2,
        {
            "openapi/parcels.json": json.dumps(PARCELS),
            "php/config.php": PHP_CONFIG,
            "php/examples/create_parcel.php": PHP.replace(
                "OPTIONS", "CURLOPT_POSTFIELDS => json_encode(['weight' => 3]),"
            ),
            "php/examples/list_parcels.php": PHP.replace("    OPTIONS\n", ""),
        },
    ),
    "packages, each with its document, host and key": Shape(
        4,
        {
            "packages/parcels/openapi.json": json.dumps(PARCELS),
            "packages/parcels/examples/createParcel.mjs": node("create", IN_NODE, key="PARCELS_KEY"),
            "packages/parcels/examples/listParcels.mjs": node("list", IN_NODE, key="PARCELS_KEY"),
            "packages/letters/openapi.json": LETTERS,
            "packages/letters/examples/createParcel.sh": shell("create", TWO_SHELL, key="LETTERS_KEY"),
            "packages/letters/examples/listParcels.sh": shell("list", TWO_SHELL, key="LETTERS_KEY"),
        },
    ),
}
