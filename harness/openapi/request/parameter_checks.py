"""Parameters as they were sent -> values and violations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote_to_bytes

from harness.model import Request
from harness.openapi.request import forms
from harness.openapi.request.parameters import Parameter
from harness.openapi.request.security import Requirements
from harness.openapi.schema.typed import typed
from harness.openapi.schema.violation import Violation, listed, shown, words

_BRACKETED = re.compile(r"([^\[\]]+)\[([^\[\]]*)\]")
_PLACEHOLDER = re.compile(r"\$?\{[^{}]*\}")
"""A variable of a template that was sent as it stands."""
_IGNORED_HEADERS = frozenset(("accept", "content-type"))
"""Judged by rules of their own; OpenAPI ignores their declarations."""


class BadText(ValueError):
    """Text in a URL that is no percent-encoded UTF-8."""


@dataclass(frozen=True)
class Seen:
    """Values by parameter name, and what is wrong with them."""

    values: Mapping[str, Any]
    violations: list[Violation]


def decoded(text: str, *, plus: bool = True) -> str:
    """A percent-encoded text. Raises `BadText`."""
    if plus:
        text = text.replace("+", " ")
    if "%" not in text:
        return text
    if re.search(r"%(?![0-9A-Fa-f]{2})", text):
        raise BadText(f'"%" without two hexadecimal digits in {shown(text)}')
    try:
        return unquote_to_bytes(text).decode()
    except UnicodeDecodeError:
        raise BadText(f"no UTF-8 in {shown(text)}") from None


def query_pairs(query: str) -> list[tuple[str, str]]:
    """Names and values of a query or of a urlencoded form, in order. Raises `BadText`."""
    pairs = (part.partition("=") for part in query.split("&") if part)
    return [(decoded(name), decoded(value)) for name, _, value in pairs]


def grouped(pairs: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    """The values of each name, in order."""
    found: dict[str, list[str]] = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


def cookies_of(request: Request) -> dict[str, str]:
    """The cookies of a request."""
    pairs = (part.strip().partition("=") for part in (request.header("Cookie") or "").split(";"))
    return {name: value for name, _, value in pairs if name}


def path(parameters: Sequence[Parameter], texts: Mapping[str, str]) -> Seen:
    """The variables of a path."""
    values: dict[str, Any] = {}
    violations = []
    for parameter in parameters:
        text = texts.get(parameter.name)
        if text is None:
            continue
        if not text or _PLACEHOLDER.fullmatch(text):
            what = "is empty" if not text else "was not filled in"
            message = f"the path's {{{parameter.name}}} {what}"
            names = words(text, f"{{{parameter.name}}}", parameter.name)
            violations.append(Violation("path-parameter", message, "a value", shown(text), parameter.name, names))
            continue
        value = values[parameter.name] = parameter.decode([text])
        violations.extend(_broken("path-parameter", parameter, value, text))
    return Seen({**texts, **values}, violations)


def query(
    parameters: Sequence[Parameter], sent: Mapping[str, list[str]], security: Requirements, *, closed: bool = True
) -> Seen:
    """The parameters of a query: unknown ones (if it is `closed`), missing ones and wrong values."""
    values: dict[str, Any] = {}
    violations, known = [], set[str]()
    for parameter in parameters:
        own, texts = _query_texts(parameter, sent)
        known |= own
        if not own:
            if parameter.required and not security.holds("query", parameter.name):
                violations.append(_missing("query-parameter", "query parameter", parameter))
            continue
        values[parameter.name] = value = texts if isinstance(texts, dict) else parameter.decode(texts)
        if parameter.allows_empty and texts == [""]:
            continue
        if isinstance(texts, list) and len(texts) > 1 and not isinstance(value, list):
            violations.append(_repeated(parameter, texts))
            continue
        violations.extend(_broken("query-parameter", parameter, value, ",".join(own)))
    unknown = [name for name in sent if name not in known and not security.holds("query", name)]
    violations.extend(_unknown(name, parameters) for name in (unknown if closed else ()))
    return Seen({**{name: sent[name][-1] for name in unknown}, **values}, violations)


def querystring(parameter: Parameter, text: str) -> Seen:
    """3.2's parameter that is the whole query (`in: querystring`), under its name."""
    if not text:
        missing = [_missing("query-parameter", "query", parameter)] if parameter.required else []
        return Seen({}, missing)
    try:
        value, repeated = _whole(parameter, text)
    except BadText as error:
        fault = Violation("query-parameter", f"the query can't be read: {error}", "percent-encoded UTF-8", shown(text))
        return Seen({}, [fault])
    return Seen({parameter.name: value}, [*repeated, *_broken("query-parameter", parameter, value, text)])


