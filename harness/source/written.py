"""The files that a program's text writes, and the folders that it lacked when it did. Pure functions from texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

_NOT_THERE = (
    r"(?i:no such file or directory)[^'\"\n]{0,40}['\"]([^'\"\n]+)['\"]",
    r"(?:open|create|mkdir) (\S+): no such file or directory",
    r"Failed to open the file ([^\n]+?): No such file or directory",
    r"(?m)(?:cannot create |: )([\w./-]+/[\w.-]+): (?:No such file or directory|Directory nonexistent)",
    r"\(([^():'\"\n]+)\): [Ff]ailed to open stream: No such file or directory",
    r"No such file or directory @ rb_sysopen - ([^\n(]*[^\s(])",
    r"(?:FileNotFoundException|NoSuchFileException): (\S+)",
)
"""How languages, shells and tools say that there is no such file, with its name."""
_BEFORE = re.compile(
    r"(?:(?<![A-Za-z])(?!\w*Read)(?:\w*[Ww]rite\w*|\w*[Cc]reate\w*|\w*OutputStream|file_put_contents|save\w*)\s*\([^){]*"
    r"|>\s*|\s-o\s*|--output[= ]\s*)[\"'`]?$"
)
FAR = 300
"""Characters of a line, before the name of a file, in which a call is looked for that writes it."""
MOST_PLACES = 100
"""Places of one name that are looked at."""
_BEHIND = re.compile(r"[\"'`]?\)?\s*(?:,\s*(?:mode\s*=\s*)?[\"'][wax]|\.write_|\.open\(\s*[\"'][wax])")
"""What comes before and behind the name of a file that is written."""


def not_there(said: str) -> list[str]:
    """The files that a program says are not there."""
    return [found for pattern in _NOT_THERE for found in re.findall(pattern, said)]


def is_written(name: str, source: str) -> bool:
    """True if the text writes a file of this name, given where it is written or in a variable."""
    return any(_writes_here(text, source) for text in (name, *_variables(name, source)))


def lacks_folder(said: str, source: str) -> str:
    """The folder that a program lacked when it was to write a file; empty where that is not its trouble."""
    written = (name for name in not_there(said) if "/" in name.strip("/") and is_written(name, source))
    return next((name.rpartition("/")[0] for name in written), "")


def _writes_here(text: str, source: str) -> bool:
    return any(
        _BEFORE.search(source[max(source.rfind("\n", 0, at) + 1, at - FAR) : at])
        or _BEHIND.match(source, at + len(text))
        for at in islice(_places(text, source), MOST_PLACES)
    )


def _places(text: str, source: str) -> Iterator[int]:
    for found in re.finditer(rf"(?<!\w){re.escape(text)}(?!\w)", source):
        yield found.start()


def _variables(name: str, source: str) -> list[str]:
    found = re.findall(
        rf"(?<![\w$])(\$?\w+)\s*(?::\s*\w+\s*)?:?=\s*(?:Path\(|Path\.of\()?[\"'`]?{re.escape(name)}(?!\w)", source
    )
    return [*found, *(f"${one}" for one in found if one[0] != "$")]
