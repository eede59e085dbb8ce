"""Samples that stand in a document itself: the shapes in which documents hold them, and the lines that they stand on.

The shapes: `x-codeSamples` and `x-code-samples` (Redocly), `x-oaiMeta.examples` (OpenAI), `x-fern-examples` (Fern) and
`x-readme.code-samples` (ReadMe).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.openapi.document import pointers

LARGEST = 256 * 1024
"""Characters of one sample beyond which it is no sample."""
AHEAD = 400
"""Lines of a document in which the next line of a sample is looked for."""


@dataclass(frozen=True)
class InlineSample:
    """One sample as it stands in the document."""

    operation_id: str
    lang: str
    """The document's word for the language: `cURL`, `node.js`."""
    label: str
    """What tells it from the operation's other samples in that language; empty where nothing does."""
    source: str
    shown: str
    """The document's path as people see it."""
    lines: tuple[int, ...]
    """The 1-based line of the document that each line of the source stands on."""
    file: Path | None = None
    """The file that the document links to; None for a sample in the document itself."""


@dataclass(frozen=True)
class Written:
    """A text that an operation holds, with the pointer to it."""

    lang: str
    label: str
    source: str
    pointer: str


def written(operation: Mapping[str, Any], pointer: str) -> Iterator[Written]:
    """The samples of an operation object whose source is a text. What has another shape is passed over."""
    for shape, read in _SHAPES.items():
        if shape in operation:
            for sample in read(operation[shape], pointers.join(pointer, shape)):
                if sample.source.strip() and len(sample.source) <= LARGEST:
                    yield sample


def lines_of(source: str, text: Sequence[str], first: int) -> tuple[int, ...]:
    """The 1-based line of `text`, a YAML document's lines, that each line of a scalar's value stands on.

    `first` is the line of its key. A folded scalar (`>`) joins lines: a line of the value is then found by its
    beginning. What can't be found, as in a JSON string, stands where the line before it does.
    """
    found, at, limit = [], first, min(len(text), first + AHEAD + source.count("\n") * 3)
    for line in source.splitlines():
        wanted, index = line.strip(), at
        while wanted and index < limit:
            piece = text[index].strip()
            if piece and (piece == wanted or wanted.startswith(f"{piece} ")):
                break
            index += 1
        if wanted and index < limit:
            at = index + 1
            found.append(at)
            at = _end_of_fold(wanted, text, index) + 1
        else:
            found.append(min(at + 1, limit) if not wanted and found else at)
    return tuple(found)


def _end_of_fold(wanted: str, text: Sequence[str], index: int) -> int:
    """The 0-based line on which a value's line ends, which began on line `index`."""
    rest = wanted.removeprefix(text[index].strip()).strip()
    while rest and index + 1 < len(text):
        piece = text[index + 1].strip()
        if not piece or not rest.startswith(piece):
            break
        rest = rest.removeprefix(piece).strip()
        index += 1
    return index


def _code_samples(value: Any, pointer: str) -> Iterator[Written]:
    """`[{lang, label, source}]`."""
    for index, sample in _mappings(value):
        if isinstance(sample.get("source"), str):
            place = pointers.join(pointer, index, "source")
            yield Written(_text(sample, "lang"), _text(sample, "label"), sample["source"], place)


def _openai(value: Any, pointer: str) -> Iterator[Written]:
    """`{examples: {request: {curl, python, ...}}}`, or a list of such examples, each with a title."""
    examples = value.get("examples") if isinstance(value, dict) else None
    place = pointers.join(pointer, "examples")
    several = isinstance(examples, list) and len(examples) > 1
    entries = _mappings(examples) if isinstance(examples, list) else [("", examples)]
    for index, example in entries:
        request = example.get("request") if isinstance(example, dict) else None
        below = pointers.join(place, *([index] if index != "" else []), "request")
        label = _text(example, "title") if several else ""
        if isinstance(request, str):
            yield Written("curl", label, request, below)
        for lang, source in request.items() if isinstance(request, dict) else ():
            if isinstance(source, str):
                yield Written(lang, label, source, pointers.join(below, lang))


def _fern(value: Any, pointer: str) -> Iterator[Written]:
    """`[{name, code-samples: [{language or sdk, code, name}]}]`."""
    for index, example in _mappings(value):
        for key in ("code-samples", "codeSamples"):
            for number, sample in _mappings(example.get(key)):
                if isinstance(sample.get("code"), str):
                    label = _text(sample, "name") or _text(example, "name")
                    place = pointers.join(pointer, index, key, number, "code")
                    yield Written(_text(sample, "language") or _text(sample, "sdk"), label, sample["code"], place)


def _readme(value: Any, pointer: str) -> Iterator[Written]:
    """`{code-samples: [{language, code, name}]}`."""
    samples = value.get("code-samples") if isinstance(value, dict) else None
    for index, sample in _mappings(samples):
        if isinstance(sample.get("code"), str):
            place = pointers.join(pointer, "code-samples", index, "code")
            yield Written(_text(sample, "language"), _text(sample, "name"), sample["code"], place)


_SHAPES: Mapping[str, Callable[[Any, str], Iterator[Written]]] = {
    "x-codeSamples": _code_samples,
    "x-code-samples": _code_samples,
    "x-oaiMeta": _openai,
    "x-fern-examples": _fern,
    "x-readme": _readme,
}


def _mappings(value: Any) -> Iterator[tuple[Any, dict[str, Any]]]:
    """The mappings of a list with their places in it."""
    for index, item in enumerate(value if isinstance(value, list) else ()):
        if isinstance(item, dict):
            yield index, item


def _text(holder: Any, key: str) -> str:
    value = holder.get(key) if isinstance(holder, dict) else None
    return value if isinstance(value, str) else ""
