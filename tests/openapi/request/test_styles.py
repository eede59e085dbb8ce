"""Styles x explode x places x types, from the tables "Style Values" and "Style Examples" of OpenAPI 3.0.3 and 3.1."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import pytest

from harness import openapi
from harness.model import Headers, Request
from openapi.helpers import api, multipart

URLENCODED, FORM = "application/x-www-form-urlencoded", "multipart/form-data"
SCHEMAS = {
    "integer": "{type: integer}",
    "string": "{type: string, enum: [blue, 'a b', 'x,y', 'é']}",
    "boolean": "{type: boolean}",
    "integers": "{type: array, items: {type: integer}}",
    "strings": "{type: array, items: {type: string, enum: [blue, black, brown]}}",
    "object": "{type: object, required: [R, G], properties: {R: {type: integer}, G: {type: integer}}}",
    "either": "{oneOf: [{type: integer}, {type: string, enum: [all]}]}",
    "five": "{const: 5}",
}
VALUES: dict[str, list[Any]] = {
    "integer": [5, -1],
    "string": ["blue", "a b", "x,y", "é"],
    "boolean": [True],
    "integers": [[3], [3, 4, 5]],
    "strings": [["blue"], ["blue", "black", "brown"]],
    "object": [{"R": 100, "G": 200}],
    "either": [5, "all"],
    "five": [5],
}
PATH = [(style, explode) for style in ("simple", "label", "matrix") for explode in (False, True)]
QUERY = [("form", False), ("form", True), ("spaceDelimited", False), ("pipeDelimited", False), ("deepObject", True)]
PLACES = {
    "path": PATH,
    "header": PATH[:2],
    "query": QUERY,
    "cookie": QUERY[:2],
    URLENCODED: QUERY,
    FORM: QUERY,
}


class Combination(NamedTuple):
    """One field of the specification's tables."""

    place: str
    style: str
    explode: bool
    kind: str
    version: str


def combinations() -> Iterator[Combination]:
    for version in ("3.0.3", "3.1.0"):
        for place, styles in PLACES.items():
            for style, explode in styles:
                for kind in SCHEMAS:
                    if has_meaning(place, style, kind, version):
                        yield Combination(place, style, explode, kind, version)


def has_meaning(place: str, style: str, kind: str, version: str) -> bool:
    """What the tables leave out: delimited scalars, anything deep but objects; 3.0.3 has no styles in multipart forms,
    and 3.0's `const` is no keyword."""
    if (version == "3.0.3" and place == FORM) or (version == "3.0.3" and kind == "five"):
        return False
    if style == "deepObject":
        return kind == "object"
    return not style.endswith("Delimited") or kind in ("integers", "strings", "object")


def text_of(value: Any, place: str) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return text if place in ("header", "cookie", FORM) else quote(text, safe="")


def pairs(one: Combination, value: Any) -> list[tuple[str, str]]:
    """Names and texts of a value in a query, a cookie or a form (RFC 6570, form-style expansion)."""
    separator = {"spaceDelimited": " ", "pipeDelimited": "|"}.get(one.style, ",")
    separator = quote(separator, safe=",") if one.place in ("query", URLENCODED) else separator
    if isinstance(value, list):
        texts = [text_of(item, one.place) for item in value]
        return [("v", text) for text in texts] if one.explode else [("v", separator.join(texts))]
    if isinstance(value, dict):
        if one.style == "deepObject":
            return [(f"v[{name}]", text_of(item, one.place)) for name, item in value.items()]
        if one.explode:
            return [(name, text_of(item, one.place)) for name, item in value.items()]
        flat = [text for name, item in value.items() for text in (name, text_of(item, one.place))]
        return [("v", separator.join(flat))]
    return [("v", text_of(value, one.place))]


def segment(one: Combination, value: Any) -> str:
    """A value in a path or a header (RFC 6570, sections 3.2.2, 3.2.5 and 3.2.7)."""
    mark = {"label": ".", "matrix": ";"}.get(one.style, "")
    between = (mark or ",") if one.explode else ","
    named = "v=" if one.style == "matrix" else ""
    if isinstance(value, list):
        texts = [text_of(item, one.place) for item in value]
        again = named if one.explode else ""
        return mark + named + f"{between}{again}".join(texts)
    if isinstance(value, dict):
        sign = "=" if one.explode else ","
        texts = [f"{name}{sign}{text_of(item, one.place)}" for name, item in value.items()]
        return mark + ("" if one.explode else named) + between.join(texts)
    return mark + named + text_of(value, one.place)


