"""Some sixty requests, each with its operation and the right answer.

The answers were written down from the specifications before any mock was asked: OpenAPI 3.1 and its tables of styles,
JSON Schema 2020-12, RFC 9110 (semantics of HTTP), RFC 7617 and 6750 (credentials) and RFC 7240 (`Prefer`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Schema = Mapping[str, Any]
Test = Callable[[Any], bool]
OK = frozenset({200})
REFUSED = frozenset({400, 422})
"""What servers say of a request that breaks the document."""
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
INTEGER = {"type": "integer"}
DONE = {"200": {"description": "ok", "content": {JSON: {"schema": {"type": "object"}, "example": {"done": True}}}}}


@dataclass(frozen=True)
class Row:
    """A request, the operation that it is for, and what the document says of it."""

    name: str
    operation: Schema
    target: str
    """What follows the operation's own path, such as `?n=1`."""
    right: frozenset[int] = OK
    names: str = ""
    """A word that an explanation of the refusal must have."""
    method: str = "GET"
    path: str = ""
    """What follows the operation's own path in the document."""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    test: Test | None = None
    """What the body of the right answer must be, as JSON."""


def parameter(name: str, where: str, schema: Any, **more: Any) -> Schema:
    """An operation with one parameter."""
    return {"parameters": [{"name": name, "in": where, "schema": schema, **more}], "responses": DONE}


def query(name: str, schema: Any, sent: str, names: str = "", **more: Any) -> Row:
    """A parameter of the query; refused where `names` is given."""
    title = f"query {sent}"
    return Row(title, parameter(name, "query", schema, **more), f"?{sent}", REFUSED if names else OK, names)


def path(style: str, explode: bool, schema: Any, sent: str, names: str = "") -> Row:
    """A parameter of the path."""
    operation = parameter("p", "path", schema, required=True, style=style, explode=explode)
    return Row(f"path {style} {sent}", operation, f"/{sent}", REFUSED if names else OK, names, path="/{p}")


def taking(title: str, schema: Any, sent: Any, names: str = "", media: str = JSON, **more: Any) -> Row:
    """A body; `more` goes to the media type."""
    operation = {"requestBody": {"required": True, "content": {media: {"schema": schema, **more}}}, "responses": DONE}
    text = sent if isinstance(sent, str) else json.dumps(sent)
    sort = f"{media}; boundary=b" if media == MULTIPART else media
    right = REFUSED if names else OK
    return Row(title, operation, "", right, names, "POST", headers={"Content-Type": sort}, body=text)


def answering(title: str, schema: Any, test: Test) -> Row:
    """An answer that is made from its schema."""
    content = {JSON: {"schema": schema}}
    return Row(title, {"responses": {"200": {"description": "ok", "content": content}}}, "", test=test)


