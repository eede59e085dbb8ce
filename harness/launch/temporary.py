"""What a program in a cell still sees of the machine's folders for temporary files, which it has empty."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

from harness.launch.command import Command
from harness.launch.furnish import TEMPORARY

_BELOW = re.compile(rf"(?:{'|'.join(TEMPORARY)})/[^/:;,\s'\"]+(?=/)")


def shown_below(command: Command) -> list[str]:
    """The folders in them that a program needs all the same, since what starts it or what it links to lies there.

    A project that lies in `/tmp` is such a case. Of each path only the first folder counts: what an interpreter reads
    lies beside it, and nobody can say where.
    """
    found = {way for text in _texts(command) for way in _BELOW.findall(text)}
    return sorted(way for way in found if Path(way).is_dir())


def _texts(command: Command) -> Iterator[str]:
    yield from command.argv
    yield from command.env.values()
    for path in (*command.links, sys.prefix, sys.base_prefix):
        yield f"{path}/"
