"""Python: run by the interpreter of the examples' own virtual environment, or by this one."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from harness.languages import scripts
from harness.languages.language import Language, Preparation
from harness.languages.toolchain import Requirement, Tool
from harness.model import Example

ENV = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}


def _prepare(examples: Sequence[Example], tools: Mapping[str, Tool], build: Path) -> Preparation:
    own = examples[0].workdir / ".venv" / "bin" / "python"
    python = Tool(str(own if own.exists() else sys.executable), "")
    return scripts.command(("{python}", "{file}"), env=ENV)(examples, {**tools, "python": python}, build)


PYTHON = Language(
    name="python",
    title="Python",
    extensions=("py",),
    workdir="python",
    requirements=(Requirement("python3", minimum=(3, 9), advice="install Python 3"),),
    prepare=_prepare,
)
