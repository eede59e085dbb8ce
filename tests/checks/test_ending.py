"""What is said of the end of a program, by what it did before."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from assess.evidence import JSON, Situation, get

from harness.checks import ending
from harness.checks.evidence import Promise
from harness.model import (
    CouldNotStart,
    Delivered,
    Delivery,
    Exchange,
    Finding,
    Finished,
    Outcome,
    Reply,
    TimedOut,
    Traces,
    WrittenFile,
)

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


def ended(
    outcome: Outcome, scenario: str = "success", source: str = SOURCE, asked: tuple[Exchange, ...] = (), **more: Any
) -> list[Finding]:
    """What the check finds in a program that ended in any way."""
    one = Situation("it", (), source, asked, scenario=scenario)
    return list(ending.check(replace(one.evidence, outcome=outcome, **more)))


def timed_out(scenario: str = "success", asked: tuple[Exchange, ...] = (), **more: Any) -> list[Finding]:
    """What the check finds in a program that was ended after 30 seconds."""
    return ended(TimedOut(30.0, Traces(stderr="waiting")), scenario, asked=asked, **more)


HANGS = (replace(get(), reply=Reply(fault="hang")),)
REPEATED = tuple(replace(get(), reply=Reply(503), started=at) for at in (0.0, 4.0))


def test_a_program_that_runs_for_too_long_is_told_by_what_it_had_done() -> None:
    (before,), (after,) = timed_out(), timed_out(asked=(get(),))
    assert "it was still running after 30 s, without having sent a request" == before.message
    assert "it was still running after 30 s, after the answer" == after.message
    assert ["timeout", "error"] == [after.code, after.severity]


def test_a_program_that_waits_for_an_answer_that_never_comes_is_noted_alone() -> None:
    assert [("no-client-timeout", "note")] == [(one.code, one.severity) for one in timed_out("hang", HANGS)]


def test_a_program_that_may_still_repeat_is_warned_of() -> None:
    (finding,) = timed_out("server-error", REPEATED)
    assert ("timeout", "warning") == (finding.code, finding.severity)
    assert "it was still repeating its request after 30 s: whether it ever ends was not seen" == finding.message


@pytest.mark.parametrize(("limit", "severity"), [(34.0, "warning"), (34.5, "error")])
def test_a_program_may_wait_four_times_as_long_as_before_and_ten_seconds(limit: float, severity: str) -> None:
    asked = tuple(replace(get(), reply=Reply(503), started=at) for at in (0.0, 4.0, 8.0))
    (finding,) = ended(TimedOut(limit, Traces()), "server-error", asked=asked)
    assert severity == finding.severity


def test_one_attempt_is_no_repetition() -> None:
    (finding,) = timed_out("server-error", REPEATED[:1])
    assert "error" == finding.severity


def test_a_program_that_repeats_too_often_is_left_to_the_check_of_repetitions() -> None:
    asked = tuple(replace(get(), reply=Reply(503), started=float(at)) for at in range(4))
    assert [] == timed_out("server-error", asked, retries=2)
    assert ["timeout"] == [one.code for one in timed_out("server-error", asked, retries=3)]


@pytest.mark.parametrize(
    ("word", "severity"),
    [("retry", "warning"), ("RETRIES", "warning"), ("backoff", "warning"), ("tries", "warning"), ("entries", "error")],
)
def test_where_nobody_listens_a_program_repeats_if_its_text_speaks_of_it(word: str, severity: str) -> None:
    (finding,) = timed_out("refused", source=f"{SOURCE}# {word}\n")
    assert severity == finding.severity


@pytest.mark.parametrize(("status", "name"), [(-9, "SIGKILL"), (-11, "SIGSEGV"), (-200, "signal 200")])
def test_a_signal_is_named(status: int, name: str) -> None:
    (finding,) = ended(Finished(status, Traces()))
    assert ("killed-by-signal", f"it was ended by {name}") == (finding.code, finding.message)


def test_a_program_that_could_not_start_has_no_ending() -> None:
    assert [] == ended(CouldNotStart("no Go"))


def test_a_status_that_is_not_0_is_told_by_what_came_before() -> None:
    (before,), (after,) = said("success"), said("success", asked=(get(),))
    assert "it ended with status 22 before any request" == before.message
    assert "it ended with status 22 though the call went well" == after.message
    assert ["exit-status", "exit status 0"] == [after.code, after.expected]


def test_an_answer_that_is_not_finished_is_said_to_be_another_a_little_later() -> None:
    pending = (replace(get(), reply=replace(get().reply, unfinished=True)),)
    (finding,) = said("success", asked=pending)
    assert "it ended with status 22 though the API answers the same request otherwise a little later" == finding.message


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("KeyError: 'title'", ["exit-status", "spec-disagrees"]),
        ("TypeError: string indices must be integers", ["exit-status", "spec-disagrees"]),
        ("ValueError: no title", ["exit-status"]),
    ],
)
def test_a_field_that_a_true_answer_lacks_may_be_the_documents_fault(words: str, codes: list[str]) -> None:
    found = said("success", f"{TRACE}{words}\n", asked=(get(),))
    assert codes == [one.code for one in found]
    assert [1] * len(codes) == [one.at for one in found]


@pytest.mark.parametrize(
    ("scenario", "reply"),
    [
        ("success", replace(get().reply, by_host=True)),
        ("success", replace(get().reply, fault="truncate")),
    ],
    ids=["another server's", "cut off"],
)
def test_an_answer_that_is_not_the_documents_blames_no_document(scenario: str, reply: Reply) -> None:
    found = said(scenario, f"{TRACE}KeyError: 'title'\n", asked=(replace(get(), reply=reply),))
    assert ["exit-status"] == [one.code for one in found]


def test_what_follows_a_missing_folder_has_a_hint_to_make_it() -> None:
    source = "open('out/a.json', 'w')\n"
    trace = "FileNotFoundError: [Errno 2] No such file or directory: 'out/a.json'\n"
    one = Situation("it", (), source, (get(),), status=1, traces=Traces(stderr=trace))
    (finding,) = ending.check(one.evidence)
    assert finding.hint.startswith("Make the folder out before writing to it")


def test_a_library_that_is_gone_has_a_hint_to_use_another() -> None:
    (finding,) = said("success", f"{TRACE}ModuleNotFoundError: No module named 'urllib2'\n")
    assert "No one can install urllib2 any more: use urllib.request." == finding.hint


def test_no_hint_is_given_where_the_trouble_is_another() -> None:
    (finding,) = said("success", f"{TRACE}ModuleNotFoundError: No module named 'requests'\n")
    assert "" == finding.hint


def swallowed(scenario: str, reply: Reply, stdout: str = "", **more: Any) -> list[str]:
    """The codes that the check finds in a program that ended with status 0."""
    traces = Traces(stdout=stdout)
    one = Situation("it", (), SOURCE, (replace(get(), reply=reply),), scenario=scenario, traces=traces)
    return [finding.code for finding in ending.check(replace(one.evidence, **more))]


PRINTS = {"promise": Promise("application/json", prints=True)}
BROKEN = Reply(200, JSON, b'{"id": "n1"')
OTHER = Reply(200, JSON, b'{"a": [1, 2]}')


@pytest.mark.parametrize("scenario", ["unauthorized", "server-error", "reset"])
def test_a_failure_that_ends_with_status_0_is_swallowed(scenario: str) -> None:
    assert ["error-swallowed"] == swallowed(scenario, REFUSED[0].reply)


@pytest.mark.parametrize(
    ("stdout", "codes"),
    [
        ('{"id": "n1"', []),
        ('Note:\n{"id":\n  "n1"\n', []),
        ('{"id": "n2"', ["error-swallowed"]),
        ("", ["error-swallowed"]),
    ],
)
def test_an_answer_that_is_broken_may_be_printed_as_it_came(stdout: str, codes: list[str]) -> None:
    assert codes == swallowed("malformed-body", BROKEN, stdout, **PRINTS)


def test_an_answer_of_another_shape_may_be_printed_as_the_same_json() -> None:
    assert [] == swallowed("wrong-shape", OTHER, '{"a":\n[1,2]}', **PRINTS)


@pytest.mark.parametrize(
    ("stdout", "promise", "codes"),
    [
        ('{"id": "n1"\n', Promise(), []),
        ('{"id": "n1"', Promise("application/json", writes={"application/json": "note.json"}), ["error-swallowed"]),
        ('Note: {"id": "n1"', Promise(), ["error-swallowed"]),
        ("", Promise(), ["error-swallowed"]),
    ],
)
def test_a_program_that_promises_nothing_may_print_just_what_came(
    stdout: str, promise: Promise, codes: list[str]
) -> None:
    assert codes == swallowed("malformed-body", BROKEN, stdout, promise=promise)


@pytest.mark.parametrize("scenario", ["malformed-body", "truncated"])
@pytest.mark.parametrize(
    ("method", "reply", "codes"),
    [
        ("HEAD", Reply(200, (*JSON, ("Content-Length", "12"))), []),
        ("DELETE", Reply(204), []),
        ("GET", Reply(200, JSON), ["error-swallowed"]),
        ("GET", Reply(500), ["error-swallowed"]),
    ],
)
def test_what_never_has_a_body_can_not_be_broken(scenario: str, method: str, reply: Reply, codes: list[str]) -> None:
    asked = replace(get().request, method=method)
    one = Situation("it", (), SOURCE, (Exchange(asked, reply),), scenario=scenario)
    assert codes == [finding.code for finding in ending.check(one.evidence)]


@pytest.mark.parametrize(
    ("replies", "codes"),
    [
        ((Reply(200, JSON, b"[]", unbroken=True),), []),
        ((Reply(200, JSON, b"[{}]", unfinished=True), Reply(200, JSON, b"[]", unbroken=True)), ["error-swallowed"]),
    ],
)
def test_answers_in_which_nothing_was_broken_are_good_ones_and_one_broken_page_before_them_is_not(
    replies: tuple[Reply, ...], codes: list[str]
) -> None:
    asked = tuple(replace(get(f"/v1/notes/n1?page={number}"), reply=reply) for number, reply in enumerate(replies))
    one = Situation("it", (), SOURCE, asked, scenario="wrong-shape")
    assert codes == [finding.code for finding in ending.check(one.evidence)]


def test_an_empty_answer_is_not_found_in_whatever_is_printed() -> None:
    assert ["error-swallowed"] == swallowed("malformed-body", Reply(200, JSON, b""), "done", **PRINTS)


def test_a_file_that_holds_just_what_came_is_faithful() -> None:
    traces = Traces(written=(WrittenFile("out/a", BROKEN.body),))
    asked = (replace(get(), reply=BROKEN),)
    one = Situation("it", (), SOURCE, asked, scenario="malformed-body", traces=traces)
    other = replace(one, traces=Traces(written=(WrittenFile("out/a", b"{}"),)))
    assert [] == list(ending.check(one.evidence))
    assert ["error-swallowed"] == [finding.code for finding in ending.check(other.evidence)]


@pytest.mark.parametrize(("status", "codes"), [(204, []), (403, ["error-swallowed"])])
def test_a_program_that_was_called_back_may_have_no_use_for_the_answer(status: int, codes: list[str]) -> None:
    sent = replace(get(), reply=Reply(status))
    traces = Traces(callbacks=(Delivered(Delivery("done", "good", sent.request), sent),))
    one = Situation("it", (), SOURCE, (replace(get(), reply=OTHER),), scenario="wrong-shape", traces=traces)
    assert codes == [finding.code for finding in ending.check(one.evidence)]


THROWN = "Error: a note without an id\n    at file:///w/note.mjs:3:7\n"


@pytest.mark.parametrize(
    ("scenario", "source", "codes"),
    [
        ("wrong-shape", 'throw new Error("a note without an id")\n', []),
        ("wrong-shape", "throw new Error(text)\n", ["error-unclear"]),
        ("wrong-shape", '// "a note without an id"\n', ["error-unclear"]),
        ("server-error", 'throw new Error("a note without an id")\n', ["error-unclear"]),
    ],
)
def test_a_trace_with_the_programs_own_sentence_says_what_an_answer_lacks(
    scenario: str, source: str, codes: list[str]
) -> None:
    asked = (replace(get(), reply=REFUSED[0].reply if scenario == "server-error" else OTHER),)
    traces = Traces(stderr=THROWN)
    one = Situation("it", (), source, asked, scenario=scenario, status=1, traces=traces, language="javascript")
    assert codes == [finding.code for finding in ending.check(one.evidence)]


@pytest.mark.parametrize(
    ("stderr", "codes"),
    [("Set NOTES_KEY.", []), ("Where is the API key?", []), ("It failed.", ["error-unclear"])],
)
def test_a_message_about_a_missing_key_names_it(stderr: str, codes: list[str]) -> None:
    assert codes == [one.code for one in said("missing-key", stderr)]


def test_a_message_that_does_not_name_the_key_is_said_to_be_that() -> None:
    (finding,) = said("empty-key", "It failed.")
    assert "on stderr stood a message that does not name the key, though NOTES_KEY was empty" == finding.message
    assert "a message that names NOTES_KEY or the key" == finding.expected
    assert ("NOTES_KEY",) == finding.words


def test_a_message_without_the_servers_words_has_them_in_what_was_expected() -> None:
    (finding,) = said("unauthorized", "It failed.", asked=REFUSED)
    assert "on stderr stood a message without the server's words, though the server answered 401" == finding.message
    assert 'the server\'s own words on stderr: "no such key"' == finding.expected


def test_the_status_alone_is_message_enough_only_after_a_repetition() -> None:
    failed = (replace(get(), reply=Reply(503, JSON, b'{"message": "try later"}')),)
    assert ["error-unclear"] == [one.code for one in said("server-error", "It failed: 503", asked=failed)]
    assert [] == said("server-error", "It failed: 503", asked=failed * 2)


@pytest.mark.parametrize(
    ("source", "times", "codes"),
    [(SOURCE, 2, []), (SOURCE, 1, ["error-unclear"]), (f"retries = 2\n{SOURCE}", 2, ["error-unclear"])],
)
def test_a_library_that_repeats_by_itself_may_keep_no_more_than_that_the_answer_is_no_json(
    source: str, times: int, codes: list[str]
) -> None:
    failed = (replace(get(), reply=Reply(502, (), b"<h1>Bad Gateway</h1>")),) * times
    one = Situation("it", (), source, failed, scenario="gateway-error", status=1, traces=Traces(stderr="Invalid JSON"))
    assert codes == [finding.code for finding in ending.check(one.evidence)]


def test_a_request_without_the_key_is_left_to_the_check_of_requests() -> None:
    assert [] == said("missing-key", "It failed.", asked=(get(),))


def test_a_text_of_400_characters_is_quoted_whole_and_a_longer_one_is_not() -> None:
    whole, longer = "x" * 400, "x" * 401
    assert f"exit status 22; stderr: {whole!r}" == said("success", whole)[0].actual
    assert "exit status 22; stderr: " + repr("x" * 200 + " ... " + "x" * 200) == said("success", longer)[0].actual


@pytest.mark.parametrize(
    ("stderr", "codes"),
    [
        ("json.decoder.JSONDecodeError: Expecting ',' delimiter", []),
        ("the answer is not valid JSON", []),
        ("", ["error-unclear"]),
        (f"{TRACE}NameError: name 'x' is not defined\n", ["error-unclear"]),
    ],
)
def test_a_program_that_can_not_use_an_answer_says_so_and_ends_with_another_status(
    stderr: str, codes: list[str]
) -> None:
    assert codes == [one.code for one in said("malformed-body", stderr, asked=(replace(get(), reply=BROKEN),))]


@pytest.mark.parametrize(("status", "expected"), [(399, False), (400, True), (401, True)])
def test_the_servers_words_are_those_of_a_status_from_400_on(status: int, expected: bool) -> None:
    asked = (replace(get(), reply=Reply(status, JSON, b'{"message": "no such key"}')),)
    found = said("unauthorized", f"{TRACE}ValueError: it failed\n", asked=asked)
    assert expected is any("the server's own words" in one.expected for one in found)
