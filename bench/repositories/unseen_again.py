"""Six shapes more, as vendors and their tools lay them, written before `harness init` had seen any."""

from __future__ import annotations

import json

from commands.init.more_repositories import Shape
from commands.init.repositories import DOCUMENT, PARCELS, node, python

URL = "https://api.parcel.example/v2"
HOST = f'os.getenv("PARCEL_API_BASE", "{URL}")'
IN_NODE = f'process.env.PARCEL_API_BASE || "{URL}"'
RUBY = """\
require "json"
require "net/http"

uri = URI("#{ENV["PARCEL_API_BASE"] || "https://api.parcel.example/v2"}/parcels")
key = ENV["PARCEL_KEY"] || abort("Set PARCEL_KEY.")
request = Net::HTTP::Get.new(uri)
request["Authorization"] = "Bearer #{key}"
begin
  response = Net::HTTP.start(uri.hostname, uri.port, use_ssl: uri.scheme == "https", read_timeout: 10) do |http|
    http.request(request)
  end
rescue StandardError => e
  abort e.message
end
abort "#{response.code}: #{response.body}" unless response.code == "200"
puts response.body
"""
SLATE = """\
---
title: Parcels
language_tabs:
  - shell
  - python
includes:
  - parcels
---

# Introduction

Everything is a parcel.
"""
SLATE_PARCELS = """\
# Parcels

## List all parcels

```shell
curl --fail-with-body "https://api.parcel.example/v2/parcels" \\
  -H "Authorization: Bearer YOUR_API_KEY"
```

```python
import urllib.request

request = urllib.request.Request(
    "https://api.parcel.example/v2/parcels", headers={"Authorization": "Bearer YOUR_API_KEY"}
)
print(urllib.request.urlopen(request, timeout=10).read().decode())
```

> The above command returns JSON structured like this:

```json
[{"id": "p1", "weight": 3}]
```

### HTTP Request

`GET https://api.parcel.example/v2/parcels`

## Delete a parcel

```shell
curl --fail-with-body -X DELETE "https://api.parcel.example/v2/parcels/p1" \\
  -H "Authorization: Bearer YOUR_API_KEY"
```

### HTTP Request

`DELETE https://api.parcel.example/v2/parcels/<ID>`
"""
JAVA = """\
package com.parcel.examples;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

public class NAME {
  public static void main(String[] args) throws InterruptedException {
    String key = System.getenv("PARCEL_KEY");
    String base = System.getenv().getOrDefault("PARCEL_API_BASE", "https://api.parcel.example/v2");
    if (key == null || key.isEmpty()) {
      System.err.println("Set PARCEL_KEY.");
      System.exit(1);
    }
    HttpRequest request = HttpRequest.newBuilder(URI.create(base + "/parcels"))
        .header("Authorization", "Bearer " + key)
        .header("Content-Type", "application/json")
        .timeout(Duration.ofSeconds(10))
        .CALL
        .build();
    try {
      HttpResponse<String> response =
          HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
      if (response.statusCode() >= 300) {
        System.err.println(response.statusCode() + ": " + response.body());
        System.exit(1);
      }
      System.out.println(response.body());
    } catch (java.io.IOException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }
}
"""
JAVA_POST = 'POST(HttpRequest.BodyPublishers.ofString("{\\"weight\\": 3}"))'
POM = """\
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>com.parcel</groupId>
  <artifactId>examples</artifactId>
  <version>1.0</version>
</project>
"""
REFERRED = json.dumps(
    PARCELS
    | {
        "paths": {
            "/parcels": {
                method: {
                    **PARCELS["paths"]["/parcels"][method],  # type: ignore[index]
                    "x-codeSamples": [
                        {"lang": "Python", "source": {"$ref": f"../code_samples/Python/parcels/{method}.py"}},
                        {"lang": "JavaScript", "source": {"$ref": f"../code_samples/JavaScript/parcels/{method}.mjs"}},
                    ],
                }
                for method in ("get", "post")
            }
        }
    }
)
BY_KEY = json.dumps(
    PARCELS
    | {
        "components": {
            **PARCELS["components"],  # type: ignore[dict-item]
            "securitySchemes": {"key": {"type": "apiKey", "in": "query", "name": "api_key"}},
        }
    }
)
TYPED = """\
const baseUrl: string = process.env["PARCEL_BASE_URL"] ?? "https://api.parcel.example/v2";
const apiKey: string | undefined = process.env["PARCEL_API_KEY"];

async function main(): Promise<void> {
  if (!apiKey) throw new Error("Set PARCEL_API_KEY.");
  const url = new URL(`${baseUrl}/parcelsPATH`);
  url.searchParams.set("api_key", apiKey);
  const response = await fetch(url, {
    method: "METHOD",
    headers: { "Content-Type": "application/json" },
    BODY
    signal: AbortSignal.timeout(10_000),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status}: ${text}`);
  console.log(text);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? `${error.message} ${error.cause ?? ""}` : error);
  process.exit(1);
});
"""
REGION = """\
# Copyright 2026 Parcel Ltd.

# [START parcels_NAME]
TEXT
# [END parcels_NAME]
"""
TEST = """\
import subprocess
import sys


def test_it():
    done = subprocess.run([sys.executable, "NAME.py"], capture_output=True, text=True)
    assert "https://api.parcel.example" not in done.stdout
"""


