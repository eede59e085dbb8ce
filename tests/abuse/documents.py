"""Documents that are no documents: sound ones of every version, as data and as text, with changes by a seed.

Each is loaded, and its operations are listed and routed; with some of them all is done that the harness does with a
document: judging requests, answering, linting.
"""

from __future__ import annotations

import copy
import json
import random
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from harness import openapi
from harness.model import Request
from harness.openapi import DocumentError
from harness.openapi.document import pointers
from harness.openapi.lint.lint import lint_document

PATIENCE = 5.0
"""Seconds of processor time that one document may take; nearly all take some thousandths."""
USED = 20
"""One document of so many is used in every way."""
LINTED = 250
"""One document of so many is linted, which takes ten times as long as the rest."""

_SCHEMAS: dict[str, Any] = {
    "Pet": {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"type": "string"}, "age": {"type": "integer", "minimum": 1, "format": "int32"}},
        "discriminator": {"propertyName": "kind", "mapping": {"Tom": "#/components/schemas/Cat"}},
    },
    "Cat": {"allOf": [{"$ref": "#/components/schemas/Pet"}, {"properties": {"lives": {"type": "number"}}}]},
    "Either": {"oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Node"}]},
    "Node": {
        "type": "object",
        "properties": {
            "next": {"$ref": "#/components/schemas/Node"},
            "code": {"type": "string", "pattern": "^[A-Z]{3}-\\d+$", "maxLength": 20},
            "list": {"type": "array", "uniqueItems": True, "minItems": 2, "items": {"type": "string"}},
            "map": {"type": "object", "minProperties": 1, "additionalProperties": {"type": "boolean"}},
        },
    },
}
_OPERATION: dict[str, Any] = {
    "operationId": "change",
    "parameters": [
        {"$ref": "#/components/parameters/Q"},
        {"name": "X-A", "in": "header", "schema": {"type": "integer"}},
    ],
    "requestBody": {
        "content": {
            "application/json": {"schema": {"$ref": "#/components/schemas/Either"}, "example": {"kind": "Tom"}},
            "multipart/form-data": {
                "schema": {"type": "object", "properties": {"file": {"type": "string", "format": "binary"}}},
                "encoding": {"file": {"contentType": "image/png"}},
            },
        }
    },
    "responses": {
        "201": {
            "description": "ok",
            "headers": {"Left": {"schema": {"type": "integer"}}},
            "content": {
                "application/json": {"schema": {"$ref": "#/components/schemas/Either"}},
                "text/event-stream": {"schema": {"$ref": "#/components/schemas/Node"}},
                "application/xml": {"schema": {"$ref": "#/components/schemas/Node"}},
                "application/zip": {},
            },
        },
        "default": {"$ref": "#/components/responses/Bad"},
    },
    "x-codeSamples": [{"lang": "Go", "source": {"$ref": "a.go"}}],
}
_OPENAPI: dict[str, Any] = {
    "openapi": "3.0.3",
    "info": {"title": "T", "version": "1"},
    "servers": [{"url": "https://a.example/{v}", "variables": {"v": {"default": "v1"}}}],
    "security": [{"key": []}],
    "paths": {
        "/things/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}],
            "post": _OPERATION,
        },
        "/things?x=y": {"get": {"responses": {"204": {"description": "ok"}}}},
        "/other": {"$ref": "#/paths/~1things~1{id}"},
        "/parts": {"$ref": "parts.yaml#/item"},
    },
    "components": {
        "parameters": {"Q": {"name": "q", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}}},
        "responses": {"Bad": {"description": "bad", "content": {"text/plain": {"example": "bad"}}}},
        "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        "schemas": _SCHEMAS,
    },
}
_MODERN: dict[str, Any] = {
    **_OPENAPI,
    "openapi": "3.2.0",
    "$self": "https://a.example/api.yaml",
    "paths": {
        **_OPENAPI["paths"],
        "/search": {
            "query": {
                "parameters": [
                    {
                        "name": "all",
                        "in": "querystring",
                        "content": {"application/x-www-form-urlencoded": {"schema": {"type": "object"}}},
                    }
                ],
                "responses": {
                    "2XX": {
                        "description": "ok",
                        "content": {
                            "application/jsonl": {"itemSchema": {"$ref": "#node"}},
                            "text/event-stream": {
                                "itemSchema": {"type": "object", "properties": {"data": {"type": "string"}}}
                            },
                        },
                    }
                },
            },
            "additionalOperations": {"COPY": {"responses": {"200": {"description": "ok"}}}},
        },
    },
    "components": {
        **_OPENAPI["components"],
        "schemas": {
            **_SCHEMAS,
            "Named": {
                "$anchor": "node",
                "type": ["object", "null"],
                "prefixItems": [{"const": 1}],
                "if": {"required": ["a"]},
                "then": {"$dynamicRef": "#node"},
            },
        },
    },
}
_SWAGGER: dict[str, Any] = {
    "swagger": "2.0",
    "info": {"title": "T", "version": "1"},
    "host": "a.example",
    "basePath": "/v1",
    "schemes": ["https"],
    "consumes": ["application/json"],
    "produces": ["application/json", "application/xml"],
    "parameters": {"Limit": {"name": "limit", "in": "query", "type": "integer", "maximum": 10}},
    "responses": {"Thing": {"description": "ok", "schema": {"$ref": "#/definitions/Thing"}}},
    "paths": {
        "/things/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "type": "integer"}],
            "get": {
                "parameters": [
                    {"$ref": "#/parameters/Limit"},
                    {
                        "name": "tags",
                        "in": "query",
                        "type": "array",
                        "items": {"type": "string"},
                        "collectionFormat": "pipes",
                    },
                ],
                "responses": {
                    "200": {"$ref": "#/responses/Thing"},
                    "404": {"description": "no", "examples": {"application/json": {}}},
                },
            },
            "put": {
                "parameters": [
                    {"name": "b", "in": "body", "required": True, "schema": {"$ref": "#/definitions/Thing"}}
                ],
                "responses": {"204": {"description": "ok"}},
            },
            "post": {
                "consumes": ["multipart/form-data"],
                "parameters": [
                    {"name": "f", "in": "formData", "type": "file", "required": True},
                    {"name": "n", "in": "formData", "type": "integer"},
                ],
                "responses": {
                    "201": {"description": "ok", "schema": {"type": "file"}, "headers": {"A": {"type": "string"}}}
                },
            },
        }
    },
    "definitions": {
        "Thing": {
            "type": "object",
            "discriminator": "kind",
            "required": ["kind"],
            "properties": {"kind": {"type": "string"}, "more": {"$ref": "#/definitions/Thing"}},
        },
        "Special": {
            "allOf": [{"$ref": "#/definitions/Thing"}, {"properties": {"a": {"type": "integer", "x-nullable": True}}}]
        },
    },
    "securityDefinitions": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}},
    "security": [{"key": []}],
}
SOUND: tuple[dict[str, Any], ...] = (_OPENAPI, {**_OPENAPI, "openapi": "3.1.0"}, _MODERN, _SWAGGER)
_TEXTS = tuple(json.dumps(one) for one in SOUND)
PARTS = """\
item: {get: {responses: {"200": {description: ok, content: {application/json: {schema: {$ref: "#/s"}}}}}}}
s: {type: string}
"""

