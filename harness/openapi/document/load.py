"""A file -> a document."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from harness.openapi.document import kept, swagger
from harness.openapi.document.bundle import Bundle, bundle, lost
from harness.openapi.document.document import Document
from harness.openapi.document.errors import DocumentError
from harness.openapi.document.files import BUNDLED, Source, read_source

_VERSION = re.compile(r"3\.\d+(?:\.\d+)?(?:-\S*)?")


def load(
    path: Path,
    shown: str | None = None,
    overlays: Sequence[Path] = (),
    folder: Path | None = None,
    within: Sequence[Path] | None = None,
) -> Document:
    """Reads an OpenAPI 3.x or Swagger 2.0 document in YAML or JSON, with the files that it refers to.

    Swagger is converted to OpenAPI 3.0, after the overlays.

    `shown` is its path as people see it, used in messages. Overlays (OpenAPI Overlay 1.0) are applied in order.
    What can't be used of it is left out, and appears in the document's `troubles`: a key twice in one mapping, an alias
    of nothing, a `$ref` that leads nowhere, in a circle, or to the network.

    Raises `DocumentError` for: a file that is missing, unreadable or no YAML; a document that is no mapping,
    neither OpenAPI 3.x nor Swagger 2.0; an overlay that is none.

    Large documents are kept in `folder`, where one is given. A `$ref` to a file outside the folders `within` leads
    nowhere; without them every file may be read.
    """
    shown = shown or path.as_posix()
    entry = kept.entry(folder, path, overlays, within) if folder else None
    found = kept.recall(entry, path, shown) if entry else None
    source, bundled = (found[0], Bundle(found[1], ())) if found else _read(path, shown, overlays, within)
    if entry and not found and not bundled.troubles:
        kept.keep(entry, source, bundled.files)
    if not swagger.is_swagger(source.data):
        return Document(source, bundled.files, bundled.troubles)
    converted, files = swagger.convert(source, bundled.files)
    return Document(converted, files, (*bundled.troubles, *lost(converted)), source)


def _read(path: Path, shown: str, overlays: Sequence[Path], within: Sequence[Path] | None) -> tuple[Source, Bundle]:
    source = read_source(path, shown)
    _check_root(source)
    for extra in overlays:
        from harness.openapi.document import (
            overlay,  # here, because JSONPath is slow to load and few projects have overlays
        )

        overlay.apply(source.data, read_source(extra, _shown_beside(source, extra)))
    _check_root(source)
    source.data.pop(BUNDLED, None)
    return source, bundle(source, within)


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
    if swagger.is_swagger(data):
        if str(data["swagger"]) not in ("2", "2.0"):
            line = source.line("/swagger")
            raise DocumentError(source.shown, line, f'expected OpenAPI 3.x or Swagger 2.0, got "{data["swagger"]}"')
        return
    if version is None:
        raise DocumentError(source.shown, 1, 'expected OpenAPI 3.x, got a mapping without the key "openapi"')
    if not _VERSION.fullmatch(str(version)):
        raise DocumentError(source.shown, source.line("/openapi"), f'expected OpenAPI 3.x, got "{version}"')


def _kind(value: Any) -> str:
    kinds = {list: "a list", str: "text", bool: "a boolean"}
    return kinds.get(type(value), "a number")