def _region(name: str, text: str) -> str:
    return REGION.replace("NAME", name).replace("TEXT\n", text)


AGAIN: dict[str, Shape] = {
    "a folder a step, the library's version in the file's name": Shape(
        4,
        {
            **DOCUMENT,
            "rest/parcels/create-parcel/create-parcel.9.x.py": python("create", HOST),
            "rest/parcels/create-parcel/create-parcel.5.x.mjs": node("create", IN_NODE),
            "rest/parcels/create-parcel/meta.json": json.dumps({"title": "Create a parcel", "type": "server"}),
            "rest/parcels/list-parcels/list-parcels.9.x.py": python("list", HOST),
            "rest/parcels/list-parcels/list-parcels.7.x.rb": RUBY,
            "rest/parcels/list-parcels/meta.json": json.dumps({"title": "List parcels", "type": "server"}),
        },
    ),
    "Slate": Shape(
        3,
        {
            "openapi.json": json.dumps(PARCELS),
            "source/index.html.md": SLATE,
            "source/includes/_parcels.md": SLATE_PARCELS,
            "source/javascripts/app/_toc.js": "export function toc() { return document.title; }\n",
        },
    ),
    "a Maven project": Shape(
        2,
        {
            "api/openapi.json": json.dumps(PARCELS),
            "java/pom.xml": POM,
            "java/src/main/java/com/parcel/examples/CreateParcel.java": JAVA.replace("NAME", "CreateParcel").replace(
                "CALL", JAVA_POST
            ),
            "java/src/main/java/com/parcel/examples/ListParcels.java": JAVA.replace("NAME", "ListParcels").replace(
                "CALL", "GET()"
            ),
        },
    ),
    "code samples that the document refers to": Shape(
        4,
        {
            "openapi/openapi.json": REFERRED,
            "openapi/code_samples/Python/parcels/get.py": python("list", HOST),
            "openapi/code_samples/Python/parcels/post.py": python("create", HOST),
            "openapi/code_samples/JavaScript/parcels/get.mjs": node("list", IN_NODE),
            "openapi/code_samples/JavaScript/parcels/post.mjs": node("create", IN_NODE),
        },
    ),
    "TypeScript, the key in the query": Shape(
        3,
        {
            "spec/parcels.json": BY_KEY,
            "apps/docs/snippets/parcels/create.ts": TYPED.replace("PATH", "")
            .replace("METHOD", "POST")
            .replace("BODY", "body: JSON.stringify({ weight: 3 }),"),
            "apps/docs/snippets/parcels/list.ts": TYPED.replace("PATH", "")
            .replace("METHOD", "GET")
            .replace("BODY", ""),
            "apps/docs/snippets/parcels/remove.ts": TYPED.replace("PATH", "/p1")
            .replace("METHOD", "DELETE")
            .replace("BODY", ""),
            "apps/docs/next.config.ts": "export default { reactStrictMode: true };\n",
        },
    ),
    "regions, with tests and a noxfile": Shape(
        3,
        {
            "discovery/parcels-v2.json": json.dumps(PARCELS),
            "parcels/snippets/noxfile.py": "import nox\n\n\n@nox.session\ndef tests(session):\n"
            '    session.install("https://parcel.example/wheel.whl")\n',
            "parcels/snippets/requirements.txt": "",
            "parcels/snippets/create_parcel.py": _region("create_parcel", python("create", HOST)),
            "parcels/snippets/create_parcel_test.py": TEST.replace("NAME", "create_parcel"),
            "parcels/snippets/list_parcels.py": _region("list_parcels", python("list", HOST)),
            "parcels/snippets/list_parcels_test.py": TEST.replace("NAME", "list_parcels"),
            "parcels/snippets/quickstart.py": _region("quickstart", python("list", HOST)),
        },
    ),
}