_JUNK: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 2**70, 1e308, -0.5, "", "x", "\x00", "{", "[", "null", "\ud7ff", "A" * 5000),
    *({}, [], [[]], [{}], {"": {}}, {"$ref": ""}, {"$ref": "#"}, {"$ref": "#/"}, {"$ref": "//x"}, {"$ref": 1}),
    *({"$ref": "https://x.invalid/a"}, {"$ref": "file:///etc/passwd"}, {"$ref": "none.yaml"}, {"$ref": "\x00"}),
    *({"$ref": "."}, {"$ref": "api.yaml"}, {"$ref": "parts.yaml"}, {"$ref": "parts.yaml#/nothing"}, {"$ref": "#a%zz"}),
    *({"$ref": "http://[::1"}, {"$ref": "A" * 5000}, {"$ref": "/" * 300}, {"$ref": "#/paths/~2"}, {"$ref": "?a#/b"}),
    *({"type": "object"}, {"type": ["string", 7]}, {"type": {}}, {"enum": []}, {"enum": [{}, []]}, {"const": None}),
    *({"pattern": "("}, {"pattern": "(a+)+$"}, {"pattern": "^(a{999}){999}$"}, {"pattern": "(?<!a)b"}, {"pattern": 3}),
    *({"minLength": 10**9, "type": "string"}, {"minItems": 10**9, "type": "array"}, {"minProperties": 9**9}),
    *({"multipleOf": 1e-300, "type": "number"}, {"multipleOf": 0}, {"minimum": 1e400}, {"maximum": "9"}),
    *({"discriminator": {"propertyName": "kind"}}, {"discriminator": {"mapping": {"a": "//x/y"}}}),
    {"discriminator": 1},
    *({"oneOf": {}}, {"allOf": "x"}, {"anyOf": [1, None]}, {"properties": []}, {"required": [None, {}]}, {"items": []}),
    *({"not": {}}, {"format": []}, {"nullable": True}, {"readOnly": 1}, {"xml": {"name": "<"}}, {"xml": 1}),
    *({"in": "querystring"}, {"name": []}, {"content": {"": None}}, {"content": {"image/*": 1}}, {"schema": False}),
)  # fmt: skip
_SCRAPS = (
    *("\t", "\n", "\n---\n", "{", "}", "[", "]", "&a ", "*a", "<<: *a\n", "? ", ": ", "!!binary ", "!x ", "%YAML\n"),
    *('"', "'", "|\n", ">-\n", "#", "\x00", "\u2028", "\ufeff", "\\ud800", "=", "&b [*b]", "0" * 5000, "1e99999"),
    *(".inf", "\n- &c [&d [1, 1], *d, *d, *d]\n" + "- &c [*c, *c, *c, *c, *c, *c, *c, *c]\n" * 9),
    *("a: 1\na: 2\n", "$ref: ", "x" * 2000 + ":", " " * 400, "[" * 250, "@", "`", "\r", "\x85"),
)  # fmt: skip


