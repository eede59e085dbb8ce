"""Styles of serialization: how a value lies in a path, a query, a header, a cookie or a form (OpenAPI, "Style Values").

`label` without explode has dots in the tables of OpenAPI 3.0.3, and commas in RFC 6570 and later tables: both are read.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from harness.openapi.request.readings import Text
from harness.openapi.request.sent import Sent
from harness.openapi.schema.shape import Shape

_SEPARATORS = {"spaceDelimited": " ", "pipeDelimited": "|"}
_ENCODED = {" ": "%20"}
_SCALARS = frozenset(("string", "integer", "number", "boolean"))


@dataclass(frozen=True)
class Style:
    """One of OpenAPI's styles; what is not known of them is read as `form`."""

    name: str
    explode: bool

    @property
    def separator(self) -> str:
        """What is between the parts of a value that is not exploded."""
        return _SEPARATORS.get(self.name, ",")

    def claim(self, name: str, shape: Shape, sent: Sequence[Sent], others: Collection[str]) -> list[Sent]:
        """Those of the pairs of a query or form that belong to a value; `others` are the names of other values."""
        own = [one for one in sent if one.name == name]
        if self.name == "deepObject":
            below = f"{name}["
            return own + [one for one in sent if one.name.startswith(below) and one.name not in others]
        if self._is_spread(shape) and (not own or shape.names(name)):
            own = [one for one in sent if shape.field(one.name) is not None and one.name not in others]
        return own

    def _is_spread(self, shape: Shape) -> bool:
        """True for an object whose fields have names of their own in a query or form."""
        return self.explode and "object" in shape.types and self.name not in ("simple", "label", "matrix")

    def trees(self, name: str, shape: Shape, own: Sequence[Sent]) -> list[Any]:
        """What the texts of a value may mean, the likeliest first; none if they do not lie as the style says."""
        types = shape.types
        found: list[Any] = []
        if not types or types & _SCALARS:
            found += [Text(text, shape) for text in self._scalars(name, own)]
        if "array" in types or (not types and len(own) > 1):
            found += [[Text(text, shape.items) for text in texts] for texts in self._lists(name, own)]
        if "object" in types:
            found += [_object(pairs, shape) for pairs in self._objects(name, own, shape)]
        if "null" in types and not types & _SCALARS:
            found += [Text(text, shape) for text in self._scalars(name, own) if text in ("", "null")]
        return found

    def _scalars(self, name: str, own: Sequence[Sent]) -> list[str]:
        if len(own) != 1:
            return []
        if self.name == "matrix":
            body = _after(own[0], ";")
            found = [Sent(name, body.raw.partition("=")[2], body.decode)] if body and _named(body, name) else []
            return [one.text for one in found]
        body = self._unprefixed(own[0])
        return [body.text] if body else []

    def _unprefixed(self, one: Sent) -> Sent | None:
        return _after(one, ".") if self.name == "label" else one

    def _lists(self, name: str, own: Sequence[Sent]) -> list[list[str]]:
        if self.name == "matrix":
            return _matrix_list(name, own[0], self.explode)
        if self.name == "label":
            body = _after(own[0], ".")
            return [body.split(separator) for separator in self._dots(body)] if body else []
        if self.explode and self.name != "simple":
            return [[one.text for one in own]]
        return [own[0].split(self.separator)] if len(own) == 1 else []

    def _dots(self, body: Sent) -> list[str]:
        """The separators of a label, the likeliest first."""
        if self.explode:
            return ["."]
        return [",", "."] if "," in body.text else [".", ","]

    def _objects(self, name: str, own: Sequence[Sent], shape: Shape) -> list[list[tuple[str, str]]]:
        if self._is_spread(shape):
            is_own = len(own) == 1 and own[0].name == name and not shape.names(name)
            return [] if is_own else [[(one.name, one.text) for one in own]]
        if len(own) != 1:
            return []
        if self.name == "matrix":
            body = _after(own[0], ";")
            if body and not self.explode:
                body = Sent(name, body.raw.partition("=")[2], body.decode) if _named(body, name) else None
            return _fields(body, ";" if self.explode else ",", assigned=self.explode) if body else []
        body = self._unprefixed(own[0])
        separators = self._dots(body) if body and self.name == "label" else [self.separator]
        found = (_fields(body, separator, assigned=self.explode) for separator in separators if body)
        return [pairs for some in found for pairs in some]

    def expected(self, name: str, shape: Shape) -> str:
        """How a value is to lie, for messages: `ids=A,B`."""
        if self.name == "deepObject":
            return f"{name}[FIELD]=VALUE"
        mark = {"label": ".", "matrix": ";"}.get(self.name, "")
        between = mark or ("," if self.name == "simple" else "&")
        start = f"{mark}{name}=" if mark != "." and self.name != "simple" else mark
        inner = _ENCODED.get(self.separator, self.separator)
        if "object" in shape.types:
            if self.explode:
                return f"{mark}FIELD=VALUE{between}FIELD=VALUE"
            return f"{start}FIELD{inner}VALUE"
        if "array" in shape.types:
            repeated = "" if self.name in ("simple", "label") else start.removeprefix(mark)
            return f"{start}A{between}{repeated}B" if self.explode else f"{start}A{inner}B"
        return f"{start}VALUE"


def _after(one: Sent, mark: str) -> Sent | None:
    """A text after the mark that it begins with; clients may percent-encode the mark, and then all of the like."""
    if one.raw.startswith(mark):
        return one._replace(raw=one.raw[1:])
    return Sent(one.name, one.text[1:]) if one.text.startswith(mark) else None


def _named(body: Sent, name: str) -> bool:
    """True for `name=...`; an empty value has no sign behind its name."""
    return body.decode(body.raw.partition("=")[0]) == name


def _matrix_list(name: str, one: Sent, explode: bool) -> list[list[str]]:
    body = _after(one, ";")
    if body is None:
        return []
    parts = [Sent(name, part, body.decode) for part in (body.raw.split(";") if explode else [body.raw])]
    if not all(_named(part, name) for part in parts):
        return []
    values = [part._replace(raw=part.raw.partition("=")[2]) for part in parts]
    return [[value.text for value in values]] if explode else [values[0].split(",")]


def _fields(body: Sent, separator: str, *, assigned: bool) -> list[list[tuple[str, str]]]:
    """`a=1,b=2`, or `a,1,b,2`, as names and texts; nothing if it is neither."""
    parts = body.split(separator)
    if assigned:
        pairs = [part.partition("=") for part in parts]
        return [[(name, value) for name, _, value in pairs]] if all(sign for _, sign, _ in pairs) else []
    return [list(zip(parts[::2], parts[1::2], strict=True))] if len(parts) % 2 == 0 else []


def _object(pairs: Sequence[tuple[str, str]], shape: Shape) -> dict[str, Any]:
    """An object of names and texts; a field that is a list has its name as often as it has items."""
    found: dict[str, Any] = {}
    for name, text in pairs:
        field = shape.field(name)
        if field is not None and "array" in field.types:
            found.setdefault(name, []).append(Text(text, field.items))
        else:
            found[name] = Text(text, field)
    return found
