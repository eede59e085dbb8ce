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
    """`{language}/code/{api}/{operation}.{ext}`. A `*` represents any text without a slash, `**` for any number of
    folders, `{group}` for one or more; a slash at the end says that a program is a folder."""

    text: str

    @property
    def of_folders(self) -> bool:
        """True where a program is a folder."""
        return self.text.endswith("/")

    def match(self, path: str) -> dict[str, str] | None:
        """The parts of a path by place; None where it has another form. A group's folders begin the operation's name.

        >>> TreePattern("**/{group}-api/{operation}/index.{ext}").match("a/b/pets-api/get/index.js")
        {'operation': 'pets-get', 'ext': 'js'}
        """
        found = self._shape.fullmatch(path)
        if found is None:
            return None
        parts = found.groupdict()
        group = parts.pop("group", None)
        return {**parts, "operation": f"{group.replace('/', '-')}-{parts['operation']}"} if group else parts

    def path(self, places: Mapping[str, str]) -> str | None:
        """The path of a program; None where the pattern leaves it open, or the operation's name has no group.

        >>> TreePattern("{group}/{operation}/").path({"operation": "pets-get", "ext": "js"})
        'pets/get/main.js'
        """
        group, _, rest = places["operation"].partition("-")
        if "*" in self.text or ("{group}" in self.text and not rest):
            return None
        filled = {**places, "group": group, "operation": rest} if "{group}" in self.text else places
        text = f"{self.text}{MAINS[0]}.{{ext}}" if self.of_folders else self.text
        return re.sub(r"\{(\w+)\}", lambda found: filled[found[1]], text)

    @cached_property
    def _shape(self) -> re.Pattern[str]:
        parts = re.split(r"(\{\w+\}|\*\*/?|\*)", self.text.rstrip("/"))
        return re.compile("".join(_piece(part) for part in parts))


def main_files(names: Sequence[str], extensions: Mapping[str, tuple[str, ...]], language: str | None) -> list[str]:
    """The files of a folder that its programs begin in, one a language: those of the usual names.

    If there is none, the only file of the first language that has just one: others beside it may be its tools.
    """
    languages = [language] if language else list(extensions)
    own = {name: _own(names, extensions.get(name, ())) for name in languages}
    usual = [file for files in own.values() if (file := _usual(files)) is not None]
    return usual or [files[0] for files in own.values() if len(files) == 1][:1]


def _own(names: Sequence[str], extensions: tuple[str, ...]) -> list[str]:
    endings = tuple(f".{extension}" for extension in extensions)
    return [file for file in names if endings and file.endswith(endings)]


def _usual(files: Sequence[str]) -> str | None:
    return next((file for stem in MAINS for file in files if file.rpartition(".")[0] == stem), None)


def _piece(part: str) -> str:
    if part == "{group}":
        return "(?P<group>.+?)"
    if part.startswith("{"):
        return f"(?P<{part[1:-1]}>[^/]+?)"
    wild = {"*": "[^/]*", "**/": "(?:[^/]+/)*", "**": ".*"}
    return wild.get(part) or re.escape(part)
