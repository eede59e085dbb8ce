"""Python: run by the interpreter of the examples' own virtual environment, or by this one."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from harness.languages import scripts
from harness.languages.language import Language
from harness.languages.toolchain import Requirement

ENV = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}


def _words(workdir: Path) -> Mapping[str, str]:
    own = workdir / ".venv" / "bin" / "python"
    return {"python": str(own if own.exists() else sys.executable)}


PYTHON = Language(
    name="python",
    title="Python",
    extensions=("py",),
    workdir="python",
    requirements=(Requirement("python3", minimum=(3, 9), advice="install Python 3"),),
    prepare=scripts.command(("{python}", "{file}"), env=ENV, words=_words),
    env=ENV,
    words=_words,
)
