"""The validator's errors -> one fault for each thing that is wrong, the deepest and most telling."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from harness.openapi.document import pointers
from harness.openapi.schema import fault_text
from harness.openapi.schema.fault import Fault, Path
from harness.openapi.schema.keywords import CLOSED_HERE
from harness.openapi.schema.known_fields import known_fields, node_at
from harness.openapi.schema.violation import listed, shown, words

_ALTERNATIVES = ("oneOf", "anyOf")
_FIRST = ("type", "enum", "const", "required")
"""Of several errors of one value these say most."""
MOST_FAULTS = 100
"""Faults of one value that are read: a program may send thousands, and nobody reads so many."""
MOST_COMPARED = 64
"""Unknown fields of one value whose names are compared with those that the document knows, and fields that are omitted
to see whether alternatives exclude one another: each takes time.
"""

MOST_JUDGED = 10_000
"""Fields that are judged in all, where fields are left out one by one."""


class FaultReader:
    """Reads the errors of one schema's validator."""

    def __init__(self, schema: dict[str, Any], compile_: Callable[[dict[str, Any]], Any]) -> None:
        self.schema = schema
        self.definitions: dict[str, Any] = schema.get("$defs", {})
        self._compile = compile_

    def faults(self, errors: Iterable[Any], value: Any) -> list[Fault]:
        """All faults, those of one value merged into one."""
        found: dict[Path, Fault] = {}
        for fault in (fault for error in errors for fault in self._read(error, value)):
            if len(found) == MOST_FAULTS:
                more = Fault("more", (), "the value has more faults, which are left out", f"{MOST_FAULTS} or fewer")
                return [*_merge_misspelt(list(found.values())), more]
            earlier = found.get(fault.path)
            if earlier is None or (_rank(fault), fault.undeclared) < (_rank(earlier), earlier.undeclared):
                found[fault.path] = fault
        return _merge_misspelt(list(found.values()))

    def _read(self, error: Any, value: Any) -> Iterator[Fault]:
        name = error.kind.name
        if name in ("unevaluatedProperties", "additionalProperties"):
            yield from self._unknown(error, value)
        elif name == "falseSchema":
            path = tuple(error.instance_path)
            yield _unknown_field(path, ()) if path else fault_text.describe(error)
        elif name in _ALTERNATIVES and hasattr(error.kind, "context"):
            yield from self._alternatives(error, value)
        elif name == "required":
            yield _missing(error)
        else:
            yield fault_text.describe(error)

    def _unknown(self, error: Any, value: Any) -> Iterator[Fault]:
        """A subschema that failed hides the fields it declares from `unevaluatedProperties`: those are known."""
        path = tuple(error.instance_path)
        node = node_at(self.schema, error.evaluation_path[:-1])
        holder = pointers.get(value, pointers.of_path(path))
        known = known_fields(node, self.definitions, holder)
        if error.kind.name == "additionalProperties":
            known = set() if known is None else known - set(error.kind.unexpected)
        if known is None:
            return
        undeclared = isinstance(node, dict) and CLOSED_HERE in node
        left = known - set(holder)
        names = [name for name in error.kind.unexpected if name not in known][: MOST_FAULTS + 1]
        for number, name in enumerate(names):
            yield replace(_unknown_field((*path, name), left, compare=number < MOST_COMPARED), undeclared=undeclared)

    def _alternatives(self, error: Any, value: Any) -> Iterator[Fault]:
        path = tuple(error.instance_path)
        holder = pointers.get(value, pointers.of_path(path))
        failed = [list(errors) for errors in error.kind.context]
        if type(error.kind).__name__.endswith("OneOfMultipleValid"):
            if not self._told_apart(error, holder):
                yield replace(fault_text.describe(error), of_document=not self._excludes(error, holder))
            return
        at_root = [self._wrong_type(errors, path) for errors in failed]
        if all(at_root):
            types = list(dict.fromkeys(name for names in at_root for name in names))
            yield fault_text.wrong_type(path, types, holder)
            return
        branches = [node_at(self.schema, [*error.evaluation_path, index]) for index in range(len(failed))]
        distances = [self._distance(*pair, path, holder) for pair in zip(failed, branches, strict=True)]
        nearest = failed[distances.index(min(distances))]
        yield from (fault for inner in nearest for fault in self._read(inner, value))

    @staticmethod
    def _wrong_type(errors: list[Any], path: Path) -> list[str]:
        """The types that one alternative asks for, if the value has none of them."""
        for error in errors:
            if error.kind.name == "type" and tuple(error.instance_path) == path:
                return list(error.kind.types)
        return []

    def _distance(self, errors: list[Any], branch: Any, path: Path, holder: Any) -> tuple[int, int, int, int]:
        """How far a value is from an alternative: by type, by the fields that tell them apart, by errors."""
        known = known_fields(branch, self.definitions, holder) if isinstance(holder, dict) else None
        unknown = len(set(holder) - known) if known else 0
        wrong_tag = sum(_is_tag(error, len(path)) for error in errors)
        depth = max((len(error.instance_path) for error in errors), default=0)
        return int(bool(self._wrong_type(errors, path))), wrong_tag, unknown + len(errors), -depth

    def _told_apart(self, error: Any, holder: Any) -> bool:
        """True if just one alternative declares all the fields that any of them does: the others are not meant."""
        node = node_at(self.schema, error.evaluation_path[:-1])
        branches = node.get("oneOf", []) if isinstance(node, dict) else []
        if not isinstance(holder, dict) or not branches:
            return False
        known = [known_fields(branch, self.definitions, holder) for branch in branches]
        contested = {name for names in known if names for name in names} & set(holder)
        fitting = 0
        for branch, names in zip(branches, known, strict=True):
            if names is None or contested <= names:
                fitting += self._compile({**_as_schema(branch), "$defs": self.definitions}).is_valid(holder)
        return fitting == 1

    def _excludes(self, error: Any, holder: Any) -> bool:
        """True if the alternatives of a `oneOf` are meant to exclude one another: one field less, and one alone fits.

        Otherwise they overlap: whatever is sent fits several, as a text does `oneOf: [string, {enum: [...]}]`.
        """
        node = node_at(self.schema, error.evaluation_path[:-1])
        branches = node.get("oneOf", []) if isinstance(node, dict) else []
        judges = [self._compile({**_as_schema(branch), "$defs": self.definitions}) for branch in branches]
        fitting = [branch for branch, judge in zip(branches, judges, strict=True) if judge.is_valid(holder)]
        if not isinstance(holder, dict):
            return isinstance(holder, int | float) and all("multipleOf" in _as_schema(branch) for branch in fitting)
        contested = {name for branch in branches for name in known_fields(branch, self.definitions, holder) or ()}
        names = sorted(holder, key=lambda name: name not in contested)[: _most_left_out(holder)]
        without = ({key: item for key, item in holder.items() if key != name} for name in names)
        return any(sum(judge.is_valid(less) for judge in judges) == 1 for less in without)


