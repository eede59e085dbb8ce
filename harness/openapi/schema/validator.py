"""A converted schema, ready to judge values: which faults a value has."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import threading
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

from harness.openapi.document import pointers
from harness.openapi.schema import bounded
from harness.openapi.schema.convert import MOST_NAMED, MOST_SCHEMAS
from harness.openapi.schema.fault import Fault, Path
from harness.openapi.schema.faults import FaultReader
from harness.openapi.schema.keywords import ONE_WAY, TOO_LARGE
from harness.openapi.schema.shape import Shape

if TYPE_CHECKING:
    import jsonschema_rs

DEEPEST = 64
"""Objects and lists in one another that are counted."""
LARGEST = 2**22
"""Characters of a converted schema, as JSON, beyond which no value is judged by it: compiled it takes 50 times that."""
BOUND = (
    f"a schema that refers to at most {MOST_NAMED} and holds at most {MOST_SCHEMAS}, with {LARGEST} characters of JSON"
)
MOST_READ = 20_000
"""Values of one body whose faults are listed: all errors are made at once, and each takes 2 kB or more."""
MOST_KEPT = 2 * LARGEST
"""Characters of all compiled schemas that are kept, together; those that were not used for longest go first."""
_KEPT: dict[bytes, tuple[jsonschema_rs.Draft202012Validator, int]] = {}
"""The digest of a schema's JSON -> what it was compiled to, and its characters."""
_LOCK = threading.Lock()


class Validator:
    """Judges values by one schema, as `Converter.root` makes it. Compiled on first use."""

    def __init__(self, schema: dict[str, Any]) -> None:
        self.schema = schema

    @cached_property
    def shape(self) -> Shape:
        """Types, fields and items that the schema allows."""
        return Shape.of(self.schema)

    @property
    def judges(self) -> bool:
        """False for a schema that is too large, with all that it refers to: no value has a fault by it."""
        return self._told[1] <= LARGEST and TOO_LARGE not in self.schema

    @property
    def _compiled(self) -> jsonschema_rs.Draft202012Validator:
        return _kept(self.schema, *self._told)

    @cached_property
    def _told(self) -> tuple[bytes, int]:
        return _digest(self.schema)

    def prepare(self) -> None:
        """Compiles the schema now: whoever is judged by it need not wait."""
        if self.judges:
            self._compiled  # noqa: B018 - compiled on first use

    def accepts(self, value: Any) -> bool:
        """True if the value has no fault."""
        return all(fault.of_document for fault in self.faults(value))

    def _read(self, value: Any) -> list[Fault]:
        """The faults of a value that has some; of a large one those of its first values alone, and that this is so."""
        left = iter(range(MOST_READ))
        head = _head(value, left)
        whole = next(left, None) is not None
        read = value if whole else head
        faults = FaultReader(self.schema, compiled).faults(self._compiled.iter_errors(read), read)
        if whole:
            return faults
        message = f"the value has faults, of which those behind its first {MOST_READ} values are left out"
        return [
            *(fault for fault in faults if fault.kind != "more" and _is_of(value, fault)),
            Fault("more", (), message),
        ]

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
        if not self.judges:
            return []
        if self._repeats > 1 and self._repeats ** _depth(value) > bounded.MOST_WAYS:
            return []
        try:
            if self._compiled.is_valid(value):
                return []
            return self._read(value)
        except ValueError as error:
            return [Fault("type", (), f"the value can't be judged: {error}")]


def _head(value: Any, left: Iterator[int]) -> Any:
    """A value less the items and fields for which `left` has no number any more."""
    if isinstance(value, list):
        return [_head(item, left) for item in value if next(left, None) is not None]
    if isinstance(value, dict):
        return {name: _head(item, left) for name, item in value.items() if next(left, None) is not None}
    return value


def _is_of(value: Any, fault: Fault) -> bool:
    """False for a fault of a value's head that the whole value does not have: what it lacks was left out."""
    if fault.kind == "required":
        try:
            pointers.get(value, fault.pointer)
        except LookupError:
            return True
        return False
    return fault.kind not in ("minItems", "contains", "minProperties", "dependentRequired")


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
    """The validator of a schema; of one that does not compile (the linter's business) one that accepts everything."""
    return _kept(schema, *_digest(schema))


def _digest(schema: dict[str, Any]) -> tuple[bytes, int]:
    """By which a schema is known, and its characters."""
    text = json.dumps(schema, default=repr).encode()
    return hashlib.sha256(text).digest(), len(text)


def _kept(schema: dict[str, Any], key: bytes, size: int) -> jsonschema_rs.Draft202012Validator:
    """Kept by the schema's content: operations share bodies, and a large one takes a quarter of a second."""
    with _LOCK:
        known = _KEPT.pop(key, None)
        found = known[0] if known else _compile(schema)
        _KEPT[key] = found, size  # the last one used is last
        if known is None:
            _make_room()
        return found


def _make_room() -> None:
    total = sum(size for _, size in _KEPT.values())
    while total > MOST_KEPT and len(_KEPT) > 1:
        total -= _KEPT.pop(next(iter(_KEPT)))[1]


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
