"""The files that findings are about, read again to show the lines at fault."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

LIMIT = 1024 * 1024
"""Bytes up to which a file is a program or a document that a person reads."""


@dataclass(frozen=True)
class Sources:
    """The files of one project. A report may name any file: those outside the project's root are not read."""

    root: Path | None
    _read: dict[str, list[str]] = field(default_factory=dict)

    def lines(self, file: str | None) -> list[str]:
        """A file's lines; none where it is missing, outside of the project, too large or no text."""
        if file is None or self.root is None:
            return []
        if file not in self._read:
            self._read[file] = _lines(self.root, file)
        return self._read[file]


def _lines(root: Path, file: str) -> list[str]:
    try:
        path = (root / file).resolve()
        if not path.is_relative_to(root.resolve()) or not path.is_file() or path.stat().st_size > LIMIT:
            return []
        return path.read_text("utf-8").splitlines()
    except (OSError, ValueError):  # ValueError: a NUL in the name, or bytes that are no UTF-8
        return []
