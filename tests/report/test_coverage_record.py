"""What of the API the examples show, by literals."""

from __future__ import annotations

from typing import Any

import pytest

from harness.report import coverage_record


@pytest.mark.parametrize(
    ("documented", "requests", "found"),
    [
        ({"a": ()}, [], {"a": ([], ["(sent)"])}),
        ({"a": ()}, [{"body": {"a": 1}}], {"a": (["(sent)"], [])}),
        ({"a": ("x", "y")}, [{"body": {"a": "x"}}], {"a": (["x"], ["y"])}),
        ({"a": ("x", "y")}, [{"body": {"a": "z"}}], {"a": ([], ["x", "y"])}),
        ({"a": ("1", "true")}, [{"body": {"a": 1}}, {"body": {"a": True}}], {"a": (["1", "true"], [])}),
        ({"a.b": ("x",)}, [{"body": {"a": [{"c": 1}, {"b": "x"}]}}], {"a.b": (["x"], [])}),
        ({"a": ("x",)}, [{"body": {"a": ["x", "y"]}}], {"a": (["x"], [])}),
        ({"query.q": ()}, [{"query": {"q": "1"}}], {"query.q": (["(sent)"], [])}),
        ({"header.x": ("1",)}, [{"headers": {"x": "1"}}], {"header.x": (["1"], [])}),
        ({"q": ()}, [{"query": {"q": "1"}}], {"q": ([], ["(sent)"])}),
        ({"a": ()}, [{"body": {"a": {}}}], {"a": (["(sent)"], [])}),
        ({"a": ()}, [{"body": "text"}, {"body": None}], {"a": ([], ["(sent)"])}),
    ],
)
def test_a_field_is_exercised_by_what_some_request_sent_in_its_place(
    documented: Any, requests: Any, found: dict[str, tuple[list[str], list[str]]]
) -> None:
    expected = {name: {"exercised": sent, "never": never} for name, (sent, never) in found.items()}
    assert expected == coverage_record.fields(documented, requests)


def test_what_did_not_run_is_under_no_scenario() -> None:
    verdicts = ("passed", "failed", "known-failure", "flaky", "unexpected-pass", "skipped", "could-not-run")
    records = [{"name": f"v1/a/go/{name}", "scenario": name, "verdict": name} for name in verdicts]
    assert {"v1/a/go": list(verdicts[:5])} == coverage_record.scenarios(records)


FIELDS = {"v1/a": {"f": {"exercised": ["x"], "never": ["y", "z"]}}}


@pytest.mark.parametrize(
    ("operations", "more", "left_out", "line"),
    [
        ({"v1/a": {"go": True}}, {}, 0, "coverage: 1 of 1 programs"),
        ({"v1/a": {"go": True, "ts": True}, "v1/b": {"go": True, "ts": False}}, {}, 0, "coverage: 3 of 4 programs"),
        ({"v1/a": {"go": True, "ts": False}}, {}, 0, "coverage: 1 of 1 programs"),
        ({"v1/a": {"go": True}}, {"scenarios": {}}, 0, "coverage: ran none of 1 programs"),
        ({"v1/a": {"go": True, "ts": True}}, {"scenarios": {"v1/a/go": []}}, 0, "coverage: ran 1 of 2 programs"),
        ({"v1/a": {"go": True}}, {"scenarios": {"v1/a/go": ["success"]}}, 2, "coverage: ran 1 of 3 programs"),
        ({}, {}, 0, "coverage: 0 of 0 programs"),
        (
            {"v1/a": {"go": True}},
            {"fields": FIELDS},
            0,
            "coverage: 1 of 1 programs; 1 of 3 fields and values",
        ),
    ],
)
def test_a_line_counts_programs_and_fields(operations: Any, more: Any, left_out: int, line: str) -> None:
    covered = {"operations": operations, "fields": {}} | more
    assert line == coverage_record.line(covered, [{"count": left_out}] if left_out else ())


def test_what_one_part_exercised_is_exercised_in_the_whole() -> None:
    one = {"operations": {"v1/a": {"go": True, "ts": False}}, "fields": FIELDS, "scenarios": {"v1/a/go": ["x"]}}
    two = {
        "operations": {"v1/a": {"go": False, "ts": True}, "v1/b": {"go": True}},
        "fields": {
            "v1/a": {"f": {"exercised": ["z"], "never": ["x", "y"]}, "g": {"exercised": [], "never": ["(sent)"]}}
        },
        "scenarios": {"v1/a/go": ["x", "y"], "v1/b/go": ["x"]},
    }
    assert {
        "operations": {"v1/a": {"go": True, "ts": True}, "v1/b": {"go": True}},
        "fields": {
            "v1/a": {"f": {"exercised": ["x", "z"], "never": ["y"]}, "g": {"exercised": [], "never": ["(sent)"]}}
        },
        "scenarios": {"v1/a/go": ["x", "y"], "v1/b/go": ["x"]},
    } == coverage_record.united([one, two])
