"""TypeScript: run by Node.js, its types stripped beforehand for all programs at once.

Stripping puts spaces in the types' place, so that every line and column stays what it is
(https://nodejs.org/api/module.html#modulestriptypescripttypescode-options). A program that could tell the difference,
since it imports other files or asks where it lies, is run as it is: Node.js then strips it itself.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from harness.common.tools import ToolTrouble, run_tool
from harness.languages.compiled import build_error
from harness.languages.language import Language, Preparation
from harness.languages.node import DIALECT, ENV, NODE, PING, fork_servers, imports, needs_node_alone
from harness.languages.toolchain import Tool
from harness.model import Example

STRIP_LIMIT = 120.0
"""Seconds for stripping all programs: 19 take 0.1."""
STRIP = """
const { readFileSync, writeFileSync } = require("node:fs");
const { stripTypeScriptTypes } = require("node:module");
const refused = {};
for (const [from, to] of JSON.parse(readFileSync(0, "utf8"))) {
  try {
    writeFileSync(to, stripTypeScriptTypes(readFileSync(from, "utf8")));
  } catch (error) {
    // what is sound and can't be stripped is run as it is, and then tells what is wrong with it
    if (error.code === "ERR_INVALID_TYPESCRIPT_SYNTAX")
      refused[from] = [error.message, Number(/:(\\d+)\\n/.exec(error.stack)?.[1] ?? 0)];
  }
}
console.log(JSON.stringify(refused));
"""
_PLACE = re.compile(r"import\.meta|\b(?:__dirname|__filename|require|process\.argv)\b|\bimport\s*\(")


def _prepare(examples: Sequence[Example], tools: Mapping[str, Tool], build: Path) -> Preparation:
    node = tools["node"]
    stripped = {example.id: build / _name(example, node.version) for example in examples}
    stale = [example for example in examples if not stripped[example.id].exists()]
    refused = _strip(node, [(str(example.file), str(stripped[example.id])) for example in stale], build)
    failures = {
        example.id: build_error(example, "node", said, line or None, f"node {example.file.name} shows the same words")
        for example in stale
        for said, line in refused.get(str(example.file), ())
    }
    started = {e.id: stripped[e.id] for e in examples if stripped[e.id].exists() and _stands_alone(e)}
    commands = {example.id: (node.path, str(started.get(example.id, example.file))) for example in examples}
    modules = [example for example in examples if example.id in started]
    return Preparation(commands, failures, env=ENV, fork_servers=fork_servers(modules, commands, node))


def _stands_alone(example: Example) -> bool:
    """True if a program is a module that needs nothing but Node.js, wherever it lies."""
    source = example.file.read_text("utf-8", "replace")
    if _PLACE.search(source) or not needs_node_alone(source):
        return False
    return bool(imports(source)) or _is_module(example)


def _is_module(example: Example) -> bool:
    """True if the package that a program belongs to says that its files are ES modules."""
    for folder in example.file.parents:
        package = folder / "package.json"
        if package.is_file():
            try:
                return bool(json.loads(package.read_text("utf-8")).get("type") == "module")
            except (ValueError, AttributeError):
                return False
    return False


def _name(example: Example, version: str) -> str:
    """The program's own name stands in it, for stack traces to show."""
    digest = hashlib.sha256(version.encode() + example.file.read_bytes()).hexdigest()[:24]
    return f"{example.id.replace('/', '-')}-{digest}-{example.file.name}.mjs"


def _strip(node: Tool, pairs: Sequence[tuple[str, str]], build: Path) -> dict[str, list[tuple[str, int]]]:
    """Strips files; gives back those that are no TypeScript, each with the parser's words and their line."""
    if not pairs:
        return {}
    build.mkdir(parents=True, exist_ok=True)
    try:
        argv = [node.path, "-e", STRIP]
        done = run_tool(argv, STRIP_LIMIT, env={"NODE_NO_WARNINGS": "1"}, sent=json.dumps(pairs))
        return {file: [(said, line)] for file, (said, line) in json.loads(done.stdout or "{}").items()}
    except (ToolTrouble, ValueError):
        return {}  # what is not stripped is started as it is


TYPESCRIPT = Language(
    name="ts",
    title="TypeScript",
    extensions=("ts",),
    workdir="ts",
    requirements=(NODE,),
    prepare=_prepare,
    dialect=replace(DIALECT, words=("typescript", "ts"), trace_line=r"(?:\.mjs)?:(\d+)", usual_seconds=0.12),
    ping=PING.replace("const headers", "const headers: Record<string, string>"),
    beside={"package.json": '{"type": "module"}\n'},
    writer="harness.commands.scaffold.typescript:write",
    image="node:24-slim",
)
