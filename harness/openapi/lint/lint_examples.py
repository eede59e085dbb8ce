"""Whether a document's worked examples fit their own schemas."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from harness.model import Finding
from harness.openapi.document import pointers
from harness.openapi.document.document import Document
from harness.openapi.document.references import Location
from harness.openapi.lint.lint_finding import finding, is_schema, places
from harness.openapi.request.body import FORM, URLENCODED
from harness.openapi.request.media import essence
from harness.openapi.schema.convert import Converter
from harness.openapi.schema.fault import Fault
from harness.openapi.schema.validator import Validator

_JSON = ("application/json", "text/json", FORM, URLENCODED)


MOST_ALIKE = 3
"""Findings that differ in their place alone, beyond which they are one with a count."""


@dataclass(frozen=True)
class Worked:
    """One worked example."""

    pointer: str
    value: Any


class _ExampleChecker:
    """The converters of a document: requests, responses, and forms."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._request = Converter(document)
        self._response = Converter(document, response=True)
        self._form = Converter(document, form=True)

    def converters(self, pointer: str, role: str) -> list[Converter]:
        """Those by which an example is judged: it is right if it fits one of them."""
        tokens = pointers.tokens_of(pointer)
        if role == "content/*" and essence(tokens[-1]) in (FORM, URLENCODED):
            return [self._form]
        if "responses" in tokens or "headers" in tokens:
            return [self._response]
        return [self._request] if "requestBody" in tokens else [self._request, self._response]

    def faults(self, place: Location, schema: Any, value: Any) -> list[Fault]:
        """What is wrong with a value, by the converter that likes it best."""
        judged = [Validator(one.root(schema)).faults(value) for one in self.converters(place.pointer, place.role)]
        return min(judged, key=len)


def example_findings(document: Document) -> Iterator[Finding]:
    """`spec-example` for each example and default that breaks its own schema."""
    alike: dict[tuple[object, ...], list[Finding]] = {}
    for fault, found in _broken(document):
        names = tuple(step for step in fault.path if isinstance(step, str))
        alike.setdefault((fault.kind, names, fault.expected, found.severity), []).append(found)
    for group in alike.values():
        if len(group) > MOST_ALIKE:
            yield replace(group[0], message=f"{group[0].message} (and so in {len(group) - 1} more examples)")
        else:
            yield from group


def _broken(document: Document) -> Iterator[tuple[Fault, Finding]]:
    """Each example that breaks its own schema, with the first of its faults."""
    checker = _ExampleChecker(document)
    for place in places(document):
        if "$ref" in place.value and not is_schema(place.role):
            continue
        schema = _schema_of(place)
        for worked in _worked(document, place) if schema is not None else ():
            faults = checker.faults(place, schema, worked.value)
            if is_schema(place.role):
                # A part of an allOf may show the fields of the whole.
                faults = [fault for fault in faults if fault.kind != "unknown"]
            if faults:
                yield _finding(document, worked, faults)


def _schema_of(place: Location) -> Any:
    """The schema that the examples of an object are to fit; None for an object that holds no examples."""
    if is_schema(place.role):
        return place.value
    if place.role == "content/*" or place.role in ("parameters/*", "headers/*"):
        name = essence(pointers.tokens_of(place.pointer)[-1])
        if place.role == "content/*" and name not in _JSON and not name.endswith("+json"):
            return None
        return place.value.get("schema")
    return None


def _worked(document: Document, place: Location) -> Iterator[Worked]:
    value = place.value
    for key in ("example", "default") if is_schema(place.role) else ("example",):
        if key in value:
            yield Worked(pointers.join(place.pointer, key), value[key])
    examples = value.get("examples")
    if isinstance(examples, list) and is_schema(place.role):
        for index, item in enumerate(examples):
            yield Worked(pointers.join(place.pointer, "examples", index), item)
    elif isinstance(examples, dict) and not is_schema(place.role):
        for name, item in examples.items():
            followed = document.follow(item)
            if isinstance(followed, dict) and "value" in followed:
                own = ("value",) if followed is item else ()
                yield Worked(pointers.join(place.pointer, "examples", name, *own), followed["value"])


def _finding(document: Document, worked: Worked, faults: list[Fault]) -> tuple[Fault, Finding]:
    first = min(faults, key=lambda fault: fault.kind == "unknown")
    more = f" (and {len(faults) - 1} more)" if len(faults) > 1 else ""
    return first, finding(
        document,
        "spec-example",
        worked.pointer + first.pointer,
        f"the example breaks its own schema: {first.message}{more}",
        expected=first.expected,
        actual=first.actual,
        hint=first.hint,
        severity="warning" if first.kind == "unknown" else "error",
    )
