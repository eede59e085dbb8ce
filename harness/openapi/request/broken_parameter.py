"""What is wrong with a parameter's value, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from harness.openapi.request.parameters import Parameter, Read
from harness.openapi.request.sent import Sent
from harness.openapi.schema.fault import Fault
from harness.openapi.schema.violation import Violation, listed, shown, words

_KINDS = {
    "path": "path variable ",
    "header": "header ",
    "query": "query parameter ",
    "cookie": "cookie ",
    "querystring": "query's ",
}


def broken(code: str, parameter: Parameter, read: Read, own: Sequence[Sent]) -> Iterator[Violation]:
    """The violations of a parameter: its form, else what its schema says of each field, or of the whole."""
    if read.expected:
        yield _misfit(code, parameter, read.expected, own)
        return
    for one in read.repeated:
        message = f"{_named(parameter, one.words[0])} was sent more than once: expected one value, got {one.actual}"
        yield replace(one, code=code, message=message, pointer=one.words[0])
    places = set[str]()
    for fault in read.faults:
        where = parameter.inner(fault)
        if where not in places and not (read.repeated and fault.kind == "type"):
            places.add(where)
            yield _fault(code, parameter, fault, where, own)


def _misfit(code: str, parameter: Parameter, expected: str, own: Sequence[Sent]) -> Violation:
    names = words(*(one.text for one in own), parameter.name)
    if len(own) > 1:
        texts = listed([one.text for one in own]).replace(" or ", " and ")
        message = f"{_named(parameter, parameter.name)} was sent {len(own)} times: expected {expected}, got {texts}"
        return Violation(code, message, expected, texts, parameter.name, names)
    text = own[0].raw if parameter.place == "path" else f"{own[0].name}={own[0].raw}"
    message = f"{_named(parameter, parameter.name)}: expected {expected}, got {shown(text)}"
    return Violation(code, message, expected, shown(text), parameter.name, names, hint=_hint(parameter))


def _fault(code: str, parameter: Parameter, fault: Fault, where: str, own: Sequence[Sent]) -> Violation:
    expected, actual = fault.expected or "another value", fault.actual or "another"
    message = f"{_named(parameter, where)}: expected {expected}, got {actual}"
    if fault.kind == "required":
        message = f"{_named(parameter, where)} is missing"
    elif fault.kind == "unknown":
        message = f"{_named(parameter, where)} is not one that the document knows: expected {expected}"
    shown_name = f"{{{where}}}" if parameter.place == "path" else where
    names = words(",".join(one.text for one in own), *fault.words, shown_name, parameter.name)
    hint = fault.hint or (_hint(parameter) if fault.kind in ("type", "format") else "")
    return Violation(code, message, expected, actual, where, names, hint=hint)


def _named(parameter: Parameter, where: str) -> str:
    """`the query parameter filter[age]`, `the path variable {id}`."""
    if parameter.place == "querystring" and where == parameter.name:
        return "the query"
    return f"the {_KINDS[parameter.place]}" + (f"{{{where}}}" if parameter.place == "path" else where)


def _hint(parameter: Parameter) -> str:
    """How a value of several parts is to lie."""
    if (
        parameter.content
        or parameter.place == "querystring"
        or not parameter.validator.shape.types & {"array", "object"}
    ):
        return ""
    explode = str(parameter.style.explode).lower()
    return f"write it as {parameter.form} (style: {parameter.style.name}, explode: {explode})"
