"""Measures of a large document: 2,000 operations in 5 MB, against one of 20 operations."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from bench.lab import Lab
from bench.measure import Measure, Pair

SMALL, LARGE = 20, 2_000
FIELDS = 12
"""Properties of each operation's body and of its answer, described at length: 2.5 kB an operation."""
SETTINGS = 'pattern = "{language}/{api}/{operation}.{ext}"\nkey_env = "API_KEY"\n[apis.v1]\nspec = "v1.json"\n'
PROGRAM = """\
#!/bin/sh
set -eu
curl --fail-with-body --silent --show-error --max-time 15 "$API_HOST/v1/things/0" \\
  -H "Authorization: Bearer $API_KEY" -H 'Content-Type: application/json' -d '{"field_0": "text"}'
"""


def document(operations: int) -> dict[str, Any]:
    """An OpenAPI document with that many operations, each with schemas of its own and a shared one."""
    about = "What this field is for, in the words of a vendor that has much to say. " * 2
    paths, schemas = {}, {}
    for number in range(operations):
        fields = {f"field_{index}": {"type": "string", "description": about} for index in range(FIELDS)}
        schemas[f"Thing{number}"] = {"type": "object", "required": ["field_0"], "properties": fields}
        body = {"application/json": {"schema": {"$ref": f"#/components/schemas/Thing{number}"}}}
        paths[f"/things/{number}"] = {
            "post": {
                "operationId": f"thing_{number}",
                "description": about,
                "requestBody": {"required": True, "content": body},
                "responses": {"200": {"description": "it", "content": body}},
            }
        }
    return {
        "openapi": "3.0.3",
        "info": {"title": "Things", "version": "1"},
        "servers": [{"url": "https://api.invalid/v1"}],
        "security": [{"key": []}],
        "paths": paths,
        "components": {"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}, "schemas": schemas},
    }


def make(folder: Path, operations: int) -> Path:
    """A project of one shell program whose document has that many operations."""
    program = folder / "examples" / "curl" / "v1" / "thing_0.sh"
    program.parent.mkdir(parents=True)
    program.write_text(PROGRAM, "utf-8")
    (folder / "v1.json").write_text(json.dumps(document(operations), indent=1), "utf-8")
    (folder / "harness.toml").write_text(SETTINGS, "utf-8")
    return folder


def _seconds(lab: Lab, operations: int, *arguments: str) -> float:
    folder = lab.scratch / f"operations-{operations}"
    if not folder.exists():
        make(folder, operations)
    started = time.monotonic()
    subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "harness", *arguments], cwd=folder, capture_output=True, check=True
    )
    return time.monotonic() - started


def _ratio(lab: Lab, *arguments: str) -> Pair:
    small, large = (_seconds(lab, operations, *arguments) for operations in (SMALL, LARGE))
    return Pair(large / small, {"small_s": round(small, 3), "large_s": round(large, 3)})


def _measure(name: str, title: str, *arguments: str) -> Measure:
    about = f"{title} with {LARGE:,} operations (5 MB), against {SMALL}"
    return Measure(name, about, "of it", 3.0, lambda lab: _ratio(lab, *arguments), lambda lab: _ratio(lab, *arguments))


MEASURES = (
    _measure("large-document-list", "harness list", "list"),
    _measure(
        "large-document-run",
        "a run of one case",
        "run",
        "v1/thing_0/curl/success",
        "--no-cache",
    ),
)
