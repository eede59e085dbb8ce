"""The fields of a form -> its value, as the encoding and the schema of its fields say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice, product
from typing import Any

from harness.openapi.document import pointers
from harness.openapi.request import forms
from harness.openapi.request.forms import Field
from harness.openapi.request.readings import Settled, settle
from harness.openapi.request.sent import Sent
from harness.openapi.request.styles import Style
from harness.openapi.schema.fault import Fault, Path
from harness.openapi.schema.fault_text import place
from harness.openapi.schema.shape import Shape
from harness.openapi.schema.validator import Validator
from harness.openapi.schema.violation import Violation, listed, shown, words

_MOST_TREES = 16
"""Combinations of the meanings of several fields that are tried."""


def form_value(
    fields: Sequence[Field], validator: Validator, styles: Mapping[str, Style]
) -> tuple[Any, list[Violation], list[Fault]]:
    """The value of a form, what is wrong with its fields' form, and what its schema says of the value.

    `styles` are those that the fields' encoding declares; other fields may have any form that is usual.
    """
    shape = validator.shape
    found, claimed, misfits = _styled(fields, shape, styles)
    rest, violations = forms.expand([one for one in fields if one.name not in claimed], shape)
    combined = islice(product(*found.values()), _MOST_TREES)
    trees = [{**rest, **dict(zip(found, chosen, strict=True))} for chosen in combined]
    settled = settle(trees, validator, spoken=True)
    violations += [*misfits.values(), *_spoken(settled)]
    return settled.value, violations, [fault for fault in settled.faults if not set(fault.path[:1]) & set(misfits)]


def _styled(
    fields: Sequence[Field], shape: Shape, styles: Mapping[str, Style]
) -> tuple[dict[str, list[Any]], set[str], dict[str | int, Violation]]:
    """What the fields with a style may mean, the names that they have, and those that do not lie as it says."""
    sent = [one.sent or Sent(one.name, one.value) for one in fields if isinstance(one.value, str)]
    known = {name for part in shape.parts for name in part.get("properties", ())}
    found: dict[str, list[Any]] = {}
    claimed: set[str] = set()
    misfits: dict[str | int, Violation] = {}
    for name, style in styles.items():
        inner = shape.field(name)
        own = style.claim(name, inner, sent, known - {name}) if inner else []
        bracketed = [one for one in sent if one.name.startswith(f"{name}[") and one.name not in known]
        is_deep = style.name == "deepObject"
        if not inner or not (own or bracketed) or (is_deep and own == bracketed):
            continue  # names in brackets are read as those of every form
        claimed |= {one.name for one in (*own, *bracketed)}
        found[name] = [] if is_deep or bracketed else style.trees(name, inner, own)
        own = own or bracketed
        if not found[name]:
            found[name] = [own[-1].text]
            misfits[name] = _misfit(name, style.expected(name, inner), own)
    return found, claimed, misfits


def _misfit(name: str, expected: str, own: Sequence[Sent]) -> Violation:
    actual = "&".join(f"{one.name}={one.raw}" for one in own)
    message = f'the field "{name}": expected {expected}, got {shown(actual)}'
    names = words(*(one.text for one in own), name)
    return Violation("body-schema", message, expected, shown(actual), pointers.of_path([name]), names)


def _spoken(settled: Settled) -> list[Violation]:
    """Booleans as clients write them: servers mostly take them."""
    return [_boolean(path, text) for path, text in settled.spoken.items()]


def _boolean(path: Path, text: str) -> Violation:
    expected = listed([True, False])
    message = f"{place(path)}: expected {expected}, got {shown(text)}, which not every server takes for a boolean"
    pointer = pointers.of_path(path)
    return Violation("body-schema", message, expected, shown(text), pointer, words(text, *path[::-1]), "warning")
