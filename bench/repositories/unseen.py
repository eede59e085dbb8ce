"""Shapes that were written after the last change of `harness init`."""

from __future__ import annotations

import json

from commands.init.more_repositories import Shape
from commands.init.repositories import DOCUMENT, PARCELS, node, python, shell

URL = "https://api.parcel.example/v2"
BASIC = json.dumps(
    PARCELS
    | {
        "components": {
            **PARCELS["components"],  # type: ignore[dict-item]
            "securitySchemes": {"key": {"type": "http", "scheme": "basic"}},
        }
    }
)
WITH_USER = """\
#!/bin/sh
set -eu
: "${PARCEL_USER:?Set PARCEL_USER.}" "${PARCEL_PASSWORD:?Set PARCEL_PASSWORD.}"
curl --silent --show-error --fail-with-body --max-time 10 -u "$PARCEL_USER:$PARCEL_PASSWORD" \\
  "${PARCEL_HOST:-https://api.parcel.example}/v2/parcels"
"""
SESSION = """\
require "json"
require "net/http"

def call(kind, path, body = nil)
  key = ENV["PARCEL_KEY"] or abort "Set PARCEL_KEY."
  uri = URI(ENV.fetch("PARCEL_API_URL") { "https://api.parcel.example/v2" } + path)
  request = kind.new(uri, "Authorization" => "Bearer #{key}", "Content-Type" => "application/json")
  request.body = JSON.generate(body) if body
  response = Net::HTTP.start(uri.host, uri.port, use_ssl: uri.scheme == "https", read_timeout: 10) do |http|
    http.request(request)
  end
  abort "#{response.code}: #{response.body}" unless response.is_a?(Net::HTTPSuccess)
  response.body
rescue StandardError => e
  abort e.message
end
"""
GUIDE = """\
# Get started

Create your first parcel:

```python
import os, urllib.request

request = urllib.request.Request(
    "https://api.parcel.example/v2/parcels",
    b'{"weight": 3}',
    {"Authorization": "Bearer " + os.environ["PARCEL_KEY"], "Content-Type": "application/json"},
    method="POST",
)
print(urllib.request.urlopen(request, timeout=10).read().decode())
```

## Then list them

```shell
curl --fail-with-body https://api.parcel.example/v2/parcels -H "Authorization: Bearer $PARCEL_KEY"
```
"""
HOST = 'os.environ["PARCEL_SERVER"]'
UNSEEN: dict[str, Shape] = {
    "a client in a folder of its own, an app in Ruby": Shape(
        2,
        {
            **DOCUMENT,
            "ruby/support/session.rb": SESSION,
            "ruby/examples/list_parcels.rb": 'require_relative "../support/session"\n\n'
            'puts call(Net::HTTP::Get, "/parcels")\n',
            "ruby/examples/create_parcel.rb": 'require_relative "../support/session"\n\n'
            'puts call(Net::HTTP::Post, "/parcels", "weight" => 3)\n',
        },
    ),
    "HTTP Basic": Shape(1, {"docs/api.json": BASIC, "scripts/list_parcels.sh": WITH_USER}),
    "a guide without routes": Shape(2, {**DOCUMENT, "content/en/guides/start.md": GUIDE}),
    "paths as folders, the method as the file": Shape(
        3,
        {
            **DOCUMENT,
            "reference/parcels/post.py": python("create", HOST, base="/v2"),
            "reference/parcels/get.sh": shell("list", "$PARCEL_SERVER", base="/v2"),
            "reference/parcels/id/delete.py": python("remove", HOST, base="/v2"),
        },
    ),
    "numbered lessons beside a library": Shape(
        3,
        {
            **DOCUMENT,
            "src/index.js": "export const version = 1;\n",
            "lessons/01-create-parcel/python.py": python("create", f'os.getenv("PARCEL_BASE", "{URL}")'),
            "lessons/01-create-parcel/node.mjs": node("create", f'process.env.PARCEL_BASE ?? "{URL}"'),
            "lessons/02-list-parcels/python.py": python("list", f'os.getenv("PARCEL_BASE", "{URL}")'),
        },
    ),
}