def _whole(parameter: Parameter, text: str) -> tuple[Any, list[Violation]]:
    if parameter.as_json:
        return parameter.decode([decoded(text, plus=False)]), []
    fields = [forms.Field(name, value) for name, value in query_pairs(text)]
    value, repeated = forms.expand(fields, parameter.validator.shape)
    return value, [replace(one, code="query-parameter") for one in repeated]


def headers(parameters: Sequence[Parameter], request: Request, security: Requirements) -> list[Violation]:
    """What is wrong with the declared headers; credentials and `Accept` are judged elsewhere."""
    violations: list[Violation] = []
    for parameter in parameters:
        name = parameter.name.lower()
        if security.holds("header", name) or name == "content-type":
            continue
        sent = [value.strip() for key, value in request.headers if key.lower() == name]
        text = ", ".join(sent)
        if not sent or (not text and parameter.required and name not in _IGNORED_HEADERS):
            if parameter.required:
                violations.append(_missing("header-missing", "header", parameter))
        elif name not in _IGNORED_HEADERS:
            violations.extend(_broken("header-value", parameter, parameter.decode([text]), text))
    return violations


def cookies(parameters: Sequence[Parameter], sent: Mapping[str, str], security: Requirements) -> list[Violation]:
    """What is wrong with the declared cookies, which are told of as headers."""
    violations: list[Violation] = []
    for parameter in parameters:
        if security.holds("cookie", parameter.name):
            continue
        if parameter.name in sent:
            text = sent[parameter.name]
            violations.extend(_broken("header-value", parameter, parameter.decode([text]), text))
        elif parameter.required:
            violations.append(_missing("header-missing", "cookie", parameter))
    return violations


def _query_texts(parameter: Parameter, sent: Mapping[str, list[str]]) -> tuple[set[str], list[str] | dict[str, Any]]:
    """The names in the query that belong to a parameter, and its texts, or its fields if it is an object."""
    name, shape = parameter.name, parameter.validator.shape
    if name in sent:
        return {name}, sent[name]
    fields: dict[str, Any] = {}
    own = set()
    if "object" in shape.types and parameter.style == "deepObject":
        for key, texts in sent.items():
            found = _BRACKETED.fullmatch(key)
            if found and found[1] == name:
                own.add(key)
                fields[found[2]] = _field(parameter, found[2], texts)
    elif "object" in shape.types and parameter.explode:
        for key, texts in sent.items():
            if shape.field(key) is not None:
                own.add(key)
                fields[key] = _field(parameter, key, texts)
    return own, fields


def _field(parameter: Parameter, name: str, texts: list[str]) -> Any:
    shape = parameter.validator.shape.field(name)
    if shape is not None and "array" in shape.types:
        return [typed(shape.items, text) for text in texts]
    return typed(shape, texts[-1])


def _broken(code: str, parameter: Parameter, value: Any, text: str) -> Iterator[Violation]:
    """One violation for a parameter whose value breaks its schema."""
    for fault in parameter.validator.faults(value)[:1]:
        kind = {"header": "header ", "query": "query parameter ", "cookie": "cookie "}.get(parameter.place, "")
        where = f"{{{parameter.name}}}" if parameter.place == "path" else parameter.name
        expected = fault.expected or "another value"
        message = f"the {kind or 'path variable '}{where}: expected {expected}, got {fault.actual or shown(value)}"
        names = words(text, *fault.words, where, parameter.name)
        yield Violation(code, message, expected, fault.actual or shown(value), parameter.name, names, hint=fault.hint)


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


def _repeated(parameter: Parameter, texts: list[str]) -> Violation:
    message = f"the query parameter {parameter.name} was sent {len(texts)} times"
    actual = " and ".join(shown(text) for text in texts)
    return Violation("query-parameter", message, "one value", actual, parameter.name, words(parameter.name))


def _unknown(name: str, parameters: Sequence[Parameter]) -> Violation:
    names = [parameter.name for parameter in parameters]
    expected = f"one of {listed(names)}" if names else "no query"
    message = f"the query parameter {name} is not one of the operation's"
    return Violation("query-parameter", message, expected, shown(name), name, words(name))
