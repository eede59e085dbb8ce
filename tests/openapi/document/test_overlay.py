"""Overlays: changes to a document, kept beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness import openapi
from harness.openapi import DocumentError
from harness.openapi.document import jsonpath
from harness.openapi.document.jsonpath_filter import PathError

TEXT = """\
openapi: 3.0.3
info: {title: T, version: '1'}
tags: [{name: a}, {name: b}, {name: c}]
paths:
  /a:
    get: {operationId: a, parameters: [{name: filter, in: query, schema: {}}, {name: q, in: query, schema: {}}]}
    post: {operationId: b, deprecated: true}
  /b: {get: {operationId: c}}
"""


def overlaid(folder: Path, actions: str) -> openapi.Document:
    (folder / "api.yaml").write_text(TEXT)
    (folder / "overlays").mkdir(exist_ok=True)
    overlay = folder / "overlays/one.yaml"
    overlay.write_text(f"overlay: 1.0.0\ninfo: {{title: O, version: '1'}}\nactions:\n{actions}")
    return openapi.load(folder / "api.yaml", "spec/api.yaml", [overlay])


def test_an_update_merges_mappings_joins_lists_and_replaces_the_rest(tmp_path: Path) -> None:
    update = "{operationId: new, parameters: [{name: z}], responses: {'200': {description: ok}}}"
    data = overlaid(tmp_path, f"- target: $.paths['/a'].get\n  update: {update}\n").data

    assert ["filter", "q", "z"] == [one["name"] for one in data["paths"]["/a"]["get"]["parameters"]]
    assert ("new", {"200": {"description": "ok"}}) == (
        data["paths"]["/a"]["get"]["operationId"],
        data["paths"]["/a"]["get"]["responses"],
    )


def test_an_update_of_a_list_appends_to_it(tmp_path: Path) -> None:
    data = overlaid(tmp_path, "- {target: $.tags, update: {name: d}}\n").data
    assert ["a", "b", "c", "d"] == [tag["name"] for tag in data["tags"]]


def test_what_is_removed_is_gone_also_from_lists(tmp_path: Path) -> None:
    actions = "- {target: \"$.paths.*[?@.deprecated==true]\", remove: true}\n- {target: '$.tags[0,2]', remove: true}\n"
    data = overlaid(tmp_path, actions).data

    assert (["get"], [{"name": "b"}]) == (list(data["paths"]["/a"]), data["tags"])


def test_a_copy_takes_what_stands_elsewhere(tmp_path: Path) -> None:
    data = overlaid(tmp_path, "- {target: \"$.paths['/b'].get\", copy: \"$.paths['/a'].post\"}\n").data
    assert {"operationId": "b", "deprecated": True} == data["paths"]["/b"]["get"]


def test_a_target_that_chooses_nothing_changes_nothing(tmp_path: Path) -> None:
    data = overlaid(tmp_path, "- {target: $.none.deeper, update: {a: 1}}\n").data
    assert "none" not in data


def test_operations_of_an_overlay_are_operations(tmp_path: Path) -> None:
    document = overlaid(tmp_path, "- {target: $.paths, update: {/c: {put: {operationId: d}}}}\n")
    assert ["a", "b", "c", "d"] == [one.id for one in document.operations("v1")]


@pytest.mark.parametrize(
    ("actions", "message"),
    [
        ("- {target: paths, remove: true}\n", 'spec/overlays/one.yaml:4: expected a JSONPath, got "paths"'),
        ("- {update: {}}\n", 'spec/overlays/one.yaml:4: expected an action with a "target"'),
        ("  x: 1\n", 'spec/overlays/one.yaml:1: expected an OpenAPI Overlay with "overlay" and "actions"'),
        ("- {target: $, update: {openapi: '4'}}\n", 'spec/api.yaml:1: expected OpenAPI 3.x, got "4"'),
    ],
)
def test_an_overlay_that_cannot_be_used_is_told_of_in_one_line(tmp_path: Path, actions: str, message: str) -> None:
    with pytest.raises(DocumentError) as raised:
        overlaid(tmp_path, actions)

    assert message in str(raised.value)


DATA: dict[str, Any] = {
    "a": {"b": [{"n": 1, "s": "x"}, {"n": 2}, {"s": "y", "t": None}]},
    "c.d": [0, 1, 2, 3],
    "e": {"n": True},
}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("$", [DATA]),
        ("$.e", [{"n": True}]),
        ("$['c.d'][-1]", [3]),
        ('$["c.d"][1:3]', [1, 2]),
        ("$['c.d'][::-2]", [3, 1]),
        ("$['c.d'][0, 2]", [0, 2]),
        ("$['c.d'][9]", []),
        ("$.a.b[*].n", [1, 2]),
        ("$..n", [1, 2, True]),
        ("$..['s','t']", ["x", "y", None]),
        ("$.a.b[?@.n == 2]", [{"n": 2}]),
        ("$.a.b[?(@.n >= 1 && @.s)].s", ["x"]),
        ("$.a.b[?@.n > 1 || @.t == null].s", ["y"]),
        ("$.a.b[?!@.n].s", ["y"]),
        ("$.a.b[?@.n != 1].n", [2]),
        ("$.a.b[?@.none == @.nothing].n", [1, 2]),
        ("$.a.b[?@.s < 'y'].s", ["x"]),
        ("$.e[?@ == 1]", []),
        ("$.e[?@ == $.e.n]", [True]),
    ],
)
def test_a_path_chooses_as_rfc_9535_says(path: str, expected: list[Any]) -> None:
    assert expected == [node.value for node in jsonpath.find(path, DATA)]


@pytest.mark.parametrize("path", ["", "a", "$.", "$[", "$['a", "$x", "$[?]", "$[?(@.a]", "$[?length(@) > 1]", "$[a]"])
def test_text_that_is_no_path_is_refused(path: str) -> None:
    with pytest.raises(PathError, match="expected a JSONPath"):
        jsonpath.find(path, DATA)
