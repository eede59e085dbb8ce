"""Parameters of an operation: decoding them from path, query, headers and cookies as their style says."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from harness.openapi.document import pointers
from harness.openapi.document.document import Document, Entry
from harness.openapi.schema.convert import Converter
from harness.openapi.schema.typed import typed
from harness.openapi.schema.validator import Validator

_STYLES = {"path": "simple", "header": "simple", "query": "form", "cookie": "form", "querystring": "form"}
_SEPARATORS = {"form": ",", "simple": ",", "spaceDelimited": " ", "pipeDelimited": "|"}


@dataclass(frozen=True, eq=False)
class Parameter:
    """One parameter of an operation."""

    name: str
    place: str
    """`path`, `query`, `header` or `cookie`; `querystring` for one that is the whole query (3.2)."""
    required: bool
    style: str
    explode: bool
    as_json: bool
    """True if `content` says that its text is JSON."""
    allows_empty: bool
    validator: Validator

    def decode(self, texts: list[str]) -> Any:
        """The value of the texts that were sent under its name."""
        shape = self.validator.shape
        if self.as_json:
            return _json(texts[-1])
        if "array" in shape.types and not (len(texts) == 1 and "string" in shape.types):
            separator = _SEPARATORS.get(self.style, ",")
            split = not (self.explode and self.place in ("query", "cookie"))
            parts = [part for text in texts for part in (text.split(separator) if split else [text])]
            trim = self.place == "header"
            return [typed(shape.items, part.strip() if trim else part) for part in parts]
        if "object" in shape.types and "string" not in shape.types and not texts[-1].startswith("{"):
            return self._object(texts[-1])
        return typed(shape, texts[-1])

    def _object(self, text: str) -> Any:
        """`a,1,b,2`, or `a=1,b=2` when exploded."""
        parts = text.split(_SEPARATORS.get(self.style, ","))
        if self.explode and all("=" in part for part in parts):
            pairs = [tuple(part.split("=", 1)) for part in parts]
        elif len(parts) % 2 == 0:
            pairs = list(zip(parts[::2], parts[1::2], strict=True))
        else:
            return text
        return {name: typed(self.validator.shape.field(name), value) for name, value in pairs}


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
    style = str(declared.get("style") or _STYLES[place])
    explode = declared.get("explode")
    return Parameter(
        name,
        place,
        declared.get("required") is True or place == "path",
        style,
        explode if isinstance(explode, bool) else style == "form",
        "json" in str(media[0]),
        declared.get("allowEmptyValue") is True,
        Validator(converter.root(schema if schema is not None else True)),
    )


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
