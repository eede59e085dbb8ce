"""How a tree names its programs: a pattern with places, matched against a path."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

MAINS = ("main", "index", "__main__", "app", "example")
"""Names of the file that a folder's program begins in, the first that is there."""


@dataclass(frozen=True)
class TreePattern:
    """`{language}/code/{api}/{operation}.{ext}`. A `*` stands for any text without a slash; a slash at the end says
    that a program is a folder."""

    text: str

    @property
    def of_folders(self) -> bool:
        """True where a program is a folder."""
        return self.text.endswith("/")

    def match(self, path: str) -> dict[str, str] | None:
        """The parts of a path by place; None where it has another form."""
        found = self._shape.fullmatch(path)
        return found.groupdict() if found else None

    @cached_property
    def _shape(self) -> re.Pattern[str]:
        parts = re.split(r"(\{\w+\}|\*)", self.text.rstrip("/"))
        return re.compile("".join(_piece(part) for part in parts))


def main_file(names: Sequence[str], extensions: Mapping[str, tuple[str, ...]], language: str | None) -> str | None:
    """The file of a folder that its program begins in: one of the usual names, or the only one of the language."""
    languages = [language] if language else list(extensions)
    for name in languages:
        endings = tuple(f".{extension}" for extension in extensions.get(name, ()))
        own = [file for file in names if endings and file.endswith(endings)]
        for stem in MAINS:
            for file in own:
                if file.rpartition(".")[0] == stem:
                    return file
        if len(own) == 1:
            return own[0]
    return None


def _piece(part: str) -> str:
    if part.startswith("{"):
        return f"(?P<{part[1:-1]}>[^/]+?)"
    return "[^/]*" if part == "*" else re.escape(part)
