"""What the document does not allow in a request, as findings of the program that sent it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import parse_qsl

from harness.checks.evidence import Evidence
from harness.common import json_values
from harness.model import Dialect, Finding, Request
from harness.openapi import Violation

PLAIN = Dialect()
SHORTEST_NAME = 3
"""Characters below which a program may have a field's name by chance."""
LARGEST = 1024 * 1024
"""Bytes of a request that is read once more for the names of its fields."""


def finding(violation: Violation, request: Request, sent: Sequence[str] = (), dialect: Dialect = PLAIN) -> Finding:
    """A violation as a finding; `sent` are the names of the fields that the request has."""
    return Finding(
        violation.code,
        violation.message,
        expected=violation.expected,
        actual=violation.actual,
        hint=violation.hint,
        severity=violation.severity,
        words=_words(violation, request, sent, dialect),
        names=(violation.name,) if violation.name else (),
        values=() if violation.value is None else (violation.value,),
        root=violation.root,
        detail=violation.name if violation.root else "",
    )


def of_library(evidence: Evidence, found: Finding, violation: Violation, request: Request) -> Finding:
    """What the sample's library added is a warning, with the setting that silences it.

    For a person who tries the mock, what the document does not name is a note.
    """
    if evidence.tolerant and violation.undeclared:
        return replace(found, severity="note", hint="The document does not forbid it: harness serve --strict does.")
    if found.severity != "error" or not evidence.additions.hold(violation, request):
        return found
    kind = {"query-parameter": "query", "body-schema": "body", "unknown-field": "body"}.get(found.code, "headers")
    place = f"{kind}.{violation.name.lower()}"
    hint = f'A library adds it. If that is meant: [samples] adds = [{{at = "{place}", reason = "..."}}]'
    return replace(found, severity="warning", hint=hint)


def is_json_as_form(violation: Violation, request: Request) -> bool:
    """True for JSON under the media type that curl and others give to any body unasked."""
    if violation.code != "content-type" or "json" not in violation.expected:
        return False
    kind = (request.header("Content-Type") or "").partition(";")[0].strip().lower()
    return kind == "application/x-www-form-urlencoded" and request.body.lstrip()[:1] in (b"{", b"[")


def json_as_form(request: Request) -> Finding:
    return Finding(
        "json-as-form",
        "the body is JSON, and Content-Type says that it is a form",
        expected="Content-Type: application/json",
        actual=f"Content-Type: {request.header('Content-Type')}, and a body beginning {request.body[:40]!r}",
        words=("application/x-www-form-urlencoded", "--data", "-d ", "data="),
    )


def _words(violation: Violation, request: Request, sent: Sequence[str], dialect: Dialect) -> tuple[str, ...]:
    """The violation's words, and how programs write what the request's first line, a header or the body holds."""
    method, path = request.method, request.target.partition("?")[0]
    match violation.code:
        case "method":
            ways = (method, f".{method.lower()}(", f".{method.capitalize()}(", f"Method{method.capitalize()}")
            return (*ways, *violation.words)
        case "path-parameter":
            return (path, *violation.words)
        case "body-unreadable":
            return (*dialect.bodies, *violation.words, "Content-Type")
        case "body-schema" | "unknown-field" | "repeated-field" | "file-part":
            return (*violation.words, *sent, *dialect.bodies)
        case "content-type" | "accept" | "header-missing" | "header-value":
            return (*violation.words, *dialect.headers)
    return violation.words


def sent_names(request: Request) -> tuple[str, ...]:
    """The names of the fields that were sent: what lacks belongs beside them."""
    kind = (request.header("Content-Type") or "").lower()
    if kind.startswith("multipart/"):
        found = re.findall(rb'[; ]name="([^"]+)"', request.body)
        names = [name.decode("utf-8", "replace") for name in found]
    elif request.size > LARGEST:
        return ()
    elif "form-urlencoded" in kind:
        names = [name for name, _ in parse_qsl(request.body.decode("latin-1"))]
    else:
        names = _names_of_json(request.body)
    return tuple(name for name in names if len(name) >= SHORTEST_NAME)


def _names_of_json(body: bytes) -> list[str]:
    try:
        value = json_values.loads(body)
    except ValueError:
        return []
    return list(value) if isinstance(value, dict) else []
