"""Parameters of an operation: reading them from path, query, headers and cookies as their style says."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from harness.openapi.document import pointers
from harness.openapi.document.document import Document, Entry
from harness.openapi.request import forms
from harness.openapi.request.readings import Text, settle
from harness.openapi.request.sent import Sent
from harness.openapi.request.styles import Style
from harness.openapi.schema import fault_text
from harness.openapi.schema.convert import Converter
from harness.openapi.schema.fault import Fault
from harness.openapi.schema.shape import Shape
from harness.openapi.schema.validator import Validator
from harness.openapi.schema.violation import Violation

_STYLES = {"path": "simple", "header": "simple", "query": "form", "cookie": "form", "querystring": "form"}


@dataclass(frozen=True)
class Read:
    """What the texts of a parameter mean."""

    value: Any
    faults: Sequence[Fault] = ()
    repeated: Sequence[Violation] = ()
    """Its fields that were sent more than once."""
    expected: str = ""
    """How the texts are to lie, if they do not lie as the parameter's style says."""


@dataclass(frozen=True, eq=False)
class Parameter:
    """One parameter of an operation."""

    name: str
    place: str
    """`path`, `query`, `header` or `cookie`; `querystring` for one that is the whole query (3.2)."""
    required: bool
    style: Style
    content: str
    """The media type that `content` names; empty if a style says how the value lies."""
    allows_empty: bool
    validator: Validator

    @property
    def as_json(self) -> bool:
        """True if `content` says that its text is JSON."""
        return "json" in self.content

    @property
    def spreads(self) -> bool:
        """True if the parts of its value have names of their own."""
        return self.style.explode and not self.content and bool(self.validator.shape.types & {"array", "object"})

    def claim(self, sent: Sequence[Sent], others: Collection[str]) -> list[Sent]:
        """Those of the texts of a query or of the cookies that are the parameter's."""
        if self.content:
            return [one for one in sent if one.name == self.name]
        return self.style.claim(self.name, self.validator.shape, sent, others)

    def read(self, own: Sequence[Sent]) -> Read:
        """The value of the texts that were sent for it, at least one, as style and schema say."""
        if self.content:
            text = own[-1].text
            settled = settle([_json(text) if self.as_json else Text(text, self.validator.shape)], self.validator)
            return Read(settled.value, settled.faults, expected=f"{self.name} once" if len(own) > 1 else "")
        if self.style.name == "deepObject":
            return self._deep(own)
        trees = self.style.trees(self.name, self.validator.shape, own)
        if not trees:
            return Read(own[-1].text, expected=self.form)
        settled = settle(trees, self.validator)
        return Read(settled.value, settled.faults)

    @property
    def form(self) -> str:
        """How its texts are to lie, for messages."""
        return self.style.expected(self.name, self.validator.shape)

    def _deep(self, own: Sequence[Sent]) -> Read:
        tree, repeated = forms.expand([forms.Field(one.name, one.text) for one in own], self._holder)
        settled = settle([tree[self.name]], self.validator)
        is_whole = isinstance(tree[self.name], Text) and bool(self.validator.shape.types & {"object", "array"})
        return Read(settled.value, settled.faults, repeated, self.form if is_whole else "")

    @cached_property
    def _holder(self) -> Shape:
        """The shape of an object whose only field is this one."""
        schema = self.validator.schema
        return Shape.of({"properties": {self.name: schema}, "$defs": schema.get("$defs", {})})

    def inner(self, fault: Fault) -> str:
        """Where in the parameter a fault is, as it was sent: `filter[age]`; its name for the whole and for items."""
        if not any(isinstance(step, str) for step in fault.path):
            return self.name
        if self.style.name == "deepObject":
            return self.name + "".join(f"[{step}]" for step in fault.path)
        is_spread = self.style.explode and self.style.name == "form" and not self.content
        return fault_text.place(fault.path if is_spread or self.place == "querystring" else (self.name, *fault.path))


def parameters(document: Document, converter: Converter, entry: Entry) -> tuple[Parameter, ...]:
    """The parameters of an operation; its own win over those of its path."""
    found: dict[tuple[str, str], Parameter] = {}
    for _, declared in declarations(document, entry):
        name, place = declared.get("name"), declared.get("in")
        if isinstance(name, str) and str(place) in _STYLES:
            key = (name.lower() if place == "header" else name, str(place))
            found[key] = _parameter(document, converter, declared, name, str(place))
    return tuple(found.values())


def declarations(document: Document, entry: Entry) -> Iterator[tuple[str, dict[str, Any]]]:
    """The parameter objects of an operation, those of its path first, with pointers for messages."""
    path = entry.pointer.rsplit("/", 1)[0]
    for place, holder in ((path, entry.item), (entry.pointer, entry.body)):
        listed = holder.get("parameters")
        for index, item in enumerate(listed if isinstance(listed, list) else ()):
            declared = document.follow(item)
            if isinstance(declared, dict):
                yield pointers.join(place, "parameters", index), declared


def _parameter(
    document: Document, converter: Converter, declared: Mapping[str, Any], name: str, place: str
) -> Parameter:
    content = declared.get("content")
    media = next(iter(content.items()), ("", None)) if isinstance(content, dict) else ("", None)
    said = document.follow(media[1])
    schema = said.get("schema") if isinstance(said, dict) else declared.get("schema", True)
    return Parameter(
        name,
        place,
        declared.get("required") is True or place == "path",
        style_of(declared, _STYLES[place]),
        str(media[0]),
        declared.get("allowEmptyValue") is True,
        Validator(converter.root(schema if schema is not None else True)),
    )


def header_of(document: Document, converter: Converter, name: str, declared: Any) -> Parameter:
    """A header object, as it has no name of its own."""
    return _parameter(document, converter, declared if isinstance(declared, dict) else {}, name, "header")


def style_of(declared: Mapping[str, Any], default: str) -> Style:
    """The style that a parameter, header or encoding object declares."""
    name, explode = str(declared.get("style") or default), declared.get("explode")
    return Style(name, explode if isinstance(explode, bool) else name in ("form", "cookie"))


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
