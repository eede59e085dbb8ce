"""One form of a request that does not depend on who sent it: what it asks for, and not how a client writes it."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable
from typing import Any

from harness.common import json_values
from harness.common.redaction import REDACTED, redact
from harness.common.spellings import Secrets
from harness.credentials.tokens import without_number
from harness.model import Call, Message, Operation, Request
from harness.openapi import Api

Canonical = dict[str, Any]


def canonical(api: Api, operation: Operation, request: Request, key: Secrets, *, with_accept: bool) -> Canonical | None:
    """The canonical form: method, operation, path and query values, the headers that the document declares, the body's
    values, and the files by name, type and content. None where the request can't be read.

    What was made for the case alone (`key`) is redacted.
    Forms and JSON with the same values have the same form. `Accept` is left out where the settings already say what
    the example asks for.
    """
    call = api.inspect(request, operation).call
    if call is None:
        return None
    form = {
        "method": request.method,
        "operation": operation.id,
        "path": dict(call.path),
        "query": dict(call.query),
        "headers": _headers(api, operation, call, with_accept=with_accept),
        "body": call.body,
        "files": {part.field: _file(part.filename, part.content_type, part.content) for part in call.files},
    }
    redacted: Canonical = redact(form, key)
    return redacted


def said(messages: Iterable[Message], key: Secrets) -> list[Any]:
    """The texts that a program sent on a WebSocket, in place of a body; those that are JSON by their values."""
    sent = (one.data for one in messages if one.by == "program" and one.kind == "text")
    redacted: list[Any] = redact([_value(data) for data in sent], key)
    return redacted


def _value(data: bytes) -> Any:
    try:
        return json_values.loads(data)
    except ValueError:
        return data.decode("utf-8", "replace")


def text(form: Canonical) -> str:
    """The form as the text of a file that people review."""
    return json.dumps(form, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def flat(form: Canonical) -> dict[str, Any]:
    """`body.text_prompts.0.text` -> value, for all single values of a form."""
    found: dict[str, Any] = {}
    _flatten(form, "", found)
    return found


def _flatten(value: Any, path: str, found: dict[str, Any]) -> None:
    if isinstance(value, dict) and value:
        for name, item in value.items():
            _flatten(item, f"{path}.{name}" if path else str(name), found)
    elif isinstance(value, list) and value:
        for index, item in enumerate(value):
            _flatten(item, f"{path}.{index}", found)
    elif value is not None and value not in ({}, []):
        found[path] = value


def _headers(api: Api, operation: Operation, call: Call, *, with_accept: bool) -> dict[str, str]:
    names = api.header_names(operation) - {"accept", "content-type"}
    headers = {name: without_number(call.headers[name]) for name in sorted(names) if name in call.headers}
    made = (one for schemes in api.security(operation).alternatives for one in schemes if one.made)
    headers |= {name: REDACTED for one in made if (name := one.field.lower()) in headers}  # it is another every time
    scheme, space, credentials = headers.get("authorization", "").partition(" ")
    if space:
        scheme = scheme.capitalize()  # its case means nothing (RFC 9110, 11.1)
        headers["authorization"] = f"{scheme} {_plain(credentials) if scheme == 'Basic' else credentials}"
    if with_accept and len(api.media_types(operation)) > 1:
        headers["accept"] = call.headers.get("accept", "*/*")
    return headers


def _plain(credentials: str) -> str:
    """The user name and the password of HTTP Basic (RFC 7617): in base64 no name shows where it ends."""
    try:
        return base64.b64decode(credentials, validate=True).decode()
    except ValueError:
        return credentials


def _file(filename: str | None, content_type: str | None, content: bytes) -> dict[str, Any]:
    return {
        "filename": filename,
        "content_type": content_type,
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
