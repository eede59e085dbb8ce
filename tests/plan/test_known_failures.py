"""The list of known failures: what it covers, what of it is stale, and what is wrong with the file."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from harness.model import Case, Example, Finding
from harness.plan.known_failures import KnownFailure, KnownFailures, KnownFailuresError, load
from harness.plan.suggested_failures import Failing, suggest

TODAY = date(2026, 6, 1)


def case(name: str) -> Case:
    """A case by its name."""
    api, operation, language, scenario = name.split("/")
    return Case(Example(language, api, operation, None, Path("a"), "a", Path()), scenario)


CASES = [case(f"v1/{name}/{language}/hang") for name in ("get", "put") for language in ("go", "curl")]


def entry(line: int = 1, reason: str = "as agreed", **given: object) -> KnownFailure:
    """An entry about a timeout of Go's programs."""
    told = {"cases": ("v1/*/go",), "codes": ("timeout",)} | given
    return KnownFailure(reason=reason, line=line, **told)  # type: ignore[arg-type]


def sifted(*entries: KnownFailure, found: tuple[Finding, ...]) -> list[tuple[str, str]]:
    """The codes of a case's findings with why they are accepted."""
    return [(one.code, one.accepted) for one in KnownFailures("k", entries).sifted(CASES[0], found)]


TIMEOUT, METHOD = Finding("timeout", "it hung"), Finding("method", "POST")


def test_only_errors_of_its_codes_are_accepted_and_they_come_last() -> None:
    note = Finding("timeout", "it may hang", severity="warning")
    expected = [("method", ""), ("timeout", ""), ("timeout", "as agreed")]
    assert expected == sifted(entry(), found=(TIMEOUT, note, METHOD))


def test_reasons_of_several_entries_are_told_each_once() -> None:
    entries = (entry(), entry(2, "it is slow"), entry(3))
    assert [("timeout", "as agreed; it is slow")] == sifted(*entries, found=(TIMEOUT,))


def test_an_entry_about_other_cases_accepts_nothing() -> None:
    assert [("timeout", "")] == sifted(entry(cases=("v1/*/curl",)), found=(TIMEOUT,))


@pytest.mark.parametrize(
    ("causes", "accepted"), [((), True), (("it hung",), True), (("it hung", "other"), True), (("other",), False)]
)
def test_an_entry_with_causes_accepts_these_alone(causes: tuple[str, ...], accepted: bool) -> None:
    assert accepted is entry(causes=causes).accepts(TIMEOUT)


def test_a_cause_is_the_words_that_stay_and_the_program_s_own() -> None:
    finding = Finding("exit-status", "it ended with 7 of 9", root="it ended with status 7", detail="KeyError: 'a'")
    assert entry(codes=("exit-status",), causes=("it ended with status N: KeyError: 'a'",)).accepts(finding)


def of_no_case(*found: Finding, whole: bool, **given: object) -> list[tuple[str, str, str]]:
    """Code, reason and message of what belongs to no case, with an entry about a file."""
    known = KnownFailures("k.toml", (entry(cases=(), files=("spec/*.yaml",), codes=("spec-invalid",), **given),))
    return [(one.code, one.accepted, one.message) for one in known.of_no_case(found, whole=whole)]


INVALID = Finding("spec-invalid", "a", file="spec/a.yaml")


def test_a_finding_of_a_file_is_accepted_by_the_file() -> None:
    assert [("spec-invalid", "as agreed", "a")] == of_no_case(INVALID, whole=True)
    other = Finding("spec-invalid", "a", file="other/a.yaml")
    assert ("spec-invalid", "", "a") == of_no_case(other, whole=False)[0]
    assert ("spec-invalid", "", "a") == of_no_case(Finding("spec-invalid", "a"), whole=False)[0]


def test_a_whole_run_finds_an_entry_of_a_file_that_shows_nothing_of_it() -> None:
    told = "known failure: nothing of it shows in spec/*.yaml any more"
    assert [("stale-known-failure", "", told)] == of_no_case(whole=True)
    assert [] == of_no_case(whole=False)


