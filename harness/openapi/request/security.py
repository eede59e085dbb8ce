"""Security requirements: whether a request carries the credentials that its operation asks for."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from harness.model import Request
from harness.openapi.document.document import Document
from harness.openapi.request.parameters import Parameter
from harness.openapi.schema.violation import Violation

_SCHEMES = ("bearer", "basic", "digest", "token")
_PLAIN = ("bearer", "basic", "digest", "token", "apikey", "key")
"""The HTTP authentication schemes whose values show the secret, or can be checked with it."""
_SIGNS = re.compile(r"(?i)signature|hmac|sig-?v?4|\bsigned\b")
"""What the name or the description of a scheme says, whose value is made with the secret and never holds it."""
TELLING = re.compile(r"(?i)authorization|api-?_?key|key$|token|secret|passw(?:or)?d|client_id")
"""What the name of a declared parameter or field holds that may carry a credential."""
_CREDENTIAL = re.compile(
    r"(?i)(?:.*[-_])?(?:api|access|auth|app|client|secret|private|subscription)[-_]?(?:key|token|secret)|authorization"
)
"""The whole name of a parameter that carries a key, whatever the document says of it."""
_PREFIX = (
    r"(?ix) [\"'`]{0} (?: \s | [\"'`] \s* (?: ,|\+|and\b|followed|space|prefix|schem ))"
    r"| \b{0} \s+ (?: [<{{\[$] | YOUR[_ -] ) | \b prefix (?:ed)? \b [^.]* \b{0}\b | \b{0}\b [\"'`]? \s+ prefix"
    r"| authorization: \s* {0}\b"
)
"""How a description says that a word comes before the key."""


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
    kind: str = "apiKey"
    """The type of the scheme, as the document has it."""
    free: tuple[str, ...] = ()
    """Words that may stand before a bare key, in lower case."""
    signs: bool = False
    """True where the value is made with the secret, and does not hold it."""
    scopes: tuple[str, ...] = ()
    """The scopes that an access token must have, where the scheme is asked for."""

    @property
    def shows(self) -> bool:
        """True if a request shows the credential, in whatever form."""
        return bool(self.place)

    @property
    def takes_tokens(self) -> bool:
        """True if its value is an access token of OAuth 2."""
        return self.kind in ("oauth2", "openIdConnect")

    @property
    def made(self) -> bool:
        """True if a value is made anew for each request."""
        return self.signs or self.prefix == "digest"

    @property
    def judged(self) -> bool:
        """True if a value can be checked for the secret."""
        return self.shows and not self.signs and self.prefix in (None, *_PLAIN)

    def value(self, request: Request, query: Mapping[str, list[str]], cookies: Mapping[str, str]) -> str | None:
        """What a request has in its place; None where it has nothing."""
        if self.place == "header":
            return request.header(self.field)
        if self.place == "cookie":
            return cookies.get(self.field)
        return query.get(self.field, [None])[0] if self.place == "query" else None


@dataclass(frozen=True)
class Requirements:
    """Alternatives, each a set of schemes that are needed together. None at all: no credentials are needed."""

    alternatives: tuple[tuple[Scheme, ...], ...] = ()

    @property
    def needed(self) -> bool:
        """False if a request that shows no credentials will do."""
        return bool(self.alternatives) and all(any(one.shows for one in schemes) for schemes in self.alternatives)

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

    def violations(
        self, request: Request, query: Mapping[str, list[str]], cookies: Mapping[str, str]
    ) -> list[Violation]:
        """What is wrong with the credentials, by the alternative that the request comes nearest to.

        Where none are needed, those that are sent are judged all the same.
        """
        nearest: tuple[tuple[bool, int, int], list[Violation]] | None = None
        for schemes in self.alternatives:
            sent = any(scheme.value(request, query, cookies) is not None for scheme in schemes)
            if not sent and not self.needed:
                continue
            found = [fault for scheme in schemes if (fault := _judge(scheme, request, query, cookies))]
            if not found:
                return []
            distance = _distance(found, sent=sent)
            if nearest is None or distance < nearest[0]:
                nearest = distance, found
        return nearest[1] if nearest else []

    def met(
        self, request: Request, query: Mapping[str, list[str]], cookies: Mapping[str, str]
    ) -> Iterator[tuple[tuple[Scheme, str], ...]]:
        """The alternatives that a request has credentials for in the right form, each with what it sent."""
        for schemes in self.alternatives:
            if not any(_judge(scheme, request, query, cookies) for scheme in schemes):
                yield tuple((scheme, scheme.value(request, query, cookies) or "") for scheme in schemes)


def requirements(document: Document, operation: Mapping[str, Any], declared: Iterable[Parameter] = ()) -> Requirements:
    """The security requirements of an operation object, else of the document.

    Where there are none, the required parameters whose names say that they carry a key.
    """
    listed = operation.get("security", document.data.get("security"))
    alternatives = [
        tuple(_schemes(document, alternative))
        for alternative in (listed if isinstance(listed, list) else ())
        if isinstance(alternative, dict)
    ]
    if not alternatives:
        keys = [
            Scheme(one.name, one.place, one.name, None, free=_SCHEMES)
            for one in declared
            if one.required and one.place in ("header", "query", "cookie") and _CREDENTIAL.fullmatch(one.name)
        ]
        return Requirements((tuple(keys),) if keys else ())
    return Requirements(tuple(alternatives))


def schemes(document: Document) -> tuple[Scheme, ...]:
    """All schemes that the document declares."""
    return tuple(_schemes(document, scheme_objects(document)))


def scheme_objects(document: Document) -> Mapping[str, Any]:
    """The security schemes that the document declares, by name."""
    components = document.data.get("components")
    schemes = components.get("securitySchemes") if isinstance(components, dict) else None
    return schemes if isinstance(schemes, dict) else {}


def _schemes(document: Document, alternative: Mapping[str, Any]) -> Iterator[Scheme]:
    """The schemes of one alternative. Undeclared ones are the linter's business."""
    for name in alternative:
        scheme = document.follow(scheme_objects(document).get(name))
        if not isinstance(scheme, dict):
            continue
        kind = str(scheme.get("type"))
        match kind:
            case "apiKey":
                yield _api_key(name, scheme)
            case "http":
                yield Scheme(name, "header", "Authorization", str(scheme.get("scheme", "bearer")).lower(), kind)
            case "oauth2" | "openIdConnect":
                yield Scheme(name, "header", "Authorization", "bearer", kind, scopes=_asked(alternative[name], scheme))
            case "mutualTLS":
                yield Scheme(name, "", "", None, kind)


