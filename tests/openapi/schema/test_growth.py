"""Planning costs at most in proportion to a document: counted in calls, for schemas whose walks were once longer."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from harness import openapi
from harness.openapi.schema import bounded
from harness.openapi.schema.convert import Converter
from harness.openapi.values.model_value import MOST_VALUES, Builder

Schemas = dict[str, Any]
FEW, MOST = 30, 6
"""Schemas of the smaller document; times as many calls that one of four times the size may take."""


def _ref(number: int) -> Schemas:
    return {"$ref": f"#/components/schemas/S{number}"}


def _chain(count: int, own: Callable[[int], list[Schemas]]) -> Schemas:
    links = {f"S{number}": {"allOf": [_ref(number + 1), *own(number)]} for number in range(count)}
    return {**links, f"S{count}": {"type": "object"}}


def _field(number: int, **told: Any) -> Schemas:
    return {"type": "object", "required": [f"f{number}"], "properties": {f"f{number}": {"type": "string", **told}}}


def _requires(count: int) -> Schemas:
    fields = {f"f{number}": _ref(0) for number in range(count * 10)}
    return {"S0": {"type": "object", "required": list(fields), "properties": fields}}


def _family(count: int) -> Schemas:
    """A base with a discriminator, and children that each have a field of the base's kind."""
    base = {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}}
    children = {
        f"S{number}": {"allOf": [_ref(0), {"properties": {f"f{number}": _ref(0)}}]} for number in range(1, count)
    }
    return {"S0": {**base, "discriminator": {"propertyName": "kind"}}, **children}


SHAPES: dict[str, Callable[[int], Schemas]] = {
    "a chain of allOf": lambda count: _chain(count, lambda _: []),
    "a chain with a field each": lambda count: _chain(count, lambda number: [_field(number)]),
    "a chain with a read-only field each": lambda count: _chain(count, lambda number: [_field(number, readOnly=True)]),
    "fields that require their own object": _requires,
    "many alternatives": lambda count: {"S0": {"anyOf": [_field(number) for number in range(count)]}},
    "many parts": lambda count: {"S0": {"allOf": [_field(number) for number in range(count)]}},
    "a family": _family,
}


def _document(folder: Path, schemas: Schemas) -> openapi.Document:
    media = {"application/json": {"schema": _ref(0)}}
    operation = {"requestBody": {"content": media}, "responses": {"200": {"description": "ok", "content": media}}}
    data = {
        "openapi": "3.0.3",
        "info": {"title": "t", "version": "1"},
        "paths": {"/a": {"post": {"operationId": "a", **operation}}},
        "components": {"schemas": schemas},
    }
    file = folder / "api.json"
    file.write_text(json.dumps(data), "utf-8")
    return openapi.load(file, "api.json")


def _calls(work: Callable[[], object]) -> int:
    """How many calls of functions written in Python some work takes."""
    count = 0

    def seen(_: FrameType, event: str, __: Any) -> None:
        nonlocal count
        count += event == "call"

    before = sys.getprofile()
    sys.setprofile(seen)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("shape", SHAPES)
def test_planning_takes_calls_in_proportion_to_the_document(tmp_path: Path, shape: str) -> None:
    def planned(count: int) -> int:
        document = _document(tmp_path, SHAPES[shape](count))

        def work() -> None:
            held = openapi.Api("v1", document)
            held.has_artifact_list(held.operations[0], "application/json")
            held.example_request(held.operations[0])
            held.prepare(held.operations[0])

        return _calls(work)

    planned(FEW)  # what is loaded at its first use counts for neither
    assert planned(4 * FEW) <= MOST * planned(FEW)


def test_what_a_value_has_no_room_for_is_left_out(tmp_path: Path) -> None:
    document = _document(tmp_path, _requires(1000))
    made = Builder(document).build(_ref(0))
    assert json.dumps(made).count(":") <= MOST_VALUES


def test_long_chains_count_as_several_values(tmp_path: Path) -> None:
    """Each field's value looks at all of the field's chain."""
    fields = {f"f{number}": {"allOf": [_ref(1)]} for number in range(20)}
    document = _document(tmp_path, _chain(1000, lambda _: []) | {"S0": {"type": "object", "properties": fields}})
    builder = Builder(document)
    assert 20 == len(builder.build(_ref(0)))
    assert builder.left < MOST_VALUES - 20 * 10


@pytest.mark.parametrize("count", [bounded.LONGEST_WAY // 4, 1500])
def test_a_chain_is_judged_as_far_as_the_stack_allows(tmp_path: Path, count: int) -> None:
    """Compiled as it is, a chain of a thousand schemas ends the process."""
    document = _document(tmp_path, _chain(count, lambda number: [_field(number)]))
    held = openapi.Api("v1", document)
    root = Converter(document).root(_ref(0))
    cut = [one for one in root["$defs"].values() if "x-undecided" in json.dumps(one)]
    assert (count > bounded.LONGEST_WAY) == bool(cut)
    assert 200 == held.answer(held.operations[0], 200, None).status
