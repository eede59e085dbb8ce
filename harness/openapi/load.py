"""A file -> a document."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from harness.openapi import overlay, pointers
from harness.openapi.document import Document
from harness.openapi.errors import DocumentError
from harness.openapi.files import BUNDLED, Source, bundle, read_source
from harness.openapi.references import references

_VERSION = re.compile(r"3\.\d+(?:\.\d+)?(?:-\S*)?")


def load(path: Path, shown: str | None = None, overlays: Sequence[Path] = ()) -> Document:
    """Reads an OpenAPI 3.x document in YAML or JSON, with the files that it refers to.

    `shown` is its path as people see it, used in messages. Overlays (OpenAPI Overlay 1.0) are applied in order.
    Raises `DocumentError` for: a file that is missing, unreadable or no YAML; a document that is no mapping or no
    OpenAPI 3.x; a key twice in one mapping; a `$ref` that leads nowhere, in a circle, or to the network.
    """
    source = read_source(path, shown or path.as_posix())
    _check_root(source)
    for extra in overlays:
        overlay.apply(source.data, read_source(extra, _shown_beside(source, extra)))
    _check_root(source)
    source.data.pop(BUNDLED, None)
    document = Document(source, bundle(source))
    places = [*_references(document)]
    for pointer, reference in places:
        _check_target(document, pointer, reference)
    for pointer, reference in places:
        _check_end(document, pointer, reference)
    return document


def _references(document: Document) -> Iterator[tuple[str, str]]:
    """All references with their pointers, those of the files that it refers to included."""
    for pointer, _, reference in references(document.data):
        yield pointer, reference
    for name, source in document.files.items():
        for pointer, _, reference in references(source.data, pointers.join("", BUNDLED, name)):
            yield pointer, reference


def _shown_beside(source: Source, path: Path) -> str:
    """A file's path as people see it, if it is related to the document's."""
    try:
        relative = os.path.relpath(path, source.path.parent)
    except ValueError:  # on Windows: another drive
        return path.as_posix()
    return Path(os.path.normpath(Path(source.shown).parent / relative)).as_posix()


def _check_root(source: Source) -> None:
    data = source.data
    if not isinstance(data, dict):
        got = "an empty file" if data is None else _kind(data)
        raise DocumentError(source.shown, 1, f"expected an OpenAPI document (a mapping), got {got}")
    version = data.get("openapi")
    if version is None and "swagger" in data:
        line = source.line("/swagger")
        raise DocumentError(source.shown, line, f'expected OpenAPI 3.x, got swagger "{data["swagger"]}"')
    if version is None:
        raise DocumentError(source.shown, 1, 'expected OpenAPI 3.x, got a mapping without the key "openapi"')
    if not _VERSION.fullmatch(str(version)):
        raise DocumentError(source.shown, source.line("/openapi"), f'expected OpenAPI 3.x, got "{version}"')


def _check_target(document: Document, pointer: str, reference: str) -> None:
    """Raises `DocumentError` for a reference whose target does not exist."""
    try:
        pointers.get(document.data, reference[1:])
    except LookupError:
        file, line = document.place(pointer)
        message = f'expected a $ref to something that exists, got "{_readable(reference)}"'
        raise DocumentError(file, line, message) from None


def _check_end(document: Document, pointer: str, reference: str) -> None:
    """Raises `DocumentError` for a reference that leads to other references, and never to anything else."""
    try:
        document.follow({"$ref": reference})
    except LookupError:
        file, line = document.place(pointer)
        message = f'expected a $ref that ends somewhere, got a circle at "{_readable(reference)}"'
        raise DocumentError(file, line, message) from None


def _readable(reference: str) -> str:
    """A reference as its author wrote it, or nearly."""
    tokens = pointers.tokens_of(reference[1:])
    if len(tokens) > 1 and tokens[0] == BUNDLED:
        return tokens[1] + "#" + pointers.join("", *tokens[2:])
    return reference


def _kind(value: Any) -> str:
    kinds = {list: "a list", str: "text", bool: "a boolean"}
    return kinds.get(type(value), "a number")
