"""What a program printed in the place of an answer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from assess.evidence import Situation, get

from harness.checks import output
from harness.checks.evidence import Promise
from harness.model import Finding, Traces, WrittenFile


def said(
    language: str, stdout: str, stderr: str = "", answer: bytes = b'{"id": "n1"}', **promised: bool
) -> list[Finding]:
    """What the check finds in a program that ended well."""
    traces = Traces(stdout=stdout, stderr=stderr)
    one = Situation("it", (), "print(1)\n", (get(answer=answer),), language=language, traces=traces)
    return list(output.check(replace(one.evidence, promise=Promise("application/json", **promised))))


UNUSED = {
    "a pending promise": ("javascript", "Promise { <pending> }\n", ""),
    "an object as text": ("javascript", "Note: [object Object]\n", ""),
    "undefined": ("javascript", "undefined\n", ""),
    "undefined behind a label": ("javascript", "Note: undefined\n", ""),
    "a TypeError on stdout": ("javascript", "failed TypeError: x is undefined\n", ""),
    "a KeyError on stderr": ("python", "", "KeyError: 'noteId'\n"),
    "a coroutine": ("python", "<coroutine object get at 0x7f>\n", ""),
    "a method": ("python", "<bound method Response.json of <Response [200]>>\n", ""),
}
USED = {
    "the answer": ("javascript", "{ id: 'n1' }\n", ""),
    "a sentence": ("javascript", "It is undefined whether n1 is.\n", ""),
    "a label with another name": ("python", "n1: KeyErrors\n", ""),
}


@pytest.mark.parametrize(("language", "stdout", "stderr"), UNUSED.values(), ids=UNUSED)
def test_an_answer_that_is_not_read_is_warned_of(language: str, stdout: str, stderr: str) -> None:
    assert [("answer-unused", "warning")] == [(one.code, one.severity) for one in said(language, stdout, stderr)]


@pytest.mark.parametrize(("language", "stdout", "stderr"), USED.values(), ids=USED)
def test_other_words_are_an_answer_that_was_read(language: str, stdout: str, stderr: str) -> None:
    assert [] == said(language, stdout, stderr)


def test_it_is_an_error_where_the_program_is_to_print_the_answer() -> None:
    (finding,) = said("javascript", "Promise { <pending> }\n", prints=True)
    assert ("answer-unused", "error") == (finding.code, finding.severity)


def test_an_answer_may_hold_such_words_itself() -> None:
    assert [] == said("python", "TypeError\n", answer=b'{"id": "TypeError"}')


def written(path: str, content: bytes, answer: bytes) -> list[Finding]:
    """What the check finds in a program that wrote a file, of which the settings promise `out/note.json`."""
    traces = Traces(written=(WrittenFile(path, content),))
    one = Situation("it", (), "print(1)\n", (get(answer=answer),), traces=traces)
    promise = Promise("application/json", {"application/json": "out/note_{index}.json"})
    return list(output.check(replace(one.evidence, promise=promise)))


@pytest.mark.parametrize("content", [b'{"id":"n1"}', b'{\n  "id": "n1"\n}\n'])
def test_an_answer_may_be_written_where_the_settings_promise_it(content: bytes) -> None:
    assert [] == written("out/note_0.json", content, b'{"id":"n1"}')


def test_a_promised_file_with_something_else_is_not_said_to_be_promised_by_nothing() -> None:
    (finding,) = written("out/note_0.json", b"[]", b'{"id":"n1"}')
    assert "it wrote out/note_0.json, for which the answer holds no image" == finding.message


def test_a_file_that_nothing_promises_is_said_to_be_one() -> None:
    (finding,) = written("out/log.txt", b"done", b'{"id":"n1"}')
    assert "it wrote out/log.txt, which nothing promises" == finding.message