def test_what_is_said_of_the_list_itself_is_never_accepted() -> None:
    known = KnownFailures("k.toml", (entry(cases=(), files=("k.toml",), codes=("stale-known-failure",)),))
    (finding,) = known.of_no_case([Finding("stale-known-failure", "a", file="k.toml")], whole=False)
    assert "" == finding.accepted


def stale(**given: object) -> list[tuple[str, str, int | None]]:
    """Severity, message and line of what is stale about an entry."""
    found = KnownFailures("k.toml", (entry(7, **given),)).stale(CASES, TODAY)
    assert all(("stale-known-failure", "k.toml") == (one.code, one.file) for one in found)
    return [(one.severity, one.message, one.line) for one in found]


def test_a_pattern_that_matches_no_case_is_stale_with_the_nearest() -> None:
    told = 'known failure: "v1/gte/go/hang" matches no case (did you mean "v1/get/go/hang"?) (owner: us)'
    assert [("error", told, 7)] == stale(cases=("v1/gte/go/hang", "v1/put"), owner="us")


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (-1, [("error", "known failure: it expired on 2026-05-31", 7)]),
        (0, [("error", "known failure: it expired on 2026-06-01", 7)]),
        (1, [("warning", "known failure: it expires on 2026-06-02, in 1 days", 7)]),
        (14, [("warning", "known failure: it expires on 2026-06-15, in 14 days", 7)]),
        (15, []),
    ],
)
def test_an_entry_is_warned_about_from_14_days_before_its_end_and_then_an_error(
    days: int, expected: list[tuple[str, str, int]]
) -> None:
    assert expected == stale(expires=TODAY + timedelta(days=days))


WHOLE = """\
# why
[[failure]]
cases = ["v1/get"]
codes = ["timeout"]
reason = "slow"

[[failure]]
files = ["a.yaml"]
codes = ["spec-invalid"]
causes = ["x"]
reason = "theirs"
issue = "12"
owner = "us"
expires = 2030-01-31
"""


def test_a_file_is_read_with_the_lines_of_its_entries(tmp_path: Path) -> None:
    (tmp_path / "k.toml").write_text(WHOLE)
    first, second = load(tmp_path / "k.toml", "k.toml").entries
    assert KnownFailure(("v1/get",), ("timeout",), "slow", 2) == first
    assert second == KnownFailure(
        (), ("spec-invalid",), "theirs", 7, "12", "us", date(2030, 1, 31), ("a.yaml",), ("x",)
    )


def test_without_a_file_nothing_is_known(tmp_path: Path) -> None:
    assert KnownFailures("k.toml") == load(tmp_path / "k.toml", "k.toml")


GOOD = 'cases = ["v1"]\ncodes = ["timeout"]\nreason = "a"\n'
WRONG = {
    "a = 1\n": "k.toml: expected only tables such as [[failure]], got a",
    "[failure]\na = 1\n": "k.toml: expected only tables such as [[failure]], got failure",
    "x = [[1]]\n": "k.toml: expected only tables such as [[failure]], got x",
    "[[failure]]\ncase = []\n": 'k.toml:1: unknown key "case" (did you mean "cases"?); expected one of cases, files',
    '[[failure]]\nreason = "a"\n': 'k.toml:1: expected "cases" or "files", got neither',
    f"[[failure]]\n{GOOD}files = []\n": 'k.toml:1: "files": expected a list of texts, got []',
    f"[[failure]]\n{GOOD}causes = [1]\n": 'k.toml:1: "causes": expected a list of texts, got [1]',
    '[[failure]]\ncases = "v1"\n': "k.toml:1: \"cases\": expected a list of texts, got 'v1'",
    '[[failure]]\ncases = ["v1"]\nreason = "a"\n': 'k.toml:1: "codes": expected a list of texts, got None',
    '\n[[failure]]\ncases = ["v1"]\ncodes = ["timeot"]\n': 'k.toml:2: "codes": unknown code "timeot" (did you mean',
    '[[failure]]\ncases = ["v1"]\ncodes = ["timeout"]\n': 'k.toml:1: "reason": expected a text, got None',
    '[[failure]]\ncases = ["v1"]\ncodes = ["timeout"]\nreason = ""\n': "k.toml:1: \"reason\": expected a text, got ''",
    f"[[failure]]\n{GOOD}owner = 1\n": 'k.toml:1: "owner": expected a text, got 1',
    f"[[failure]]\n{GOOD}expires = 2030-01-31T00:00:00\n": 'k.toml:1: "expires": expected a date such as 2030-01-31',
    f"[[failure]]\n{GOOD}flaky = 1\n": 'k.toml:1: "flaky": expected true or false, got 1',
    f"[[failure]]\n{GOOD}flaky = true\n": 'k.toml:1: "flaky": expected "cases" and "expires"',
    "[[failure]]\n[[failure\n": "k.toml: expected TOML, got: ",
}