def request_of(one: Combination, value: Any) -> Request:
    """The right request for a value."""
    if one.place == "path":
        return in_path(segment(one, value))
    if one.place == "header":
        return sent(headers=(("v", segment(one, value)),))
    return of_pairs(one, pairs(one, value))


def in_path(text: str) -> Request:
    return sent(f"/v1/a/{text}")


def of_pairs(one: Combination, found: list[tuple[str, str]]) -> Request:
    """A request of names and texts."""
    joined = "&".join(f"{name}={text}" for name, text in found)
    if one.place == "query":
        return sent(f"/v1/a?{joined}")
    if one.place == "cookie":
        return sent(headers=(("Cookie", joined),))
    if one.place == URLENCODED:
        return sent(body=joined.encode(), headers=(("Content-Type", URLENCODED),))
    return sent(body=multipart(found, "b"), headers=(("Content-Type", f"{FORM}; boundary=b"),))


def sent(target: str = "/v1/a", headers: Headers = (), body: bytes = b"") -> Request:
    return Request("POST", target, headers, body)


def shop_of(folder: Path, one: Combination) -> openapi.Api:
    """An API whose only operation takes the value."""
    how = f"style: {one.style}, explode: {str(one.explode).lower()}"
    if one.place in (URLENCODED, FORM):
        schema = f"{{type: object, properties: {{v: {SCHEMAS[one.kind]}}}}}"
        media = f"{{schema: {schema}, encoding: {{v: {{{how}}}}}}}"
        inner = f"requestBody: {{content: {{{one.place}: {media}}}}}"
    else:
        inner = f"parameters: [{{name: v, in: {one.place}, {how}, required: true, schema: {SCHEMAS[one.kind]}}}]"
    path = "/a/{v}" if one.place == "path" else "/a"
    return api(folder, f"paths: {{'{path}': {{post: {{operationId: a, {inner}, responses: {{}}}}}}}}", one.version)


def read_by(shop: openapi.Api, request: Request) -> openapi.Inspection:
    return shop.inspect(request, shop.operations[0])


def value_in(one: Combination, seen: openapi.Inspection) -> Any:
    assert seen.call is not None
    return {"path": seen.call.path, "query": seen.call.query}.get(one.place, seen.call.body)["v"]


def neighbours(one: Combination) -> Iterator[Request]:
    """Requests that are nearly right: another style, another explode, a value of another kind."""
    value, right = VALUES[one.kind][-1], request_of(one, VALUES[one.kind][-1])
    if one.kind == "strings" or isinstance(value, dict | list):
        others = [
            (style, explode) for style, explode in PLACES[one.place] if (style, explode) != (one.style, one.explode)
        ]
    else:
        others = [
            pair for pair in PLACES[one.place] if pair[0] in ("label", "matrix", "simple") and pair[0] != one.style
        ]
    for style, explode in others:
        other = one._replace(style=style, explode=explode)
        if has_meaning(one.place, style, one.kind, "3.1.0"):
            wrong = request_of(other, value)
            if wrong != right and not is_read_too(one, other):
                yield wrong
    if one.kind in ("integer", "integers", "object", "five"):
        bad = {"integers": [3, "x"], "object": {"R": 100, "G": "x"}}.get(one.kind, "x")
        yield request_of(one, bad)


def is_read_too(one: Combination, other: Combination) -> bool:
    """A label without explode has dots in one table and commas in the other; a header's or path's list is the same."""
    return one.style == "label" == other.style and not one.explode and one.kind in ("integers", "strings")


@pytest.mark.parametrize("one", list(combinations()), ids=lambda one: "-".join(map(str, one)))
def test_a_right_request_passes_and_its_nearest_wrong_neighbours_are_named(tmp_path: Path, one: Combination) -> None:
    shop = shop_of(tmp_path, one)
    for value in VALUES[one.kind]:
        seen = read_by(shop, request_of(one, value))
        assert (request_of(one, value), ()) == (request_of(one, value), seen.violations)
        if one.place not in ("header", "cookie"):
            assert value == value_in(one, seen)
    for wrong in neighbours(one):
        found = read_by(shop, wrong).violations
        assert found, wrong
        assert any(re.search(r"\b(v|R|G)\b", fault.message) for fault in found)


def test_the_tables_have_their_combinations() -> None:
    assert 261 == len(list(combinations()))
