"""JSON bodies."""

from __future__ import annotations

import codecs
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, NoReturn

from harness.common import json_values
from harness.openapi.document import pointers
from harness.openapi.schema import json_trouble
from harness.openapi.schema.violation import Violation, shown, words


class Unreadable(ValueError):
    """A body that can't be decoded; `str()` says why, `hint` how to fix it."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class NotJudged(Unreadable):
    """A body that is not judged, since it holds too much: that is no fault by itself."""


class Repeating(dict[str, Any]):
    """An object in which names came more than once."""

    repeated: tuple[str, ...] = ()


def decode(body: bytes, charset: str | None = None) -> tuple[Any, bool]:
    """The value of a JSON text, and whether names came twice: the last one counts. Raises `Unreadable`."""
    repeats = False

    def build(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal repeats
        data = dict(pairs)
        if len(data) == len(pairs):
            return data
        repeats = True
        repeating = Repeating(data)
        times = Counter(name for name, _ in pairs)
        repeating.repeated = tuple(name for name in data if times[name] > 1)
        return repeating

    if body.startswith(codecs.BOM_UTF8):
        mend = "encode it without the mark; some libraries call that encoding UTF-8 without BOM"
        raise Unreadable("no JSON: it begins with a byte order mark, which JSON may not (RFC 8259, 8.1)", mend)
    try:
        text = body.decode(charset or json.detect_encoding(body))
        return json_values.loads(text, object_pairs_hook=build, parse_constant=_refuse), repeats
    except json.JSONDecodeError as error:
        near = error.doc[max(0, error.pos - 20) : error.pos + 20]
        where = f"line {error.lineno}, column {error.colno}"
        mend = json_trouble.hint(error.doc, error.pos, error.msg)
        raise Unreadable(f"no JSON: {error.msg} at {where}, near {shown(near)}", mend) from None
    except (UnicodeDecodeError, LookupError) as error:
        raise Unreadable(f"no text: {error}") from None
    except json_values.TooMuch as error:
        raise NotJudged(f"JSON that is {error}" if "nested" in str(error) else f"JSON of {error}") from None
    except ValueError as error:
        raise Unreadable(f"no JSON: {error}") from None


def charset_of(name: str | None) -> str | None:
    """The codec that a `charset` parameter names; None for none, and for UTF-8, which JSON is by default."""
    try:
        return None if name is None or codecs.lookup(name).name == "utf-8" else name
    except LookupError:
        return name


def repeats(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[Violation]:
    """A violation for each name that came twice in one object."""
    if isinstance(value, Repeating):
        for name in value.repeated:
            pointer = pointers.of_path((*path, name))
            message = f'the field "{name}" was sent twice in one object'
            yield Violation(
                "repeated-field", message, f'"{name}" once', f'"{name}" more than once', pointer, words(name)
            )
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in entries:
        yield from repeats(item, (*path, key))


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON value")
