"""Overlays: changes to a document, kept beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness import openapi
from harness.openapi import DocumentError

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


def test_a_filter_may_call_the_functions_of_rfc_9535(tmp_path: Path) -> None:
    data = overlaid(tmp_path, "- {target: \"$.tags[?match(@.name, '[ab]')]\", remove: true}\n").data
    assert [{"name": "c"}] == data["tags"]


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
        ("- {target: $.tags, copy: '$['}\n", 'spec/overlays/one.yaml:4: expected a JSONPath, got "$["'),
        ('- {target: "$[\'a\\n", remove: true}\n', 'spec/overlays/one.yaml:4: expected a JSONPath, got "$[\'a\\n"'),
        ("- {target: '$[?nothing(@)]', remove: true}\n", "spec/overlays/one.yaml:4: expected a JSONPath"),
        ("- {target: '$[?@.* == 1]', remove: true}\n", "spec/overlays/one.yaml:4: expected a JSONPath"),
        ("- {update: {}}\n", 'spec/overlays/one.yaml:4: expected an action with a "target"'),
        ("  x: 1\n", 'spec/overlays/one.yaml:1: expected an OpenAPI Overlay with "overlay" and "actions"'),
        ("- {target: $, update: {openapi: '4'}}\n", 'spec/api.yaml:1: expected OpenAPI 3.x, got "4"'),
    ],
)
def test_an_overlay_that_cannot_be_used_is_told_of_in_one_line(tmp_path: Path, actions: str, message: str) -> None:
    with pytest.raises(DocumentError) as raised:
        overlaid(tmp_path, actions)

    assert message in str(raised.value)
    assert "\n" not in str(raised.value)
