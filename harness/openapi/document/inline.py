"""Samples that stand in a document itself: the shapes in which documents hold them, and the lines that they stand on.

The shapes: `x-codeSamples` and `x-code-samples` (Redocly), `x-oaiMeta.examples` (OpenAI), `x-fern-examples` (Fern) and
`x-readme.code-samples` (ReadMe).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.model import ShownOutput
from harness.openapi.document import pointers

LARGEST = 256 * 1024
"""Characters of one sample beyond which it is no sample."""
AHEAD = 400
"""Lines of a document in which the next line of a sample is looked for."""


@dataclass(frozen=True)
class InlineSample:
    """One sample as it appears in the document."""

    operation_id: str
    lang: str
    """The document's word for the language: `cURL`, `node.js`."""
    label: str
    """What tells it from the operation's other samples in that language; empty where nothing does."""
    source: str
    shown: str
    """The document's path as people see it."""
    lines: tuple[int, ...]
    """The 1-based line of the document that each line of the source is on."""
    file: Path | None = None
    """The file that the document links to; None for a sample in the document itself."""
    region: str = ""
    """The region of a program that it is a copy of, on a page."""
    outputs: tuple[ShownOutput, ...] = ()
    """What its page shows that it prints, or that the API answers."""


@dataclass(frozen=True)
class Written:
    """A text that an operation holds, with the pointer to it."""

    lang: str
    label: str
    source: str
    pointer: str
    trouble: str = ""
    """Why it is no sample; empty for one that is."""


def written(operation: Mapping[str, Any], pointer: str) -> Iterator[Written]:
    """The samples of an operation object, and what is in their place and is none."""
    for shape, read in _SHAPES.items():
        if shape in operation:
            yield from read(operation[shape], pointers.join(pointer, shape))


def _written(lang: str, label: str, source: Any, pointer: str) -> Written:
    """What is where a sample's text is due."""
    if not isinstance(source, str):
        return Written(lang, label, "", pointer, "no text")
    if not source.strip():
        return Written(lang, label, "", pointer, "an empty text")
    trouble = f"more than {LARGEST} characters" if len(source) > LARGEST else ""
    return Written(lang, label, "" if trouble else source, pointer, trouble)


def lines_of(source: str, text: Sequence[str], first: int) -> tuple[int, ...]:
    """The 1-based line of `text`, a YAML document's lines, that each line of a scalar's value is on.

    `first` is the line of its key. A folded scalar (`>`) joins lines: a line of the value is then found by its
    beginning. What can't be found, as in a JSON string, is where the line before it does.
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
    """`[{lang, label, source}]`; a source that is a link is a file's."""
    for index, sample in _items(value):
        if not isinstance(sample, dict):
            yield _written("", "", None, pointers.join(pointer, index))
        elif not any(
            isinstance(one, dict) and isinstance(one.get("$ref"), str) for one in (sample, sample.get("source"))
        ):
            place = pointers.join(pointer, index, *(["source"] if "source" in sample else []))
            yield _written(_text(sample, "lang"), _text(sample, "label"), sample.get("source"), place)


def _openai(value: Any, pointer: str) -> Iterator[Written]:
    """`{examples: {request: {curl, python, ...}}}`, or a list of such examples, each with a title."""
    examples = value.get("examples") if isinstance(value, dict) else None
    place = pointers.join(pointer, "examples")
    several = isinstance(examples, list) and len(examples) > 1
    entries = enumerate(examples) if isinstance(examples, list) else [("", examples)]
    for index, example in entries:
        request = example.get("request") if isinstance(example, dict) else None
        below = pointers.join(place, *([index] if index != "" else []), "request")
        label = _text(example, "title") if several else ""
        if isinstance(request, str):
            yield _written("curl", label, request, below)
        for lang, source in request.items() if isinstance(request, dict) else ():
            yield _written(str(lang), label, source, pointers.join(below, lang))


def _fern(value: Any, pointer: str) -> Iterator[Written]:
    """`[{name, code-samples: [{language or sdk, code, name}]}]`."""
    for index, example in _items(value):
        for key in ("code-samples", "codeSamples"):
            listed = example.get(key) if isinstance(example, dict) else None
            for number, sample in enumerate(listed if isinstance(listed, list) else ()):
                label = _text(sample, "name") or _text(example, "name")
                place = pointers.join(pointer, index, key, number)
                yield _written(_text(sample, "language") or _text(sample, "sdk"), label, *_code(sample, place))


def _readme(value: Any, pointer: str) -> Iterator[Written]:
    """`{code-samples: [{language, code, name}]}`."""
    samples = value.get("code-samples") if isinstance(value, dict) else None
    for index, sample in enumerate(samples if isinstance(samples, list) else ()):
        place = pointers.join(pointer, "code-samples", index)
        yield _written(_text(sample, "language"), _text(sample, "name"), *_code(sample, place))


def _code(sample: Any, place: str) -> tuple[Any, str]:
    """The value under `code`, and its place."""
    found = isinstance(sample, dict) and "code" in sample
    return (sample["code"], pointers.join(place, "code")) if found else (None, place)


_SHAPES: Mapping[str, Callable[[Any, str], Iterator[Written]]] = {
    "x-codeSamples": _code_samples,
    "x-code-samples": _code_samples,
    "x-oaiMeta": _openai,
    "x-fern-examples": _fern,
    "x-readme": _readme,
}


def _items(value: Any) -> Iterator[tuple[Any, Any]]:
    """The items of a list with their places in it; what is no list represents one item."""
    yield from enumerate(value) if isinstance(value, list) else [(0, value)]


def _text(holder: Any, key: str) -> str:
    value = holder.get(key) if isinstance(holder, dict) else None
    return value if isinstance(value, str) else ""
