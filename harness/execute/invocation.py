"""How a program was started, in words that hold on every machine."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path

from harness.launch import Command
from harness.model import Invocation

LEFT_OUT = ("PATH",)
"""Variables that say much about a machine and nothing about a program."""

_BEFORE, _BEHIND = re.compile(r"[\w./-]\Z"), re.compile(r"[\w.-]")
"""What is beside a place that is part of a longer path."""


def invocation(command: Command, work: Path, root: Path, address: str) -> Invocation:
    """The command with the places that differ from run to run, or from machine to machine, named and not spelt out.

    `$WORK` is the private copy, `$ROOT` the project, `$ENVIRONMENT` where the harness and its packages are installed,
    `$HOME` the user's folder, `$PORT` where the mock listened, at `address`.
    """
    home = os.path.expanduser("~")  # noqa: PTH111 - Path.home() raises for a user who has none
    places = {str(work): "$WORK", str(root): "$ROOT", sys.prefix: "$ENVIRONMENT", home: "$HOME"}

    def shown(text: str) -> str:
        return _shortened(text, places).replace(address, f"{address.rpartition(':')[0]}:$PORT")

    return Invocation(
        argv=tuple(shown(word) for word in command.argv),
        env={name: shown(value) for name, value in sorted(command.env.items()) if name not in LEFT_OUT},
        folder=shown(str(command.folder)),
    )


def _shortened(text: str, places: Mapping[str, str]) -> str:
    """The text with each place replaced by its name, the longest first: one may lie in another."""
    for place in sorted(places, key=len, reverse=True):
        if len(place) > 1 and place in text:  # a root that is "/" names nothing
            text = _replaced(text, place, places[place])
    return text


def _replaced(text: str, place: str, name: str) -> str:
    """The text with a place replaced where no longer path goes on; a pattern would have to be made for every case."""
    first, *rest = text.split(place)
    parts = [first]
    for part in rest:
        longer = _BEFORE.search(parts[-1]) or _BEHIND.match(part)
        parts += [place if longer else name, part]
    return "".join(parts)