@dataclass
class Fuzzed:
    """What came of many documents."""

    wrong: list[str] = field(default_factory=list)
    ends: Counter[str] = field(default_factory=Counter)
    """How many were refused, used in part, and used whole."""
    messages: set[str] = field(default_factory=set)
    """The beginnings of what was said of them."""
    slowest: float = 0.0
    """Seconds of processor time that the slowest one took."""


class Watch:
    """Tells of every attempt to reach the network or to start a program. There is no taking an audit hook away."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.on = False
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.on and event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "subprocess.Popen"):
            self.seen.append(f"{event} {arguments}")


def documents(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Changed documents: a file name and what is in it."""
    chance = random.Random(seed)  # noqa: S311 - nothing is kept secret by it
    for _ in range(count):
        data = json.loads(chance.choice(_TEXTS))
        for _ in range(chance.choice((0, 1, 1, 2, 3, 8))):
            _change(data, chance)
        as_json = chance.random() < 0.7
        text = json.dumps(data) if as_json else yaml.dump(data, Dumper=_DUMPER, sort_keys=False)
        encoded = _mangled(text, chance) if chance.random() < 0.3 else text.encode("utf-8", "surrogatepass")
        yield "api.json" if as_json else "api.yaml", encoded


_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def fuzz(folder: Path, count: int, seed: int) -> Fuzzed:
    """Uses many documents in every way: each is refused by one line, or used; nothing else may happen."""
    found, watch = Fuzzed(), Watch()
    (folder / "parts.yaml").write_text(PARTS, "utf-8")
    for number, (name, content) in enumerate(documents(count, seed)):
        (folder / name).write_bytes(content)
        start = time.process_time()
        watch.on = True
        try:
            found.ends[_use(folder / name, found, number)] += 1
        except DocumentError as error:
            _heard(str(error), error.message, found)
            found.ends["refused"] += 1
        except BaseException as error:  # whatever breaks is what is looked for
            if isinstance(error, KeyboardInterrupt):
                raise
            found.wrong.append(f"seed {seed}, number {number}: {''.join(traceback.format_exception(error)[-3:])}")
        finally:
            watch.on = False
        took = time.process_time() - start
        found.slowest = max(found.slowest, took)
        if took > PATIENCE:
            found.wrong.append(f"seed {seed}, number {number}: took {took:.1f} s")
    found.wrong += watch.seen
    return found


