"""JavaScript: run by Node.js, which tells CommonJS and modules apart by itself.

`.cjs` and `.mjs` say what they are; a `.js` is what the nearest package.json says, else what its syntax says
(https://nodejs.org/api/packages.html#determining-module-system).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from harness.languages import scripts
from harness.languages.language import Language, Preparation
from harness.languages.node import ENV, NODE, fork_servers
from harness.languages.toolchain import Tool
from harness.model import Example

_start = scripts.command(("{node}", "{file}"), env=ENV)


def _prepare(examples: Sequence[Example], tools: Mapping[str, Tool], build: Path) -> Preparation:
    """Node.js and the file; for modules a process to fork them from. CommonJS would show it in its stack traces."""
    cold = _start(examples, tools, build)
    modules = [example for example in examples if example.file.suffix == ".mjs"]
    return replace(cold, fork_servers=fork_servers(modules, cold.commands, tools["node"]))


JAVASCRIPT = Language(
    name="javascript",
    title="JavaScript",
    extensions=("js", "mjs", "cjs"),
    workdir="javascript",
    requirements=(NODE,),
    prepare=_prepare,
    comment="//",
    env=ENV,
    image="node:24-slim",
)
