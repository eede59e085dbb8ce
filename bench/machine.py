"""What ran a benchmark, and where its figures go."""

# ruff: noqa: T201, S603 - a script that prints, and asks tools that it found for their versions

from __future__ import annotations

import json
import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from harness.languages.go import GO_TOOL
from harness.languages.node import NODE
from harness.languages.toolchain import Requirement, find

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "bench" / "results"


def machine() -> dict[str, Any]:
    """Cores, versions and load: what a figure means nothing without."""
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": _commit(),
        "cores": os.cpu_count(),
        "load": [round(value, 2) for value in os.getloadavg()],
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "node": _version(NODE),
        "go": _version(GO_TOOL),
        "curl": _version(Requirement("curl")),
    }


def write(name: str, figures: dict[str, Any]) -> Path:
    """Writes `results/NAME-DATE.json`, taking the place of an earlier one of the same day."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{name}-{figures['machine']['date'][:10]}.json"
    path.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    return path


def earlier(name: str) -> dict[str, Any]:
    """What the results of this day have already: a run may be of some rows alone."""
    path = RESULTS / f"{name}-{machine()['date'][:10]}.json"
    return json.loads(path.read_text("utf-8")) if path.exists() else {}


def table(head: list[str], rows: list[list[str]]) -> None:
    """Prints columns, the first to the left and the others to the right."""
    widths = [max(len(row[index]) for row in [head, *rows]) for index in range(len(head))]
    for row in [head, *rows]:
        cells = [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        print("  ".join([row[0].ljust(widths[0]), *cells]).rstrip())


def _version(need: Requirement) -> str:
    tool = find(need)
    return tool.version if tool else "none"


def _commit() -> str:
    """The commit that was measured, with a `+` where the tree has changes of its own, other than results."""
    try:
        changed = _git("status", "--porcelain", "--untracked-files=no", "--", ".", ":!bench/results")
        return _git("rev-parse", "--short", "HEAD") + ("+" if changed else "")
    except (OSError, subprocess.SubprocessError):
        return "unknown"


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()  # noqa: S607 - whatever git is there
