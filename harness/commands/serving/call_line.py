"""An operation -> a line for a POSIX shell that calls it with the document's own example."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping
from typing import Any

from harness.common.redaction import REDACTED
from harness.model import Operation
from harness.openapi import Api
from harness.openapi.request.media import essence
from harness.openapi.request.security import Scheme

ANY_KEY = "any-key"
"""The mock takes whatever key it is sent."""
LONGEST = 2000
"""Characters of a body in a line; a longer one is for a file."""


def call_line(api: Api, operation: Operation, host: str) -> str:
    """The line, in curl's words; file parts are read from files that the reader has."""
    example = api.example_request(operation)
    schemes = next(iter(api.security(operation).alternatives), ())
    words = ["curl"]
    words += ["--request", operation.method] if operation.method != _by_itself(example) else []
    for scheme in schemes:
        words += _credential(scheme)
    shown = {scheme.field.lower() for scheme in schemes if scheme.place == "header"}
    for name, value in example["headers"].items():
        if name not in shown:
            words += ["--header", f"{name}: {value.replace(REDACTED, ANY_KEY)}"]
    words += _body(api, operation, example)
    target = api.example_target(operation)
    for scheme in schemes:
        if scheme.place == "query" and f"{scheme.field}=" not in target:
            target += f"{'&' if '?' in target else '?'}{scheme.field}={ANY_KEY}"
    return " ".join([*map(shlex.quote, words), shlex.quote(host + target)])


def _by_itself(example: Mapping[str, Any]) -> str:
    """The method that curl takes."""
    return "POST" if example["body"] is not None or example["files"] else "GET"


def _credential(scheme: Scheme) -> Iterator[str]:
    if scheme.prefix == "basic":
        yield from ("--user", f"any-user:{ANY_KEY}")
    elif scheme.prefix == "digest":
        yield from ("--digest", "--user", f"any-user:{ANY_KEY}")
    elif scheme.place == "header":
        prefix = f"{scheme.prefix.capitalize()} " if scheme.prefix else ""
        yield from ("--header", f"{scheme.field}: {prefix}{ANY_KEY}")
    elif scheme.place == "cookie":
        yield from ("--cookie", f"{scheme.field}={ANY_KEY}")


def _body(api: Api, operation: Operation, example: Mapping[str, Any]) -> Iterator[str]:
    body, files = example["body"], example["files"]
    offered = api.request_types(operation)
    if body is None and not files:
        return
    media = next((one for one in offered if "json" in one), offered[0] if offered else "application/json")
    if essence(media).startswith("multipart/"):
        yield from _form(body or {}, files)
        return
    if essence(media) == "application/x-www-form-urlencoded" and isinstance(body, dict):
        yield from ("--data", "&".join(api.example_form(operation, media, body)))
        return
    text = body if isinstance(body, str) and "json" not in media else json.dumps(body, ensure_ascii=False)
    yield from ("--header", f"Content-Type: {media}")
    yield from ("--data-binary", "@body" if len(text) > LONGEST else text)


def _form(fields: Mapping[str, Any], files: Mapping[str, Any]) -> Iterator[str]:
    for name, value in fields.items():
        if name in files:
            yield from ("--form", f"{name}=@{files[name]['filename']};type={files[name]['content_type']}")
        elif value is not None:
            for one in value if isinstance(value, list) else [value]:
                yield from ("--form-string", f"{name}={_text(one)}")


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
