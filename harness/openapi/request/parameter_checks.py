"""Parameters as they were sent -> values and violations."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from harness.model import Headers, Request
from harness.openapi.request import forms
from harness.openapi.request.broken_parameter import broken
from harness.openapi.request.parameters import Parameter, Read
from harness.openapi.request.readings import settle
from harness.openapi.request.security import Requirements
from harness.openapi.request.sent import BadText, Sent, decoded, query_pairs
from harness.openapi.schema.violation import Violation, listed, shown, words

_PLACEHOLDER = re.compile(r"\$?\{[^{}]*\}")
"""A variable of a template that was sent as it is written."""
_IGNORED_HEADERS = frozenset(("accept", "content-type"))
"""Judged by rules of their own; OpenAPI ignores their declarations."""


@dataclass(frozen=True)
class SeenParameters:
    """Values by parameter name, and what is wrong with them."""

    values: Mapping[str, Any]
    violations: list[Violation]


def cookies_of(request: Request) -> dict[str, str]:
    """The cookies of a request."""
    return {one.name: one.raw for one in _cookie_pairs(request)}


def _cookie_pairs(request: Request) -> list[Sent]:
    pairs = (part.strip().partition("=") for part in (request.header("Cookie") or "").split(";"))
    return [Sent(name, value) for name, _, value in pairs if name]


def path(parameters: Sequence[Parameter], texts: Mapping[str, Sent]) -> SeenParameters:
    """The variables of a path."""
    values: dict[str, Any] = {}
    violations = []
    for parameter in parameters:
        sent = texts.get(parameter.name)
        if sent is None:
            continue
        text = sent.text
        if not text or _PLACEHOLDER.fullmatch(text):
            what = "is empty" if not text else "was not filled in"
            message = f"the path's {{{parameter.name}}} {what}"
            names = words(text, f"{{{parameter.name}}}", parameter.name)
            violations.append(Violation("path-parameter", message, "a value", shown(text), parameter.name, names))
            continue
        read = parameter.read([sent])
        values[parameter.name] = read.value
        violations.extend(broken("path-parameter", parameter, read, [sent]))
    return SeenParameters({**{name: sent.text for name, sent in texts.items()}, **values}, violations)


def query(
    parameters: Sequence[Parameter], sent: Sequence[Sent], security: Requirements, *, closed: bool = True
) -> SeenParameters:
    """The parameters of a query: unknown ones (if it is `closed`), missing ones and wrong values."""
    values: dict[str, Any] = {}
    violations, known = [], set[str]()
    names = frozenset(parameter.name for parameter in parameters)
    for parameter in parameters:
        own = parameter.claim(sent, names - {parameter.name})
        known |= {one.name for one in own}
        if not own:
            if parameter.required and not security.holds("query", parameter.name):
                violations.append(_missing("query-parameter", "query parameter", parameter))
            continue
        if parameter.allows_empty and [one.text for one in own] == [""]:
            values[parameter.name] = ""
            continue
        read = parameter.read(own)
        values[parameter.name] = read.value
        violations.extend(broken("query-parameter", parameter, read, own))
    unknown = {one.name: one.text for one in sent if one.name not in known and not security.holds("query", one.name)}
    violations.extend(_unknown(name, parameters) for name in (unknown if closed else ()))
    return SeenParameters({**unknown, **values}, violations)


def querystring(parameter: Parameter, text: str) -> SeenParameters:
    """3.2's parameter that is the whole query (`in: querystring`), under its name."""
    if not text:
        missing = [_missing("query-parameter", "query", parameter)] if parameter.required else []
        return SeenParameters({}, missing)
    whole = Sent(parameter.name, text, partial(decoded, plus=False))
    try:
        read = _whole(parameter, whole)
    except BadText as error:
        fault = Violation("query-parameter", f"the query can't be read: {error}", "percent-encoded UTF-8", shown(text))
        return SeenParameters({}, [fault])
    return SeenParameters({parameter.name: read.value}, list(broken("query-parameter", parameter, read, [whole])))


def _whole(parameter: Parameter, whole: Sent) -> Read:
    if parameter.as_json:
        return parameter.read([whole])
    fields = [forms.Field(name, value) for name, value in query_pairs(whole.raw)]
    tree, repeated = forms.expand(fields, parameter.validator.shape)
    settled = settle([tree], parameter.validator)
    return Read(settled.value, settled.faults, repeated)


def headers(parameters: Sequence[Parameter], request: Request, security: Requirements) -> list[Violation]:
    """What is wrong with the declared headers; credentials and `Accept` are judged elsewhere."""
    return header_faults([one for one in parameters if not security.holds("header", one.name.lower())], request.headers)


def header_faults(parameters: Sequence[Parameter], received: Headers) -> list[Violation]:
    """What is wrong with the declared headers of a request, or of a part of a form."""
    violations: list[Violation] = []
    for parameter in parameters:
        name = parameter.name.lower()
        if name == "content-type":
            continue
        sent = [value.strip() for key, value in received if key.lower() == name]
        text = ", ".join(sent)
        if not sent or (not text and parameter.required and name not in _IGNORED_HEADERS):
            if parameter.required:
                violations.append(_missing("header-missing", "header", parameter))
        elif name not in _IGNORED_HEADERS:
            own = [Sent(parameter.name, text, str.strip)]
            violations.extend(broken("header-value", parameter, parameter.read(own), own))
    return violations


def cookies(parameters: Sequence[Parameter], request: Request, security: Requirements) -> list[Violation]:
    """What is wrong with the declared cookies, which are reported as headers."""
    violations: list[Violation] = []
    sent = _cookie_pairs(request) if parameters else []
    names = frozenset(parameter.name for parameter in parameters)
    for parameter in parameters:
        if security.holds("cookie", parameter.name):
            continue
        own = parameter.claim(_spread(sent) if parameter.spreads else sent, names - {parameter.name})
        if own:
            violations.extend(broken("header-value", parameter, parameter.read(own), own))
        elif parameter.required:
            violations.append(_missing("header-missing", "cookie", parameter))
    return violations


def _spread(sent: Sequence[Sent]) -> list[Sent]:
    """The cookies of a value that is exploded: `a=1; a=2`, or `a=1&a=2` as the style `form` has it."""
    parts = [part.partition("=") for one in sent for part in f"{one.name}={one.raw}".split("&")]
    return [Sent(name, value) for name, _, value in parts]


def _missing(code: str, kind: str, parameter: Parameter) -> Violation:
    message = f"the {kind} {parameter.name} is missing"
    return Violation(
        code,
        message,
        f"the {kind} {parameter.name}",
        f"no such {kind}",
        parameter.name,
        words(parameter.name),
    )


def _unknown(name: str, parameters: Sequence[Parameter]) -> Violation:
    names = [parameter.name for parameter in parameters]
    expected = f"one of {listed(names)}" if names else "no query"
    message = f"the query parameter {name} is not one of the operation's"
    return Violation("query-parameter", message, expected, shown(name), name, words(name), undeclared=True)