def _use(path: Path, found: Fuzzed, number: int) -> str:
    document = openapi.load(path, path.name)
    for trouble in document.troubles:
        _heard(trouble.message, trouble.message, found)
    document.sample_links()
    if number % LINTED == 0:
        for finding in lint_document(document):
            _heard(finding.message, finding.message, found)
    api = openapi.Api("v1", document)
    for operation in api.operations:
        target = api.full_path(operation).replace("{", "").replace("}", "")
        api.route(operation.method, target)
        if number % USED:
            continue
        for headers, body in _REQUESTS:
            api.inspect(Request(operation.method, target + "?q=1&x=y", headers, body), operation)
        api.needs_key(operation)
        for status, accept in ((api.success_status(operation), None), (200, "application/xml"), (404, "text/plain")):
            api.answer(operation, status, accept, lambda index: b"%d" % index, 2)
        api.answer(operation, api.success_status(operation), streamed=True)
        api.has_artifact_list(operation, "application/json")
    return "used in part" if document.troubles else "used"


_REQUESTS = (
    (
        (("Content-Type", "application/json"), ("Authorization", "Bearer k")),
        b'{"kind": "Tom", "lives": [], "next": {}}',
    ),
    (
        (("Content-Type", "multipart/form-data; boundary=b"), ("X-A", "1")),
        b"--b\r\nContent-Disposition: form-data; name=file\r\n\r\nx\r\n--b--",
    ),
    ((), b""),
)


def _heard(line: str, message: str, found: Fuzzed) -> None:
    found.messages.add(message.partition(",")[0][:60])
    if "\n" in line or len(line) > 20_000:
        found.wrong.append(f"no line: {line[:200]!r}")


def _change(data: Any, chance: random.Random) -> None:
    """Puts junk, or another part of the document, somewhere; or takes something away."""
    places = list(_places(data))
    if not places:
        return
    holder, key = chance.choice(places)
    kind = chance.randrange(6)
    if kind == 0:
        del holder[key]
    elif kind == 1:
        other, name = chance.choice(places)
        holder[key] = copy.deepcopy(other[name])
    elif kind == 2 and isinstance(holder, dict):
        holder[chance.choice(("$ref", "type", "x-a", "", "properties", "schema", "content", "<<", "allOf"))] = (
            holder.pop(key)
        )
    elif kind == 3 and isinstance(holder[key], dict):
        holder[key].update(copy.deepcopy(chance.choice([one for one in _JUNK if isinstance(one, dict)])))
    elif kind == 4:
        holder[key] = {"$ref": "#" + chance.choice(_POINTERS)}
    else:
        holder[key] = copy.deepcopy(chance.choice(_JUNK))


def _places(value: Any, depth: int = 0) -> Iterator[tuple[Any, Any]]:
    if depth > 60:
        return
    entries = (
        list(value.items()) if isinstance(value, dict) else list(enumerate(value)) if isinstance(value, list) else []
    )
    for key, item in entries:
        yield value, key
        yield from _places(item, depth + 1)


def _pointers(value: Any, pointer: str = "") -> Iterator[str]:
    yield pointer
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in entries:
        yield from _pointers(item, pointers.join(pointer, key))


_POINTERS = sorted({pointer for document in SOUND for pointer in _pointers(document)})


def _mangled(text: str, chance: random.Random) -> bytes:
    """A text with up to 8 changes of its characters, and now and then of its bytes."""
    for _ in range(chance.choice((1, 1, 2, 8))):
        position = chance.randrange(len(text) + 1)
        match chance.randrange(4):
            case 0:
                text = text[:position] + text[position + chance.randrange(1, 30) :]
            case 1:
                text = text[:position] + chance.choice(_SCRAPS) + text[position:]
            case 2:
                text = text[:position]
            case _:
                start = chance.randrange(len(text) + 1)
                text = text[:position] + text[start : start + 200] + text[position:]
    encoded = bytearray(text.encode("utf-8", "surrogatepass"))
    if encoded and chance.random() < 0.1:
        encoded[chance.randrange(len(encoded))] = chance.randrange(256)
    return bytes(encoded)
