"""What a run covered of the document and of the scenarios, and what the settings want covered."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from harness import openapi
from harness.judge.coverage import gaps
from harness.model import Case, Example
from harness.openapi.fields import request_fields
from harness.report import coverage_record
from harness.settings import CoverageSettings


def _fields(tmp_path: Path, operation: str) -> dict[str, tuple[str, ...]]:
    """The documented fields of the one operation of a document."""
    file = tmp_path / "api.yaml"
    head = "openapi: 3.1.0\ninfo: {title: t, version: '1'}\npaths:\n  /a:\n    post:\n      operationId: a\n"
    body = dedent(operation).strip().replace("\n", "\n      ")
    file.write_text(f"{head}      {body}\n      responses: {{'200': {{description: fine}}}}\n")
    api = openapi.Api("v1", openapi.load(file, "api.yaml"))
    return request_fields(api, api.operations[0])


def _body(schema: str) -> str:
    return f"requestBody: {{content: {{application/json: {{schema: {schema}}}}}}}"


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ("{type: object, properties: {a: {type: string}}}", {"a": ()}),
        ("{type: object, properties: {a: {type: object, properties: {b: {type: number}}}}}", {"a.b": ()}),
        (
            "{type: object, properties: {a: {type: array, items: {properties: {b: {enum: [x, y]}}}}}}",
            {"a.b": ("x", "y")},
        ),
        ("{type: object, properties: {a: {type: array, items: {enum: [x]}}}}", {"a": ("x",)}),
        ("{type: object, properties: {a: {enum: [1, true, null, '1']}}}", {"a": ("1", "true")}),
        ("{type: object, properties: {a: {const: x}}}", {"a": ("x",)}),
        ("{allOf: [{properties: {a: {type: string}}}, {properties: {b: {type: string}}}]}", {"a": (), "b": ()}),
        ("{oneOf: [{properties: {a: {enum: [x]}}}, {properties: {a: {enum: [y]}}}]}", {"a": ("x", "y")}),
        ("{type: object, properties: {a: {type: object}}}", {"a": ()}),
        ("{type: string}", {}),
        ("true", {}),
    ],
)
def test_the_fields_of_a_body_are_dotted_paths_with_their_enum_values(
    tmp_path: Path, schema: str, expected: dict[str, tuple[str, ...]]
) -> None:
    assert expected == _fields(tmp_path, _body(schema))


def test_query_and_header_parameters_are_named_by_their_place_and_path_and_accept_are_not(tmp_path: Path) -> None:
    parameters = """\
        parameters:
          - {name: limit, in: query, schema: {type: integer}}
          - {name: Organization, in: header, schema: {enum: [One]}}
          - {name: Accept, in: header, schema: {type: string}}
          - {name: session, in: cookie, schema: {type: string}}
        """
    assert {"query.limit": (), "header.organization": ("One",)} == _fields(tmp_path, parameters)


def test_a_schema_that_holds_itself_is_followed_once(tmp_path: Path) -> None:
    inner = "'#/paths/~1a/post/requestBody/content/application~1json/schema'"
    schema = f"{{type: object, properties: {{name: {{type: string}}, inner: {{$ref: {inner}}}}}}}"
    assert {"name", "inner.name"} >= _fields(tmp_path, _body(schema)).keys()


@pytest.mark.parametrize(
    ("documented", "request_", "expected"),
    [
        ({"a": ("x", "y")}, {"body": {"a": "y"}}, {"a": {"exercised": ["y"], "never": ["x"]}}),
        ({"a": ()}, {"body": {"a": None}}, {"a": {"exercised": ["(sent)"], "never": []}}),
        ({"a": ()}, {"body": {"b": 1}}, {"a": {"exercised": [], "never": ["(sent)"]}}),
        ({"a.b": ("1",)}, {"body": {"a": [{"c": 1}, {"b": 1}]}}, {"a.b": {"exercised": ["1"], "never": []}}),
        ({"query.a": ()}, {"query": {"a": 1}, "body": None}, {"query.a": {"exercised": ["(sent)"], "never": []}}),
        ({"header.a": ("x",)}, {"headers": {"a": "x"}}, {"header.a": {"exercised": ["x"], "never": []}}),
        ({"a": ("x",)}, {"query": {"a": "x"}}, {"a": {"exercised": [], "never": ["x"]}}),
        ({"a": ("x",)}, {"body": {"a": "unknown"}}, {"a": {"exercised": [], "never": ["x"]}}),
    ],
)
def test_a_field_is_exercised_where_a_request_sent_it_in_its_place(
    documented: dict[str, tuple[str, ...]], request_: dict[str, Any], expected: object
) -> None:
    assert expected == coverage_record.fields(documented, [request_])


def test_a_case_that_did_not_run_covers_no_scenario() -> None:
    records = [
        {"name": f"v1/a/go/{scenario}", "scenario": scenario, "verdict": verdict}
        for scenario, verdict in (("success", "failed"), ("hang", "skipped"), ("slow", "could-not-run"))
    ]
    assert {"v1/a/go": ["success"]} == coverage_record.scenarios(records)


def test_what_one_part_exercised_is_exercised_in_the_whole() -> None:
    one = {
        "operations": {"v1/a": {"go": True, "ts": False}},
        "fields": {"v1/a": {"m": {"exercised": ["x"], "never": ["y", "z"]}}},
    }
    other = {
        "operations": {"v1/a": {"go": True, "ts": True}},
        "fields": {"v1/a": {"m": {"exercised": ["z"], "never": ["x", "y"]}}},
    }
    slow, hang = ({"scenarios": {"v1/a/go": [name]}} for name in ("slow", "hang"))
    whole = coverage_record.united([one | slow, other | hang])
    assert {"v1/a": {"go": True, "ts": True}} == whole["operations"]
    assert {"v1/a": {"m": {"exercised": ["x", "z"], "never": ["y"]}}} == whole["fields"]
    assert {"v1/a/go": ["slow", "hang"]} == whole["scenarios"]


CASES = [Case(Example("go", "v1", "a", None, Path("a.go"), "a.go", Path()), name) for name in ("success", "hang")]


def _found(sent: int, never: int, *scenarios: str) -> dict[str, Any]:
    row = {"exercised": ["x"] * sent, "never": ["y"] * never}
    return {"operations": {}, "fields": {"v1/a": {"m": row}}, "scenarios": {"v1/a/go": list(scenarios)}}


@pytest.mark.parametrize(
    ("wanted", "found", "expected"),
    [
        (CoverageSettings(), _found(0, 9), 0),
        (CoverageSettings(("success", "hang")), _found(1, 0, "success"), 1),
        (CoverageSettings(("success",)), _found(1, 0, "success"), 0),
        (CoverageSettings(("rate-limited",)), _found(1, 0, "success"), 0),
        (CoverageSettings(fields=0.5), _found(1, 1, "success"), 0),
        (CoverageSettings(fields=0.51), _found(1, 1, "success"), 1),
        (CoverageSettings(fields=0.51), _found(1, 1, "hang"), 0),
        (CoverageSettings(fields=1), _found(0, 0, "success"), 0),
    ],
)
def test_only_what_the_settings_want_and_the_run_lacks_is_a_gap(
    wanted: CoverageSettings, found: dict[str, Any], expected: int
) -> None:
    assert ["coverage-gap"] * expected == [finding.code for finding in gaps(wanted, "harness.toml", CASES, found)]