def secured(title: str, scheme: str, right: int, target: str = "", **headers: str) -> Row:
    """An operation behind a security scheme."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    names = {"bearer": "Bearer", "basic": "Basic", "header": "X-Key", "query": "key", "cookie": "sid"}[scheme]
    return Row(
        title,
        {"security": [{scheme: []}], "responses": DONE},
        target,
        frozenset({right}),
        "" if right == 200 else names,
        headers=sent,
    )


def part(name: str, content: str, more: str = "") -> str:
    """A body of one part."""
    return f'--b\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n{content}\r\n--b--\r\n'


def fields(required: list[str] | None = None, **properties: Any) -> dict[str, Any]:
    """A schema of an object."""
    return {"type": "object", "properties": properties, "required": required or []}


LIST = {"type": "array", "items": INTEGER}
TREE = {"$dynamicAnchor": "node", "type": "object", "properties": {"n": INTEGER, "kids": {"type": "array",
        "items": {"$dynamicRef": "#node"}}}}  # fmt: skip
ERROR = {"description": "no", "content": {JSON: {"schema": fields(["code"], code={"const": "gone"})}}}
TWO = {"one": {"value": {"id": 1}}, "two": {"value": {"id": 2}}}
NAMED = {"200": {"description": "ok", "content": {JSON: {"schema": fields(id=INTEGER), "examples": TWO}}}, "404": ERROR}
BOTH = {"200": {"description": "ok", "content": {JSON: {"schema": {"type": "object"}}, "text/csv": {"schema":
        {"type": "string"}, "example": "a,b\n"}}}}  # fmt: skip
DEEP = {"style": "deepObject", "explode": True}
IF = {"properties": {"kind": {"const": "card"}}}
CARD = fields(["kind"], kind={"enum": ["card", "cash"]}, pin=INTEGER) | {"if": IF, "then": {"required": ["pin"]}}

ROWS: tuple[Row, ...] = (
    # -- parameters of the query (OpenAPI 3.1, "Style Values")
    query("n", INTEGER, "n=7"),
    query("n", INTEGER, "n=seven", "n"),
    query("n", INTEGER | {"exclusiveMinimum": 3}, "n=3", "n"),
    query("n", {"type": "number", "multipleOf": 0.5}, "n=1.25", "n"),
    query("b", {"type": "boolean"}, "b=yes", "b"),
    query("need", {"type": "string"}, "other=1", "need", required=True),
    query("ids", LIST, "ids=1&ids=2"),
    query("ids", LIST, "ids=1,2", explode=False),
    query("ids", LIST, "ids=1,x", "ids", explode=False),
    query("ids", LIST, "ids=1%7C2", style="pipeDelimited", explode=False),
    query("ids", LIST, "ids=1%202", style="spaceDelimited", explode=False),
    query("at", fields(x=INTEGER, y=INTEGER), "x=1&y=2"),
    query("at", fields(x=INTEGER), "at%5Bx%5D=5", **DEEP),
    query("at", fields(x=INTEGER), "at%5Bx%5D=five", "at[x]", **DEEP),
    query("c", {"const": 5}, "c=5"),
    query("v", {"oneOf": [INTEGER, {"enum": ["all"]}]}, "v=all"),
    query("v", {"oneOf": [INTEGER, {"enum": ["all"]}]}, "v=some", "v"),
    query("q", {"type": "string", "pattern": r"^\p{Lu}+$"}, "q=%C3%84", ""),
    query("q", {"type": "string", "maxLength": 2}, "q=%F0%9F%8D%8E%F0%9F%8D%8E"),
    Row(
        "query JSON content",
        {
            "parameters": [{"name": "f", "in": "query", "content": {JSON: {"schema": fields(["a"], a=INTEGER)}}}],
            "responses": DONE,
        },
        "?f=%7B%22a%22%3A%22x%22%7D",
        REFUSED,
        "a",
    ),
    Row("an undeclared query parameter", {"responses": DONE}, "?utm=1"),
    # -- the path (RFC 3986, RFC 6570)
    path("simple", False, INTEGER, "12"),
    path("simple", False, INTEGER, "twelve", "p"),
    path("label", False, INTEGER, ".12"),
    path("matrix", False, INTEGER, ";p=12"),
    path("label", True, LIST, ".1.2"),
    path("matrix", True, LIST, ";p=1;p=2"),
    path("simple", False, {"type": "string", "enum": ["a b"]}, "a%20b"),
    Row("a letter that is escaped", {"responses": DONE}, "/p%69ng", path="/ping"),
    Row("a path of no operation", {"responses": DONE}, "/nowhere", frozenset({404}), "nowhere"),
    Row("a method that is not there", {"responses": DONE}, "", frozenset({405, 404}), "DELETE", method="DELETE"),
    # -- headers and cookies
    Row("header of a list", parameter("X-Ids", "header", LIST), "", headers={"X-Ids": "1,2"}),
    Row("header of the wrong type", parameter("X-N", "header", INTEGER), "", REFUSED, "X-N", headers={"X-N": "a"}),
    Row("cookie of the wrong type", parameter("n", "cookie", INTEGER), "", REFUSED, "n", headers={"Cookie": "n=a"}),
    Row("Accept chooses", {"responses": BOTH}, "", headers={"Accept": "text/csv"}, test=lambda text: text == "a,b\n"),
    Row(
        "Accept of what is not there",
        {"responses": BOTH},
        "",
        frozenset({406}),
        "image/png",
        headers={"Accept": "image/png"},
    ),
    # -- JSON bodies (JSON Schema 2020-12)
    taking("a good body", fields(["a"], a=INTEGER), {"a": 1}),
    taking("a field of the wrong type", fields(a=fields(b=INTEGER)), {"a": {"b": "x"}}, "b"),
    taking("a field that is missing", fields(["a"], a=INTEGER), {}, "a"),
    taking("an open schema", fields(a=INTEGER), {"a": 1, "z": 2}),
    taking("a closed schema", fields(a=INTEGER) | {"additionalProperties": False}, {"z": 2}, "z"),
    taking("JSON that is cut off", fields(a=INTEGER), '{"a": 1', "JSON"),
    taking("null where it may be", fields(a={"type": ["integer", "null"]}), {"a": None}),
    taking("$dynamicRef", TREE, {"n": 1, "kids": [{"n": "x"}]}, "n"),
    taking("unevaluatedProperties", {"allOf": [fields(a=INTEGER)], "unevaluatedProperties": False}, {"b": 1}, "b"),
    taking("if and then", CARD, {"kind": "card"}, "pin"),
    taking("dependentRequired", fields(a=INTEGER) | {"dependentRequired": {"a": ["b"]}}, {"a": 1}, "b"),
    taking("prefixItems", {"type": "array", "prefixItems": [INTEGER, {"type": "string"}]}, [1, 2], "1"),
    taking("uniqueItems", {"type": "array", "uniqueItems": True}, [1, 1], "item"),
    Row(
        "another media type",
        {"requestBody": {"required": True, "content": {JSON: {"schema": fields(a=INTEGER)}}}, "responses": DONE},
        "",
        frozenset({415, 400}),
        "text/plain",
        "POST",
        headers={"Content-Type": "text/plain"},
        body="a",
    ),
    # -- forms (OpenAPI 3.1, "Encoding Object")
    taking("form with a list", fields(ids=LIST), "ids=1&ids=2", media=FORM),
    taking("form with commas", fields(ids=LIST), "ids=1,2", media=FORM, encoding={"ids": {"explode": False}}),
    taking("form of the wrong type", fields(n=INTEGER), "n=x", "n", media=FORM),
    taking("a part that is missing", fields(["file"], file={"type": "string"}), part("x", "1"), "file", MULTIPART),
    # -- credentials (RFC 6750, RFC 7617, OpenAPI "Security Scheme Object")
    secured("bearer", "bearer", 200, Authorization="Bearer abc"),
    secured("no bearer", "bearer", 401),
    secured("another scheme", "basic", 401, Authorization="Bearer abc"),
    secured("key in a cookie", "cookie", 200, Cookie="sid=abc"),
    secured("no key in the query", "query", 401),
    # -- what is answered
    Row(
        "Prefer: code",
        {"responses": NAMED},
        "",
        frozenset({404}),
        headers={"Prefer": "code=404"},
        test=lambda body: body == {"code": "gone"},
    ),
    Row(
        "Prefer: example",
        {"responses": NAMED},
        "",
        headers={"Prefer": "example=two"},
        test=lambda body: body == {"id": 2},
    ),
    Row(
        "nothing but a 404",
        {"responses": {"404": ERROR}},
        "",
        frozenset({404}),
        test=lambda body: body == {"code": "gone"},
    ),
    answering("contains", LIST | {"contains": {"const": 7}, "minContains": 2}, lambda body: body.count(7) >= 2),
)
SCHEMES = {
    "bearer": {"type": "http", "scheme": "bearer"},
    "basic": {"type": "http", "scheme": "basic"},
    "header": {"type": "apiKey", "in": "header", "name": "X-Key"},
    "query": {"type": "apiKey", "in": "query", "name": "key"},
    "cookie": {"type": "apiKey", "in": "cookie", "name": "sid"},
}


def document() -> dict[str, Any]:
    """One document of all operations, each at a path of its own, and `/up`, which answers always."""
    paths: dict[str, Any] = {"/up": {"get": {"operationId": "up", "responses": DONE}}}
    for number, row in enumerate(ROWS):
        method = "get" if row.method == "DELETE" else row.method.lower()
        place = "/nothing" if row.target == "/nowhere" else row.path
        paths[f"/r{number}{place}"] = {method: {"operationId": f"r{number}", **row.operation}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Requests", "version": "1"},
        "paths": paths,
        "components": {"securitySchemes": SCHEMES},
    }
