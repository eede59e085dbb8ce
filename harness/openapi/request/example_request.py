"""An operation -> the request that its document gives as an example, as values and not as bytes."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from harness.model import Operation
from harness.openapi.document.document import Document, Entry
from harness.openapi.request import parameters, written
from harness.openapi.request.body import Content
from harness.openapi.request.inspect import Inspector
from harness.openapi.request.media import essence
from harness.openapi.values.model_value import Builder, examples_of, model_value

KEY = "[key]"
"""Represents the credentials."""


def example_request(document: Document, entry: Entry, operation: Operation, inspector: Inspector) -> dict[str, Any]:
    """Method, operation, values of path and query, headers, body, and files: `{field: {filename, content_type}}`.

    Of the parameters those that are required; each value is the document's worked example, else one that fits the
    schema. A file's name is its field's example.
    """
    places: dict[str, dict[str, Any]] = {"path": {}, "query": {}, "header": {}}
    for _, declared in parameters.declarations(document, entry):
        place = str(declared.get("in"))
        if place in places and (declared.get("required") is True or place == "path"):
            places[place][str(declared.get("name"))] = _example(document, declared)
    headers = {name.lower(): str(value) for name, value in places["header"].items()}
    for scheme in next(iter(inspector.security.alternatives), ()):
        if scheme.place == "header":
            headers[scheme.field.lower()] = f"{scheme.prefix.capitalize()} {KEY}" if scheme.prefix else KEY
    body, files = _body(document, inspector)
    found = {"method": operation.method, "operation": operation.id, "path": places["path"], "query": places["query"]}
    return found | {"headers": headers, "body": body, "files": files}


def example_target(document: Document, entry: Entry, full_path: str) -> str:
    """The path and the query of that request, as they are sent; `full_path` is the path's template with its base."""
    pairs: list[str] = []
    for _, declared in parameters.declarations(document, entry):
        if declared.get("in") == "path":
            text = written.path_value(declared, _example(document, declared))
            full_path = full_path.replace("{" + str(declared.get("name")) + "}", text)
        elif declared.get("in") == "query" and declared.get("required") is True:
            pairs += written.query_pairs(declared, _example(document, declared))
    return full_path + ("?" + "&".join(pairs) if pairs else "")


def example_bodies(document: Document, inspector: Inspector) -> tuple[Any, ...]:
    """The JSON bodies that an operation's document gives as examples, else one that fits its schema; none without."""
    bodies = inspector.bodies
    name = next((one for one in bodies.offers if "json" in one), None)
    if name is None:
        return ()
    declared = document.follow(bodies.offers[name])
    given = examples_of(document, declared)
    return tuple(given) or (model_value(document, declared.get("schema"), bodies.content(name).validator.accepts),)


def form_pairs(inspector: Inspector, media: str, fields: Mapping[str, Any]) -> list[str]:
    """The fields of a form as encoded `name=value` pairs, by the encoding that the document declares."""
    encoding = inspector.bodies.content(media).encoding
    sent = {name: value for name, value in fields.items() if value is not None}
    pairs = (written.query_pairs({"name": name, **encoding.get(name, {})}, value) for name, value in sent.items())
    return [pair for found in pairs for pair in found]


def _example(document: Document, holder: Mapping[str, Any]) -> Any:
    given = examples_of(document, holder)
    return given[0] if given else Builder(document).build(holder.get("schema"))


def _body(document: Document, inspector: Inspector) -> tuple[Any, dict[str, Any]]:
    bodies = inspector.bodies
    if not bodies.offers:
        return None, {}
    name = next((one for one in bodies.offers if "json" in one), next(iter(bodies.offers)))
    content, declared = bodies.content(name), document.follow(bodies.offers[name])
    given = examples_of(document, declared)
    value = given[0] if given else model_value(document, declared.get("schema"), content.validator.accepts)
    if not essence(name).startswith("multipart/") or not isinstance(value, dict):
        return value, {}
    files = {field: _file(content, field, item) for field, item in value.items() if _is_file(content, field)}
    return {field: None if field in files else item for field, item in value.items()}, files


def _is_file(content: Content, field: str) -> bool:
    shape = content.validator.shape.field(field)
    return shape is not None and shape.is_binary


def _file(content: Content, field: str, value: Any) -> dict[str, Any]:
    name = PurePosixPath(value).name if isinstance(value, str) and value else field
    encoding = content.encoding.get(field)
    declared = str(encoding.get("contentType", "")) if isinstance(encoding, dict) else ""
    kind = declared.partition(",")[0].strip() or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return {"filename": name, "content_type": kind}
