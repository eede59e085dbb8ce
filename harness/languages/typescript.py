"""TypeScript: run by Node.js, its types stripped beforehand for all programs at once.

Stripping puts spaces in the types' place, so that every line and column stays what it is
(https://nodejs.org/api/module.html#modulestriptypescripttypescode-options). A program that could tell the difference,
since it imports other files or asks where it lies, is run as it is: Node.js then strips it itself.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from harness.languages.compiled import build_error
from harness.languages.language import Language, Preparation
from harness.languages.node import (
    DIALECT,
    ENV,
    NODE,
    PING,
    Unparsed,
    fork_servers,
    imports,
    kind_of,
    needs_node_alone,
    refusals,
    uses_libraries,
)
from harness.languages.toolchain import Tool, find, numbers
from harness.model import CouldNotStart, Example

_PLACE = re.compile(r"import\.meta|\b(?:__dirname|__filename|require|process\.argv)\b|\bimport\s*\(")


def _prepare(examples: Sequence[Example], tools: Mapping[str, Tool], build: Path) -> Preparation:
    node = tools["node"]
    # an older Node.js, as a matrix may have it, runs programs without types, and can't take types away
    stripper = node if numbers(node.version) >= NODE.minimum else find(NODE) or node
    stripped = {example.id: build / _name(example, node.version) for example in examples}
    stale = [example for example in examples if not stripped[example.id].exists()]
    build.mkdir(parents=True, exist_ok=True)
    refused = refusals(stripper, {example.file: stripped[example.id] for example in stale})
    failures = {example.id: _failure(example, refused[example.file]) for example in stale if example.file in refused}
    started = {e.id: stripped[e.id] for e in examples if stripped[e.id].exists() and _stands_alone(e)}
    commands = {example.id: (node.path, str(started.get(example.id, example.file))) for example in examples}
    modules = [example for example in examples if example.id in started]
    return Preparation(commands, failures, env=ENV, fork_servers=fork_servers(modules, commands, node))


def _failure(example: Example, refusal: Unparsed) -> CouldNotStart:
    if not refusal.sound:
        hint = f"node {example.file.name} shows the same words"
        return build_error(example, "node", refusal.said, refusal.line or None, hint)
    return CouldNotStart(
        f"{example.shown}:{refusal.line}: Node.js only strips types, and this is more: {refusal.said}; "
        "to run it all the same, name what compiles it as the language's command, e.g. npx tsx {file}"
    )


def _stands_alone(example: Example) -> bool:
    """True if a program is a module that needs nothing but Node.js, wherever it lies."""
    source = example.file.read_text("utf-8", "replace")
    if _PLACE.search(source) or not needs_node_alone(source):
        return False
    return bool(imports(source)) or kind_of(example.file) == "module"


def _name(example: Example, version: str) -> str:
    """The program's own name appears in it, for stack traces to show."""
    digest = hashlib.sha256(version.encode() + example.file.read_bytes()).hexdigest()[:24]
    return f"{example.id.replace('/', '-')}-{digest}-{example.file.name}.mjs"


TYPESCRIPT = Language(
    name="ts",
    title="TypeScript",
    extensions=("ts",),
    workdir="ts",
    requirements=(NODE,),
    uses_libraries=uses_libraries,
    prepare=_prepare,
    forks_load_tree=False,
    dialect=replace(DIALECT, words=("typescript", "ts"), trace_line=r"(?:\.mjs)?:(\d+)", usual_seconds=0.12),
    ping=PING.replace("const headers", "const headers: Record<string, string>"),
    beside={"package.json": '{"type": "module"}\n'},
    writer="harness.commands.scaffold.typescript:write",
    image="node:24-slim",
)
