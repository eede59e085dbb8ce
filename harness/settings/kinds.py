"""The kinds of values in the settings: what JSON Schema asks of each. The title is what a message expects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated


@dataclass(frozen=True, eq=False)
class Says:
    """Keywords of JSON Schema, beside those that follow from the type."""

    keywords: Mapping[str, object]


VARIABLE = "[A-Za-z_][A-Za-z0-9_]*"
PLACES = ("{language}", "{api}", "{group}", "{operation}", "{ext}")
"""What a pattern may name; all but `{operation}` may be left out."""


def _once(place: str) -> dict[str, object]:
    twice = {"not": {"pattern": f"\\{place[:-1]}\\}}.*\\{place[:-1]}\\}}"}}
    here = {"pattern": f"\\{place[:-1]}\\}}"} if place == "{operation}" else {}
    return {"title": f"a path that names {place} once", **here, **twice}


_OTHER = f"\\{{(?!(?:{'|'.join(place[1:-1] for place in PLACES)})\\}})\\w*\\}}"

PLAIN: dict[object, dict[str, object]] = {
    str: {"type": "string", "title": "a text", "minLength": 1},
    Path: {"type": "string", "title": "a text", "minLength": 1},
    bool: {"type": "boolean", "title": "true or false"},
    tuple[str, ...]: {"type": "array", "title": "a list of texts", "items": {"type": "string"}},
    tuple[Path, ...]: {"type": "array", "title": "a list of texts", "items": {"type": "string"}},
}
"""What types ask for that say no more."""

AnyText = Annotated[str, Says({"title": "a text"})]
Variable = Annotated[str, Says({"title": "the name of an environment variable", "pattern": f"^{VARIABLE}$"})]
OptionalVariable = Annotated[str, Says({"title": "the name of an environment variable", "pattern": f"^({VARIABLE})?$"})]
Version = Annotated[str, Says({"title": 'a version such as "8.0"', "pattern": r"^\d+(\.\d+)*$"})]
Regex = Annotated[str, Says({"title": "a regular expression with one group", "minLength": 1})]
"""`reader` looks whether it is one."""
Below = Annotated[
    str,
    Says(
        {
            "title": "a path that stays below its folder",
            "minLength": 1,
            "not": {"pattern": r"^/|(^|/)\.\.(/|$)"},
        }
    ),
]
Pattern = Annotated[
    str,
    Says(
        {
            "title": "a text",
            "minLength": 1,
            "allOf": [
                *map(_once, PLACES),
                {"title": f"a path with no other place than {', '.join(PLACES)}", "not": {"pattern": _OTHER}},
            ],
        }
    ),
]
Whole = Annotated[int, Says({"title": "a whole number", "minimum": 0})]
Status = Annotated[int, Says({"title": "an HTTP status from 200 to 599", "minimum": 200, "maximum": 599})]
ExitStatus = Annotated[int, Says({"title": "an exit status from 1 to 255", "minimum": 1, "maximum": 255})]
Seconds = Annotated[float, Says({"title": "a number of seconds above 0", "exclusiveMinimum": 0})]
Amount = Annotated[float, Says({"title": "a number from 0", "minimum": 0})]
Share = Annotated[float, Says({"title": "a share from 0 to 1", "minimum": 0, "maximum": 1})]
Port = Annotated[int, Says({"title": "a port from 1 to 65535", "minimum": 1, "maximum": 65535})]
Ports = Annotated[
    tuple[int, int],
    Says({"type": "string", "title": 'a range of ports such as "20000-20999"', "pattern": "^[0-9]+-[0-9]+$"}),
]
OptionalFile = Annotated[
    Path, Says({"type": ["string", "boolean"], "title": "a path, or false", "minLength": 1, "not": {"const": True}})
]
Argv = Annotated[
    tuple[str, ...],
    Says(
        {
            "title": "a program and its arguments",
            "items": {"type": "string"},
            "minItems": 1,
            "allOf": [{"items": [{"minLength": 1}]}],
        }
    ),
]
Commands = Annotated[tuple[Argv, ...], Says({"title": "a list of commands, each a list of texts"})]
Host = Annotated[
    str,
    Says(
        {
            # A key must not cross a network in the clear: plain HTTP is for this machine's loopback alone.
            "title": 'a host such as "https://api.example.com", without a path',
            "pattern": r"^(https://[\w.-]+(:\d{1,5})?|http://(127\.0\.0\.1|localhost)(:\d{1,5})?)$",
        }
    ),
]
Origin = Annotated[
    str,
    Says(
        {
            "title": 'hosts such as "https://api.example.com", without a path',
            "pattern": r"^([Hh][Tt][Tt][Pp]|[Ww][Ss])[Ss]?://[^/]+$",
        }
    ),
]
Origins = Annotated[tuple[Origin, ...], Says({"title": "a list of texts"})]
Variables = Annotated[
    Mapping[str, AnyText],
    Says({"propertyNames": {"pattern": f"^{VARIABLE}$", "title": "the name of an environment variable"}}),
]
