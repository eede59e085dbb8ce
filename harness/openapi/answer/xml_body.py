"""A value -> XML, as the `xml` objects of its schema say (https://spec.openapis.org/oas/v3.0.4#xml-object)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

from harness.openapi.document import pointers
from harness.openapi.document.document import Document
from harness.openapi.schema.inplace import in_place

_NAME = re.compile(r"[A-Za-z_][\w.-]*")
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def to_xml(document: Document, schema: Any, value: Any) -> bytes:
    """The document element is named by the schema's `xml`, else by the name of the schema, else `root`."""
    reference = schema.get("$ref") if isinstance(schema, dict) else None
    name = pointers.tokens_of(reference[1:])[-1] if isinstance(reference, str) and "/" in reference else "root"
    root = _XmlWriter(document).element(name, schema, value)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root)


class _XmlWriter:
    def __init__(self, document: Document) -> None:
        self.document = document

    def element(self, name: str, schema: Any, value: Any) -> ElementTree.Element:
        """One element with all that is in it."""
        element = ElementTree.Element(_tag(self._said(schema).get("name", name)))
        if isinstance(value, dict):
            for key, item in value.items():
                self._put(element, key, self._field(schema, key), item)
        elif isinstance(value, list):
            element.extend(self._items(name, schema, value))
        else:
            element.text = _text(value)
        return element

    def _put(self, parent: ElementTree.Element, name: str, schema: Any, value: Any) -> None:
        said = self._said(schema)
        if said.get("attribute") is True:
            parent.set(_tag(said.get("name", name)), _text(value))
        elif isinstance(value, list) and said.get("wrapped") is not True:
            parent.extend(self._items(said.get("name", name), schema, value))
        else:
            parent.append(self.element(name, schema, value))

    def _items(self, name: str, schema: Any, values: list[Any]) -> Iterator[ElementTree.Element]:
        items = next((part["items"] for part in self._parts(schema) if "items" in part), None)
        return (self.element(name, items, value) for value in values)

    def _field(self, schema: Any, name: str) -> Any:
        for part in self._parts(schema):
            properties = part.get("properties")
            if isinstance(properties, dict) and name in properties:
                return properties[name]
        return None

    def _said(self, schema: Any) -> dict[str, Any]:
        return next((part["xml"] for part in self._parts(schema) if isinstance(part.get("xml"), dict)), {})

    def _parts(self, schema: Any) -> Iterator[dict[str, Any]]:
        return in_place(self.document, schema)


def _tag(name: Any) -> str:
    text = str(name)
    return text if _NAME.fullmatch(text) else "".join(re.findall(r"[\w.-]", "_" + text))


def _text(value: Any) -> str:
    text = value if isinstance(value, str) else "" if value is None else json.dumps(value)
    return _NO_XML.sub("\ufffd", text)
