"""An answer filled out with the fields that a program asks for, so that it shows what it does with one it can use."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any

ALIKE = 0.5
"""Likeness of two names from which on the one is taken for the other."""


def with_asked(body: bytes, names: Sequence[str]) -> bytes:
    """A JSON body in which each of the names appears in every object that lacks it; any other body as it is.

    Its value is that of the field whose name is most like it, else that of the first list, object or text beside it:
    which of them the program means is not known, and what it then does is looked at, not what it takes.
    """
    try:
        value = json.loads(body)
    except ValueError:
        return body
    for holder in list(_objects(value)):
        own = dict(holder)
        holder.update({name: _stand_in(own, name) for name in names if own and name not in own})
    return json.dumps(value, ensure_ascii=False).encode()


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _objects(item)


def _stand_in(own: Mapping[str, Any], name: str) -> Any:
    likeness, nearest = max((_likeness(name, key), key) for key in own)
    if likeness >= ALIKE:
        return own[nearest]
    for kind in (list, dict, str):
        for value in own.values():
            if isinstance(value, kind):
                return value
    return next(iter(own.values()))


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one.lower().replace("_", ""), other.lower().replace("_", "")).ratio()
