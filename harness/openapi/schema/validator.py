"""A converted schema, ready to judge values: which faults a value has."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

from harness.openapi.schema import bounded
from harness.openapi.schema.fault import Fault, Path
from harness.openapi.schema.faults import FaultReader
from harness.openapi.schema.keywords import ONE_WAY
from harness.openapi.schema.shape import Shape

if TYPE_CHECKING:
    import jsonschema_rs

DEEPEST = 64
"""Objects and lists in one another that are counted."""
MOST_KEPT = 128
"""Compiled schemas that are kept; those that were not used for longest go first."""
_KEPT: dict[bytes, jsonschema_rs.Draft202012Validator] = {}


class Validator:
    """Judges values by one schema, as `Converter.root` makes it. Compiled on first use."""

    def __init__(self, schema: dict[str, Any]) -> None:
        self.schema = schema

    @cached_property
    def shape(self) -> Shape:
        """Types, fields and items that the schema allows."""
        return Shape.of(self.schema)

    @cached_property
    def _compiled(self) -> jsonschema_rs.Draft202012Validator:
        return compiled(self.schema)

    def prepare(self) -> None:
        """Compiles the schema now: whoever is judged by it need not wait."""
        self._compiled  # noqa: B018 - compiled on first use

    def accepts(self, value: Any) -> bool:
        """True if the value has no fault."""
        return all(fault.of_document for fault in self.faults(value))

    def one_way(self, value: Any) -> list[Path]:
        """The fields of a value that only the other direction carries."""
        return list(_one_way(self.shape, value, ())) if ONE_WAY in self.schema else []

    @cached_property
    def _repeats(self) -> int:
        return bounded.repeats(self.schema.get("$defs", {}))

    def faults(self, value: Any) -> list[Fault]:
        """All faults of a value, one for each thing that is wrong; none for most values, which costs little.

        A value that lies so deep in schemas which lead to themselves that judging it would not end is not judged.
        """
        if self._repeats > 1 and self._repeats ** _depth(value) > bounded.MOST_WAYS:
            return []
        try:
            if self._compiled.is_valid(value):
                return []
            return FaultReader(self.schema, compiled).faults(self._compiled.iter_errors(value), value)
        except ValueError as error:
            return [Fault("type", (), f"the value can't be judged: {error}")]


def _depth(value: Any) -> int:
    """How many objects and lists lie in one another, as far as that matters."""
    level, depth = [value], 0
    while depth < DEEPEST and (level := [one for one in level if isinstance(one, dict | list)]):
        level = [item for one in level for item in (one.values() if isinstance(one, dict) else one)]
        depth += 1
    return depth


def _one_way(shape: Shape, value: Any, path: Path) -> Iterator[Path]:
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _one_way(shape.items, item, (*path, index))
    for name, item in value.items() if isinstance(value, dict) else ():
        said = [part["properties"][name] for part in shape.parts if name in part.get("properties", ())]
        if said and all(isinstance(one, dict) and ONE_WAY in one for one in said):
            yield (*path, name)
        elif (inner := shape.field(name)) is not None:
            yield from _one_way(inner, item, (*path, name))


def compiled(schema: dict[str, Any]) -> jsonschema_rs.Draft202012Validator:
    """The validator of a schema; of one that does not compile (the linter's business) one that accepts everything.

    Kept by the schema's content: operations share bodies, and a large one takes a quarter of a second.
    """
    key = hashlib.sha256(json.dumps(schema, default=repr).encode()).digest()
    found = _KEPT.pop(key, None) or _compile(schema)
    _KEPT[key] = found  # the last one used stands last
    if len(_KEPT) > MOST_KEPT:
        del _KEPT[next(iter(_KEPT))]
    return found


def _compile(schema: dict[str, Any]) -> jsonschema_rs.Draft202012Validator:
    import jsonschema_rs  # its 30 ms are for those alone who validate

    try:
        return jsonschema_rs.Draft202012Validator(
            schema, validate_formats=True, formats={"byte": is_base64}, offline=True
        )
    except ValueError:
        return jsonschema_rs.Draft202012Validator({}, offline=True)


def is_base64(text: str) -> bool:
    """True for `format: byte`."""
    try:
        base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return False
    return True
