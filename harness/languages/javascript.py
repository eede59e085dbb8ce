"""JavaScript: run by Node.js, which tells CommonJS and modules apart by itself.

`.cjs` and `.mjs` say what they are; a `.js` is what the nearest package.json says, else what its syntax says
(https://nodejs.org/api/packages.html#determining-module-system).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from harness.languages import scripts
from harness.languages.compiled import build_error
from harness.languages.fragments import Completed, as_it_is
from harness.languages.language import Language, Preparation
from harness.languages.node import DIALECT, ENV, NODE, PING, Unparsed, fork_servers, refusals, uses_libraries
from harness.languages.toolchain import Tool
from harness.model import CouldNotStart, Example

_MODULE = re.compile(r"(?m)^[ \t]*(?:import\s+(?:[\w*{]|['\"])|export\s)")
_REQUIRE = re.compile(r"\brequire\(")
_FUNCTION = re.compile(r"\bfunction\b|=>")
_TOP_AWAIT = re.compile(r"(?m)^(?:const |let |var )?[^\s/*].*\bawait\s")
_start = scripts.command(("{node}", "{file}"), env=ENV)


def _prepare(examples: Sequence[Example], tools: Mapping[str, Tool], build: Path) -> Preparation:
    """Node.js and the file; for modules a process to fork them from. CommonJS would show it in its stack traces."""
    cold = _start(examples, tools, build)
    refused = refusals(tools["node"], {example.file: None for example in examples})
    failures = {example.id: _failure(example, refused[example.file]) for example in examples if example.file in refused}
    modules = [example for example in examples if example.file.suffix == ".mjs"]
    servers = fork_servers(modules, cold.commands, tools["node"])
    return replace(cold, failures={**cold.failures, **failures}, fork_servers=servers)


def _failure(example: Example, refusal: Unparsed) -> CouldNotStart:
    hint = f"node --check {example.file.name} shows the same words"
    return build_error(example, "node", refusal.said, refusal.line or None, hint)


def _complete(source: str) -> Completed:
    """A module says so by its imports, or by an `await` outside of functions; what requires is none."""
    whole = as_it_is(source)
    if _REQUIRE.search(source) and not _MODULE.search(source):
        return replace(whole, extension="cjs")
    if _MODULE.search(source):
        return replace(whole, extension="mjs")
    outside = _TOP_AWAIT.search(source)
    if outside and not _FUNCTION.search(source[: outside.start()]):
        return replace(whole, added="run as a module, for its top-level `await`", extension="mjs")
    return whole


JAVASCRIPT = Language(
    name="javascript",
    title="JavaScript",
    extensions=("js", "mjs", "cjs"),
    workdir="javascript",
    requirements=(NODE,),
    uses_libraries=uses_libraries,
    prepare=_prepare,
    forks_load_tree=False,
    dialect=replace(
        DIALECT,
        words=("javascript", "js", "node", "node.js", "nodejs", "node-js", "mjs", "cjs"),
        usual_seconds=0.1,
    ),
    complete=_complete,
    ping=PING,
    env=ENV,
    image="node:24-slim",
)