def _asked(listed: Any, scheme: Mapping[str, Any]) -> tuple[str, ...]:
    """The scopes of a requirement, as far as the scheme's flows have them."""
    flows, names = scheme.get("flows"), map(str, listed if isinstance(listed, list) else ())
    if not isinstance(flows, dict):
        return tuple(names)
    declared = [flow.get("scopes") for flow in flows.values() if isinstance(flow, dict)]
    return tuple(name for name in names if any(name in scopes for scopes in declared if isinstance(scopes, dict)))


def _api_key(name: str, scheme: Mapping[str, Any]) -> Scheme:
    """A key; before OpenAPI 3 only its description could say that a word belongs before it."""
    place, field = str(scheme.get("in", "header")), str(scheme.get("name", ""))
    described = str(scheme.get("description", ""))
    said = [word for word in ("bearer", "token") if re.search(_PREFIX.format(word), described)]
    prefix = said[0] if place == "header" and said else None
    free = ("bearer",) if re.search(r"(?i)\bbearer\b", described) else ()
    signs = bool(_SIGNS.search(field) or _SIGNS.search(described)) or "x-amazon-apigateway-authtype" in scheme
    return Scheme(name, place, field, prefix, free=free, signs=signs)


def _judge(
    scheme: Scheme, request: Request, query: Mapping[str, list[str]], cookies: Mapping[str, str]
) -> Violation | None:
    if not scheme.shows:
        return None
    value = scheme.value(request, query, cookies)
    if value is None or not value.strip():
        return _missing(scheme, value)
    word, _, token = value.strip().partition(" ")
    word, token = word.lower(), token.strip()
    if scheme.prefix is None:
        wrong = scheme.place == "header" and word in _SCHEMES and (token or word in ("bearer", "basic"))
        return _scheme_fault(scheme, value) if wrong and word not in scheme.free else None
    if word == scheme.prefix and not token:
        return _missing(scheme, value)
    if word != scheme.prefix or (scheme.prefix in ("bearer", "basic") and " " in token):
        return _scheme_fault(scheme, value)
    return _scheme_fault(scheme, value) if scheme.prefix == "basic" and basic_pair(token) is None else None


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


def basic_pair(token: str) -> tuple[str, str] | None:
    """User name and password of HTTP Basic (RFC 7617); None for a text that is no such pair."""
    try:
        name, colon, password = base64.b64decode(token, validate=True).decode("utf-8", "replace").partition(":")
    except (binascii.Error, ValueError):
        return None
    return (name, password) if colon else None


def _distance(found: list[Violation], *, sent: bool) -> tuple[bool, int, int]:
    """An alternative of which something was sent is nearer, and a credential in the wrong form than none at all."""
    return not sent, sum(violation.code == "auth-missing" for violation in found), len(found)
