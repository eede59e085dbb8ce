"""What is said of the end of a program, by what it did before."""

from __future__ import annotations

from dataclasses import replace

import pytest
from assess.evidence import JSON, Situation, get

from harness.checks import ending
from harness.model import Exchange, Finding, Reply, Traces

SOURCE = "import requests\nrequests.get(HOST)\n"
TRACE = 'Traceback (most recent call last):\n  File "/w/note.py", line 1, in <module>\n'
REFUSED = (replace(get(), reply=Reply(401, JSON, b'{"message": "no such key"}')),)


def said(scenario: str, stderr: str = "", stdout: str = "", asked: tuple[Exchange, ...] = ()) -> list[Finding]:
    """What the check finds in a program that ended with status 22."""
    traces = Traces(stdout=stdout, stderr=stderr)
    one = Situation("it", (), SOURCE, asked, status=22, scenario=scenario, traces=traces)
    return list(ending.check(one.evidence))


@pytest.mark.parametrize("scenario", ["unauthorized", "server-error", "malformed-body", "reset", "hang"])
@pytest.mark.parametrize("words", ["ModuleNotFoundError: No module named 'x'", "NameError: name 'x'", "KeyError: 'x'"])
def test_a_failure_scenario_is_never_passed_by_a_crash_before_the_request(scenario: str, words: str) -> None:
    (finding,) = said(scenario, f"{TRACE}{words}\n")
    assert ("no-request", 1) == (finding.code, finding.at)
    assert words in finding.actual
    assert "the call failed" not in finding.message


@pytest.mark.parametrize("scenario", ["refused", "missing-key"])
def test_a_name_that_is_not_there_is_no_message_about_the_failure(scenario: str) -> None:
    (finding,) = said(scenario, f"{TRACE}NameError: name 'NOTES_KEY' is not defined\n")
    assert "error-unclear" == finding.code


@pytest.mark.parametrize(("stdout", "codes"), [('{"message": "no such key"}', []), ("", ["error-unclear"])])
def test_the_servers_words_may_stand_on_stdout(stdout: str, codes: list[str]) -> None:
    found = said("unauthorized", "curl: (22) The requested URL returned error: 401", stdout, REFUSED)
    assert codes == [finding.code for finding in found]


def test_a_message_about_the_key_on_stdout_is_said_to_stand_there() -> None:
    (finding,) = said("missing-key", stdout="Set NOTES_KEY.")
    assert finding.message.startswith("the message about NOTES_KEY stood on stdout")


def test_a_reset_is_not_said_to_be_an_answer() -> None:
    reset = (replace(get(), reply=replace(REFUSED[0].reply, status=400, fault="reset")),)
    (finding,) = said("reset", asked=reset)
    assert "400" not in finding.message


def test_both_ends_of_a_long_message_are_quoted() -> None:
    (finding,) = said("success", "first " + "x" * 900 + " last", asked=(get(),))
    assert "first" in finding.actual
    assert "last" in finding.actual


@pytest.mark.parametrize(
    ("stderr", "codes"),
    [
        (f"{TRACE}KeyError: 'status'\n", ["exit-status", "spec-disagrees"]),
        (f"{TRACE}TypeError: string indices must be integers\n", ["exit-status", "spec-disagrees"]),
        (f"{TRACE}NameError: name 'x' is not defined\n", ["exit-status"]),
        ("Shown.\n", ["exit-status"]),
    ],
)
def test_a_program_that_relies_on_what_the_answer_does_not_hold_may_be_right(stderr: str, codes: list[str]) -> None:
    assert codes == [finding.code for finding in said("success", stderr, asked=(get(),))]