def _most_left_out(holder: dict[str, Any]) -> int:
    """How many fields are left out one by one: each time all of the others are judged."""
    return max(1, min(MOST_COMPARED, MOST_JUDGED // max(1, len(holder))))


def _is_tag(error: Any, depth: int) -> bool:
    """True for a field (or the value itself) that may have one value alone: such are what tells alternatives apart."""
    kind = error.kind
    single = kind.name == "const" or (kind.name == "enum" and len(kind.options) == 1)
    return single and len(error.instance_path) <= depth + 1


def _as_schema(branch: Any) -> dict[str, Any]:
    return branch if isinstance(branch, dict) else {} if branch else {"not": {}}


def _rank(fault: Fault) -> int:
    return _FIRST.index(fault.kind) if fault.kind in _FIRST else len(_FIRST)


def _missing(error: Any) -> Fault:
    name = error.kind.property
    path = (*error.instance_path, name)
    where = fault_text.place(path)
    return Fault("required", path, f"{where} is missing", f'the field "{name}"', "no such field", words(name))


def _unknown_field(path: Path, known: Iterable[str], *, compare: bool = True) -> Fault:
    name = str(path[-1]) if path else ""
    names = sorted(known)
    near = _nearest(name, names) if compare else None
    return Fault(
        "unknown",
        path,
        f"{fault_text.place(path)} is no field that the document knows",
        f"one of {listed(names)}" if names else "no such field",
        shown(name),
        words(name),
        f'did you mean "{near}"?' if near else "",
    )


def _nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that another was probably meant to be."""
    plain = {known_name.replace("_", "").replace("-", "").lower(): known_name for known_name in known}
    found = difflib.get_close_matches(name.replace("_", "").replace("-", "").lower(), plain, n=1, cutoff=0.7)
    return plain[found[0]] if found else None


def _merge_misspelt(faults: list[Fault]) -> list[Fault]:
    """A required field under a wrong name is one fault: the unknown name, not the missing one besides."""
    for unknown in [fault for fault in faults if fault.kind == "unknown"][:MOST_COMPARED]:
        missing = {
            str(fault.path[-1]): fault
            for fault in faults
            if fault.kind == "required" and fault.path[:-1] == unknown.path[:-1]
        }
        near = _nearest(str(unknown.path[-1]), missing)
        if near:
            faults.remove(missing[near])
            better = replace(unknown, expected=f'the field "{near}"', hint=f'did you mean "{near}"?', undeclared=False)
            faults[faults.index(unknown)] = better
    return faults