@pytest.mark.parametrize(("text", "said"), WRONG.items())
def test_a_mistake_in_the_file_is_one_line(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "k.toml").write_text(text)
    with pytest.raises(KnownFailuresError) as caught:
        load(tmp_path / "k.toml", "k.toml")
    assert str(caught.value).startswith(said)
    assert "\n" not in str(caught.value)


EVERY = [f"v1/{name}/{language}/{scenario}" for name in "ab" for language in ("go", "ts") for scenario in ("x", "y")]


def test_a_suggestion_has_the_smallest_pattern_that_covers_just_the_cases() -> None:
    failing = [Failing(name, "timeout", "it hung") for name in EVERY if "/go/" in name]
    expected = """\
# made by hand

[[failure]]
cases = ["*/*/go/*"]
codes = ["timeout"]
causes = ["it hung"]
reason = "TODO: why this is accepted, and until when"
"""
    assert expected.strip("\n") == suggest(failing, EVERY, ["made by hand"])


def test_a_suggestion_names_causes_of_the_same_cases_together_and_others_apart() -> None:
    both = [Failing("v1/a/go/x", code, f"of {code}") for code in ("timeout", "method")]
    text = suggest([*both, Failing("v1/b/ts/y", "accept", "a"), Failing("a.yaml", "spec-invalid", "b", False)], EVERY)
    assert 3 == text.count("[[failure]]")
    assert 'codes = ["method", "timeout"]\ncauses = ["of method", "of timeout"]\n' in text
    assert 'files = ["a.yaml"]\ncodes = ["spec-invalid"]\ncauses = ["b"]\n' in text


def test_a_suggestion_is_read_again_and_covers_what_it_was_made_of(tmp_path: Path) -> None:
    failing = [Failing(name, "timeout", 'it "hung"\x7f') for name in ("v1/a/go/x", "v1/b/ts/y")]
    (tmp_path / "k.toml").write_text(suggest(failing, EVERY), "utf-8")
    (one,) = load(tmp_path / "k.toml", "k.toml").entries
    assert ['it "hung"\x7f'] == list(one.causes)
    assert ["v1/a/go/x", "v1/b/ts/y"] == [name for name in EVERY if one.covers(case(name))]


@pytest.mark.parametrize(("length", "broken"), [(99, False), (100, True)])
def test_a_list_of_100_characters_has_a_line_a_text(length: int, broken: bool) -> None:
    words = ["a" * 40, "b" * (length - len('["", ""]') - 40)]
    text = suggest([Failing("v1/a/go/x", "timeout", word) for word in words], EVERY)
    one, several = f'["{words[0]}", "{words[1]}"]', f'[\n  "{words[0]}",\n  "{words[1]}",\n]'
    assert length == len(one)
    assert f"causes = {several if broken else one}\n" in text


def test_without_a_failure_nothing_is_suggested() -> None:
    assert "# made by hand" == suggest([], EVERY, ["made by hand"])
    assert "" == suggest([], EVERY)
