"""What containers see of this machine: folders that can be read, and what of them is covered."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from harness.launch.root import Visible

NOTHING_THERE = "/dev/null"
"""What takes the place of a file or a socket that programs do not see."""


class Mounts(NamedTuple):
    """As a container engine takes them. A longer path covers a part of a shorter one."""

    binds: list[str]
    """`source:target:ro` each."""
    empty: list[str]
    """Folders that are empty inside."""


def mounts(readable: Sequence[Path], visible: Visible, sockets: Iterable[str]) -> Mounts:
    """Mounts of `readable`, less what `visible` hides of it, and less the machine's unix `sockets` (absolute paths)."""
    shown = _outermost(readable)
    hidden = [path for path in map(Path, visible.hidden) if _below(path, shown) and not path.is_symlink()]
    empty = [path for path in hidden if path.is_dir()]
    again = [path for path in map(Path, visible.shown) if _below(path, empty) and path.exists()]
    covered = {path for path in hidden if path.exists() and not path.is_dir()}
    for name in sockets:
        path = Path(name)
        inner, outer = _depth(path, [*shown, *again]), _depth(path, empty)
        if name.startswith("/") and inner > outer and os.path.lexists(path):
            covered.add(path)
    binds = [f"{path}:{path}:ro" for path in (*shown, *again)]
    return Mounts([*binds, *(f"{NOTHING_THERE}:{path}:ro" for path in sorted(covered))], list(map(str, empty)))


def _below(path: Path, folders: Iterable[Path]) -> bool:
    return any(path.is_relative_to(folder) for folder in folders)


def _depth(path: Path, folders: Iterable[Path]) -> int:
    """The parts of the longest of the folders that a path lies in; 0 for none."""
    return max((len(folder.parts) for folder in folders if path.is_relative_to(folder)), default=0)


def _outermost(paths: Sequence[Path]) -> list[Path]:
    """The paths that lie in none of the others."""
    kept: list[Path] = []
    for path in sorted({path.resolve() for path in paths}):
        if not any(path.is_relative_to(other) for other in kept):
            kept.append(path)
    return kept
