"""Measures of size: generated trees of 1,000 and of 10,000 cases, and a plan in eight parts."""

from __future__ import annotations

from pathlib import Path

from bench.lab import Lab, Run
from bench.measure import Measure, Pair

SCENARIOS = ("success", "success-closed", "unauthorized", "server-error", "missing-key")
SMALL, LARGE = 1_000, 10_000
MOST_MEMORY = 400
"""MB that the harness's own process may hold at its highest, whatever it runs."""
SHARDS = 8
PROGRAM = """\
#!/bin/sh
# Shows the operation OPERATION.
set -eu
: "${API_KEY:?API_KEY is not set}"
url=$API_HOST/v1/things/OPERATION
body=$(curl -sS --max-time 15 -w '\\n%{http_code}' "$url" -H "Authorization: Bearer $API_KEY") || {
  echo "the call failed" >&2
  exit 1
}
code=${body##*
}
if [ "$code" != 200 ]; then
  printf 'the API answered %s\\n' "$body" >&2
  exit 1
fi
printf '%s\\n' "${body%
*}"
"""
HEAD = """\
openapi: 3.0.3
info: {title: Things, version: "1"}
servers: [{url: "https://api.invalid/v1"}]
security: [{key: []}]
components:
  securitySchemes: {key: {type: http, scheme: bearer}}
paths:
"""
PATH = """\
  /things/OPERATION:
    get:
      operationId: OPERATION
      responses:
        "200":
          description: it
          content:
            application/json:
              schema: {type: object, required: [id], properties: {id: {type: string, example: OPERATION}}}
"""
SETTINGS = """\
pattern = "{language}/{api}/{operation}.{ext}"
host_env = "API_HOST"
key_env = "API_KEY"

[apis.v1]
spec = "v1.yaml"
"""


def make(folder: Path, cases: int) -> Path:
    """A project of shell programs, each of an operation of its own, that has `cases` cases."""
    programs = folder / "examples" / "curl" / "v1"
    programs.mkdir(parents=True)
    names = [f"thing_{number}" for number in range(cases // len(SCENARIOS))]
    for name in names:
        (programs / f"{name}.sh").write_text(PROGRAM.replace("OPERATION", name), "utf-8")
    (folder / "v1.yaml").write_text(HEAD + "".join(PATH.replace("OPERATION", name) for name in names), "utf-8")
    (folder / "harness.toml").write_text(SETTINGS, "utf-8")
    return folder


def _run(lab: Lab, cases: int) -> Run:
    folder = lab.scratch / f"cases-{cases}"
    if not folder.exists():
        make(folder, cases)
    return lab.run("--no-cache", *(f"--scenario={name}" for name in SCENARIOS), folder=folder)


def _time(lab: Lab) -> Pair:
    small, large = _run(lab, SMALL), _run(lab, LARGE)
    parts = {"small_ms_a_case": 1000 * small.seconds / SMALL, "large_ms_a_case": 1000 * large.seconds / LARGE}
    own = {"small_own_ms_a_case": 1000 * small.own / SMALL, "large_own_ms_a_case": 1000 * large.own / LARGE}
    memory = {"small_mb": round(small.memory), "large_mb": round(large.memory)}
    value = parts["large_ms_a_case"] / parts["small_ms_a_case"]
    return Pair(value, {name: round(part, 2) for name, part in (parts | own).items()} | memory)


def _memory(lab: Lab) -> Pair:
    return Pair(_run(lab, LARGE).memory)


def _shards(lab: Lab) -> Pair:
    runs = [lab.run("--no-cache", "--shard", f"{index}/{SHARDS}").seconds for index in range(1, SHARDS + 1)]
    return Pair(max(runs) / min(runs), {"seconds": [round(run, 2) for run in runs]})


MEASURES = (
    Measure("ten-thousand", f"time a case of {LARGE:,} cases against that of {SMALL:,}", "of it", 1.1, _time),
    Measure("memory", f"the harness's own memory in a run of {LARGE:,} cases", "MB", MOST_MEMORY, _memory),
    Measure(
        "shards",
        f"{SHARDS} shards one after another on one machine, longest against shortest",
        "of it",
        1.15,
        _shards,
        lambda lab: lab.run("--no-cache"),
    ),
)
