"""Security requirements: whether a request carries the credentials that its operation asks for."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from harness.model import Request
from harness.openapi.document.document import Document
from harness.openapi.schema.violation import Violation

_SCHEMES = ("bearer", "basic", "digest", "token")


@dataclass(frozen=True)
class Scheme:
    """One way to show who is asking."""

    name: str
    place: str
    """`header`, `query` or `cookie`."""
    field: str
    """The name of the header, query parameter or cookie."""
    prefix: str | None
    """The HTTP authentication scheme in lower case; None for a bare key."""


@dataclass(frozen=True)
class Requirements:
    """Alternatives, each a set of schemes that are needed together. None at all: no credentials are needed."""

    alternatives: tuple[tuple[Scheme, ...], ...] = ()

    @property
    def needed(self) -> bool:
        """False if a request without credentials will do."""
        return bool(self.alternatives) and all(self.alternatives)

    def holds(self, place: str, name: str) -> bool:
        """True if a header, query parameter or cookie of this name carries a credential."""
        wanted = name.lower() if place == "header" else name
        return any(
            scheme.place == place and (scheme.field.lower() if place == "header" else scheme.field) == wanted
            for schemes in self.alternatives
            for scheme in schemes
        )

    def header_names(self) -> frozenset[str]:
        """The headers that carry credentials, in lower case."""
        return frozenset(s.field.lower() for schemes in self.alternatives for s in schemes if s.place == "header")

    def carries(self, place: str, name: str | None) -> bool:
        """True if credentials stand in that place at all, or under that name."""
        if name is not None:
            return self.holds(place, name)
        return any(scheme.place == place for schemes in self.alternatives for scheme in schemes)

    def violations(
        self, request: Request, query: Mapping[str, list[str]], cookies: Mapping[str, str]
    ) -> list[Violation]:
        """What is wrong with the credentials, by the alternative that the request comes nearest to."""
        if not self.needed:
            return []
        nearest: list[Violation] | None = None
        for schemes in self.alternatives:
            found = [fault for scheme in schemes if (fault := _judge(scheme, request, query, cookies))]
            if not found:
                return []
            if nearest is None or _distance(found) < _distance(nearest):
                nearest = found
        return nearest or []


def requirements(document: Document, operation: Mapping[str, Any]) -> Requirements:
    """The security requirements of an operation object, else of the document."""
    listed = operation.get("security", document.data.get("security"))
    alternatives = [
        tuple(_schemes(document, alternative))
        for alternative in (listed if isinstance(listed, list) else ())
        if isinstance(alternative, dict)
    ]
    return Requirements(tuple(alternatives))


def scheme_objects(document: Document) -> Mapping[str, Any]:
    """The security schemes that the document declares, by name."""
    components = document.data.get("components")
    schemes = components.get("securitySchemes") if isinstance(components, dict) else None
    return schemes if isinstance(schemes, dict) else {}


def _schemes(document: Document, alternative: Mapping[str, Any]) -> Iterator[Scheme]:
    """The schemes of one alternative. Undeclared ones are the linter's business; mutual TLS shows in no request."""
    for name in alternative:
        scheme = document.follow(scheme_objects(document).get(name))
        if not isinstance(scheme, dict):
            continue
        match scheme.get("type"):
            case "apiKey":
                yield Scheme(name, str(scheme.get("in", "header")), str(scheme.get("name", "")), None)
            case "http":
                yield Scheme(name, "header", "Authorization", str(scheme.get("scheme", "bearer")).lower())
            case "oauth2" | "openIdConnect":
                yield Scheme(name, "header", "Authorization", "bearer")


def _judge(
    scheme: Scheme, request: Request, query: Mapping[str, list[str]], cookies: Mapping[str, str]
) -> Violation | None:
    value = _value(scheme, request, query, cookies)
    if value is None or not value.strip():
        return _missing(scheme, value)
    word, _, token = value.strip().partition(" ")
    word, token = word.lower(), token.strip()
    if scheme.prefix is None:
        wrong = scheme.place == "header" and word in _SCHEMES and (token or word in ("bearer", "basic"))
        return _scheme_fault(scheme, value) if wrong else None
    if word == scheme.prefix and not token:
        return _missing(scheme, value)
    if word != scheme.prefix or (scheme.prefix in ("bearer", "basic") and " " in token):
        return _scheme_fault(scheme, value)
    return _scheme_fault(scheme, value) if scheme.prefix == "basic" and not _is_basic(token) else None


def _value(scheme: Scheme, request: Request, query: Mapping[str, list[str]], cookies: Mapping[str, str]) -> str | None:
    if scheme.place == "header":
        return request.header(scheme.field)
    if scheme.place == "cookie":
        return cookies.get(scheme.field)
    return query.get(scheme.field, [None])[0]


def _missing(scheme: Scheme, value: str | None) -> Violation:
    kind = {"header": "header", "query": "query parameter", "cookie": "cookie"}.get(scheme.place, "header")
    state = "is missing" if value is None else "is empty" if not value.strip() else "holds no key"
    return Violation(
        "auth-missing",
        f"the {kind} {scheme.field} ({scheme.name}) {state}",
        expected=_form(scheme),
        actual=f"no {scheme.field} {kind}" if value is None else f'{scheme.field}: "{value.strip()}"',
        pointer=scheme.field,
        words=(scheme.field, scheme.name),
    )


def _scheme_fault(scheme: Scheme, value: str) -> Violation:
    """The key itself is never shown."""
    expected, actual = _form(scheme), f"{scheme.field}: {_redacted(value)}"
    hint = (
        "send the key alone"
        if scheme.prefix is None
        else f"write {scheme.prefix.capitalize()} and a space before the key"
    )
    if scheme.prefix and value.strip().lower().startswith(scheme.prefix + " "):
        hint = f"write {scheme.prefix.capitalize()} once, and after it what RFC 7617 or RFC 6750 asks for"
    return Violation(
        "auth-scheme",
        f"{scheme.field} has the wrong form: expected {expected}, got {actual}",
        expected=expected,
        actual=actual,
        pointer=scheme.field,
        words=(scheme.field, "Bearer", "Basic"),
        hint=hint,
    )


def _form(scheme: Scheme) -> str:
    sign = "=" if scheme.place in ("query", "cookie") else ": "
    return f"{scheme.field}{sign}{scheme.prefix.capitalize() + ' ' if scheme.prefix else ''}[key]"


def _redacted(value: str) -> str:
    """The value without its last word, and without any before it that might be part of a key."""
    words = value.split()
    known = [word for word in words[:-1] if word.lower() in _SCHEMES or re.fullmatch(r"[A-Za-z]{1,12}:?", word)]
    return " ".join([*known, "[key]"])


def _is_basic(token: str) -> bool:
    try:
        return b":" in base64.b64decode(token, validate=True)
    except (binascii.Error, ValueError):
        return False


def _distance(found: list[Violation]) -> tuple[int, int]:
    """A credential in the wrong form is nearer than none at all."""
    return sum(violation.code == "auth-missing" for violation in found), len(found)
