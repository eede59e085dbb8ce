"""Whatever a document or a request holds, judging it ends with a verdict."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harness import openapi
from harness.openapi import DocumentError
from harness.openapi.document import pointers
from harness.openapi.lint.lint import lint_document
from openapi.helpers import multipart, request

DOCUMENT: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "T", "version": "1"},
    "servers": [{"url": "https://a.example/{v}", "variables": {"v": {"default": "v1"}}}],
    "security": [{"key": []}],
    "paths": {
        "/things/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}],
            "post": {
                "operationId": "things",
                "parameters": [
                    {"name": "Accept", "in": "header", "schema": {"type": "string", "enum": ["application/json"]}},
                    {"name": "q", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}},
                ],
                "requestBody": {
                    "content": {
                        "application/json": {
                            "schema": {"$ref": "#/components/schemas/Pet"},
                            "example": {"kind": "Cat"},
                        },
                        "multipart/form-data": {
                            "schema": {
                                "type": "object",
                                "required": ["file"],
                                "properties": {
                                    "file": {"type": "string", "format": "binary"},
                                    "a": {"type": "array", "items": {"$ref": "#/components/schemas/Cat"}},
                                },
                            },
                            "encoding": {"file": {"contentType": "image/png"}},
                        },
                    },
                },
                "responses": {
                    "200": {
                        "description": "ok",
                        "headers": {"Seed": {"schema": {"type": "integer", "minimum": 0, "maximum": 9}}},
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}},
                    },
                    "default": {"description": "bad", "content": {"text/plain": {"example": "bad"}}},
                },
            },
        }
    },
    "components": {
        "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        "schemas": {
            "Pet": {
                "type": "object",
                "required": ["kind"],
                "properties": {"kind": {"type": "string"}, "age": {"type": "integer", "nullable": True}},
                "discriminator": {"propertyName": "kind", "mapping": {"Tom": "#/components/schemas/Cat"}},
            },
            "Cat": {"allOf": [{"$ref": "#/components/schemas/Pet"}, {"properties": {"lives": {"type": "number"}}}]},
            "Any": {"oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Any"}]},
        },
    },
}


def all_pointers(value: Any, pointer: str = "") -> list[str]:
    """Everything in a document."""
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [pointer, *(place for key, item in entries for place in all_pointers(item, pointers.join(pointer, key)))]


PLACES = [place for place in all_pointers(DOCUMENT) if place.count("/") > 0]
REFERENCES = ["#/components/schemas/Pet", "#/components/schemas/Any", "#/paths", "#/components/schemas/Cat", "#"]
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 3),
    st.sampled_from(["", "x", "str", "object", "{", "[", "image/*", "*/*", "{a}", "/", "\x00", "404", "byte"]),
    st.lists(st.sampled_from(["x", 1, None, {}]), max_size=2),
    st.dictionaries(st.sampled_from(["type", "a", "items", "required", "schema"]), st.sampled_from(["x", 1, [], {}])),
    st.sampled_from(REFERENCES).map(lambda reference: {"$ref": reference}),
)
BODIES = st.one_of(
    st.binary(max_size=30),
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(max_size=3),
        lambda inner: (
            st.lists(inner, max_size=2)
            | st.dictionaries(st.sampled_from(["kind", "age", "lives", "z"]), inner, max_size=3)
        ),
        max_leaves=5,
    ).map(lambda value: json.dumps(value).encode()),
    st.sampled_from(['{"kind": "Tom"}', '{"kind": "Cat", "lives": "x"}', '{"kind": 1, "kind": 2}']).map(str.encode),
    st.just(multipart([("file", b"x", "a.png", "image/png"), ("a[0][kind]", "Cat"), ("a", "{}")], "b")),
)
HEADERS = st.lists(
    st.sampled_from(
        [
            ("Content-Type", "application/json"),
            ("Content-Type", "multipart/form-data; boundary=b"),
            ("Content-Type", "multipart/form-data"),
            ("Authorization", "Bearer k"),
            ("Authorization", " "),
            ("Accept", "text/*;q=0, */*"),
            ("Accept", '";'),
            ("Content-Encoding", "gzip"),
            ("Cookie", "a=b; ="),
        ]
    ),
    max_size=4,
).map(tuple)
TARGETS = st.sampled_from(["/v1/things/1", "/things/1", "/v1/things/%ff?q=%zz&&=", "/v1/things/", "*", "http://[", ""])


def judge(document: openapi.Document, target: str, headers: Any, body: bytes) -> None:
    """All that can be done with a document and a request."""
    lint_document(document)
    document.sample_links()
    api = openapi.Api("v1", document)
    for operation in api.operations:
        api.inspect(request("POST", target, headers, body), operation)
        for status in (200, 404, 302):
            api.answer(operation, status, "image/png, */*", lambda index: b"%d" % index, 2)
        api.has_artifact_list(operation, "application/json")
        api.needs_key(operation)


@given(st.lists(st.tuples(st.sampled_from(PLACES), JUNK), max_size=3), TARGETS, HEADERS, BODIES)
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_document_with_junk_anywhere_is_refused_or_judged(
    tmp_path: Path, changes: list[tuple[str, Any]], target: str, headers: Any, body: bytes
) -> None:
    data = deepcopy(DOCUMENT)
    for place, junk in changes:
        holder, _, key = place.rpartition("/")
        try:
            inside = pointers.get(data, holder)
            inside[int(key) if isinstance(inside, list) else pointers.unescape(key)] = junk
        except (LookupError, TypeError, ValueError):
            continue
    file = tmp_path / "api.json"
    file.write_text(json.dumps(data))
    try:
        document = openapi.load(file)
    except DocumentError:
        return
    judge(document, target, headers, body)
