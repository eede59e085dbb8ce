"""Tools of other people, such as compilers and git, run to their end within a time limit."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path


class ToolTrouble(Exception):
    """A tool that could not be started, or was not done in time: one line that does not name it."""


def run_tool(
    argv: Sequence[str],
    limit: float,
    *,
    folder: Path | None = None,
    env: Mapping[str, str] | None = None,
    sent: str | None = None,
) -> subprocess.CompletedProcess[str]:
    """Runs a tool without a shell, whatever its exit status, and gives back what it wrote.

    `limit` is in seconds; `sent` goes to its stdin, which is empty without it. Raises ToolTrouble.
    """
    try:
        return subprocess.run(  # noqa: S603 - an argument list, no shell
            argv,
            cwd=folder,
            env=env,
            input=sent or "",
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=limit,
            check=False,
        )
    except OSError as error:
        raise ToolTrouble(str(error)) from None
    except subprocess.TimeoutExpired:
        raise ToolTrouble(f"not done after {limit:.0f} s") from None
