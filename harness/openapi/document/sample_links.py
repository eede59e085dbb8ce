"""`x-codeSamples` and `x-code-samples`: a document's links to example programs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.openapi.document import pointers


@dataclass(frozen=True)
class SampleLink:
    """One link from an operation to the program that shows it."""

    operation_id: str
    lang: str
    target: Path
    """Where the program should lie: the link resolved against the document's folder."""
    pointer: str
    line: int | None


def links(operation: dict[str, Any], pointer: str) -> Iterator[tuple[str, str, str]]:
    """The language, the link and the pointer of each sample of an operation that is a link; inline ones are not."""
    for key in ("x-codeSamples", "x-code-samples"):
        samples = operation.get(key)
        for index, sample in enumerate(samples if isinstance(samples, list) else ()):
            if not isinstance(sample, dict):
                continue
            source = sample.get("source")
            holder = source if isinstance(source, dict) else sample
            reference = holder.get("$ref")
            if isinstance(reference, str):
                yield str(sample.get("lang", "")), reference, pointers.join(pointer, key, index)


def target(folder: Path, reference: str) -> Path:
    """A link as an absolute path without `..` in it; symbolic links are left alone."""
    return Path(os.path.normpath(folder.absolute() / reference))
