"""What a program printed in the place of an answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from assess.evidence import Situation, get, post

from harness.checks import output
from harness.checks.evidence import Promise
from harness.model import Finding, Reply, Traces, WrittenFile
from harness.respond.pictures import draw


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


def downloaded(content: bytes, media: str, answer: bytes) -> list[tuple[str, str]]:
    """The code and severity of each finding about a program that wrote a file, of which no settings say anything."""
    traces = Traces(written=(WrittenFile("label.pdf", content),))
    asked = replace(get(), reply=Reply(200, (("Content-Type", media),), answer))
    one = Situation("it", (), "print(1)\n", (asked,), traces=traces)
    found = output.check(replace(one.evidence, promise=Promise(None)))
    return [(finding.code, finding.severity) for finding in found]


@pytest.mark.parametrize("media", ["application/pdf", "application/zip", "text/csv; charset=utf-8"])
def test_a_download_as_it_came_needs_no_promise(media: str) -> None:
    assert [] == downloaded(b"a,b\n1,2\n", media, b"a,b\n1,2\n")


def test_the_beginning_of_a_download_alone_is_another_file() -> None:
    assert [("output-bytes", "error")] == downloaded(b"%PDF", "application/pdf", b"%PDF-1.4")


@pytest.mark.parametrize("content", [b'{"id": 1}', b'{\n  "id": 1\n}\n'], ids=["as it came", "in lines"])
def test_a_file_of_the_answers_json_that_nothing_promises_fails_no_case(content: bytes) -> None:
    assert [("output-unexpected", "warning")] == downloaded(content, "application/json", b'{"id": 1}')


@pytest.mark.parametrize(
    ("content", "media", "answer"),
    [(b"other", "application/pdf", b"%PDF-1.4"), (b"", "application/pdf", b"%PDF"), (b"{", "text/json", b"{}")],
    ids=["other bytes", "nothing", "a part of JSON"],
)
def test_other_files_that_nothing_promises_are_unexpected(content: bytes, media: str, answer: bytes) -> None:
    assert [("output-unexpected", "error")] == downloaded(content, media, answer)


PICTURE, OTHER_PICTURE, LARGER = (draw(width, 4, text) for width, text in ((4, "a"), (4, "b"), (5, "a")))
IMAGES = Promise("image/png", {"image/png": "out/note_{index}.png"})


def left(*files: WrittenFile, status: int = 0, scenario: str = "success", **more: Any) -> list[Finding]:
    """What the check finds in a program that was answered with a picture, and left files behind."""
    reply = Reply(200, (("Content-Type", "image/png"),), PICTURE)
    traces = Traces(written=files)
    asked = (replace(get(), reply=replace(reply, **more)),)
    one = Situation("it", (), "print(1)\n", asked, scenario=scenario, status=status, traces=traces)
    return list(output.check(replace(one.evidence, promise=IMAGES)))


def test_the_picture_in_its_place_is_as_it_should_be() -> None:
    assert [] == left(WrittenFile("out/note_0.png", PICTURE))


def test_a_picture_in_no_file_is_missing() -> None:
    (finding,) = left()
    assert "output-missing" == finding.code
    assert "image 0 of the answer was not written to out/note_0.png" == finding.message
    assert (f"out/note_0.png, {len(PICTURE)} bytes", "no file at all") == (finding.expected, finding.actual)
    assert ("nowhere, due in out/note_0.png", ()) == (finding.detail, finding.names)


def test_a_picture_in_another_place_is_named_with_it_and_that_is_no_second_fault() -> None:
    (finding,) = left(WrittenFile("out/a.png", PICTURE))
    assert "output-missing" == finding.code
    assert "its bytes in out/a.png" == finding.actual
    assert (("out/a.png",), "out/a.png, due in out/note_0.png") == (finding.names, finding.detail)


def test_files_that_are_no_picture_of_the_answer_are_listed() -> None:
    missing, unexpected = left(WrittenFile("out/log.txt", b"done"))
    assert "written: out/log.txt" == missing.actual
    assert ("output-unexpected", "1 files", "out/log.txt, 4 bytes") == (
        unexpected.code,
        unexpected.expected,
        unexpected.actual,
    )


def test_one_picture_more_than_came_is_too_many() -> None:
    (finding,) = left(WrittenFile("out/note_0.png", PICTURE), WrittenFile("out/note_1.png", PICTURE))
    assert "it wrote out/note_1.png, for which the answer holds no image" == finding.message


@pytest.mark.parametrize(
    ("content", "code", "message", "actual"),
    [
        (OTHER_PICTURE, "output-bytes", "out/note_0.png differs from the image that was sent", "other bytes"),
        (LARGER, "output-size", "out/note_0.png has another size than the image that was sent", "5 x 4 pixels"),
        (b"no", "output-unreadable", "out/note_0.png is no image", "2 bytes beginning b'no'"),
        (
            PICTURE[:30],
            "output-unreadable",
            "out/note_0.png begins as an image, but can't be decoded",
            f"30 bytes beginning {PICTURE[:24]!r}",
        ),
    ],
)
def test_a_file_that_differs_from_the_picture_is_told_how(content: bytes, code: str, message: str, actual: str) -> None:
    (finding,) = left(WrittenFile("out/note_0.png", content))
    assert (code, message) == (finding.code, finding.message)
    assert finding.actual.endswith(actual)
    assert (("note_0.png", "out/"), ("out/note_0.png",)) == (finding.words, finding.names)


def test_pixels_are_width_by_height() -> None:
    (finding,) = left(WrittenFile("out/note_0.png", LARGER))
    assert ("4 x 4 pixels", "5 x 4 pixels") == (finding.expected, finding.actual)


@pytest.mark.parametrize("status", [1, -9])
def test_a_program_that_failed_after_its_last_picture_is_judged_by_it(status: int) -> None:
    assert ["output-bytes"] == [one.code for one in left(WrittenFile("out/note_0.png", OTHER_PICTURE), status=status)]


def test_a_program_that_failed_before_its_last_picture_is_not() -> None:
    assert [] == left(WrittenFile("out/log.txt", b"done"), status=1)


def test_a_file_after_a_failure_is_partial() -> None:
    (finding,) = left(WrittenFile("out/note_0.png", b"no"), status=1, scenario="unauthorized")
    assert "output-partial" == finding.code
    assert "it left out/note_0.png behind though the call failed" == finding.message
    assert "out/note_0.png, 2 bytes" == finding.actual


def test_a_file_that_was_made_to_be_sent_is_no_part_of_an_answer() -> None:
    traces = Traces(written=(WrittenFile("photo.png", b"hello"), WrittenFile("late.txt", b"")))
    sent = (post('{"text": "hello"}', status=401),)
    one = Situation("it", (), "x = 1\n", sent, status=1, scenario="unauthorized", traces=traces)
    assert [("late.txt",)] == [finding.names for finding in output.check(one.evidence)]


def test_files_are_looked_for_in_no_more_bytes_than_a_case_may_send(monkeypatch: pytest.MonkeyPatch) -> None:
    written = (WrittenFile("a.txt", b"hello"), WrittenFile("b.txt", b"other"))
    sent = (post('{"text": "hello"}', status=401),)
    one = Situation("it", (), "x = 1\n", sent, status=1, scenario="unauthorized", traces=Traces(written=written))
    size = sent[0].request.size
    for most, left in ((2 * size, ["b.txt"]), (2 * size - 1, ["a.txt", "b.txt"])):
        monkeypatch.setattr(output, "MOST_SEARCHED", most)
        assert left == [finding.names[0] for finding in output.check(one.evidence)]


def test_an_answer_in_another_form_than_promised_has_no_files_due() -> None:
    assert [] == left(headers=(("Content-Type", "image/webp"),))


def test_a_changed_input_is_named_however_the_program_ended() -> None:
    traces = Traces(changed_inputs=("a/b.png",))
    for status in (0, 1):
        one = Situation("it", (), "print(1)\n", (get(),), status=status, traces=traces)
        (finding,) = output.check(one.evidence)
        assert ("input-changed", "it changed its input a/b.png") == (finding.code, finding.message)
        assert ("b.png", ("a/b.png",)) == (finding.words[0], finding.names)


@pytest.mark.parametrize(
    ("answer", "stdout", "codes"),
    [
        (b'{"id": "n1", "rating": 5}', "n1", []),
        (b'{"id": "n1", "rating": 5}', "5 stars", []),
        (b'{"id": "n1", "rating": 5}', "done", ["output-missing"]),
        (b'{"id": true}', "done", []),
        (b"{}", "", []),
    ],
)
def test_a_program_that_is_to_print_prints_something_of_the_answer(
    answer: bytes, stdout: str, codes: list[str]
) -> None:
    assert codes == [one.code for one in said("python", stdout, answer=answer, prints=True)]


def test_a_program_that_is_not_to_print_need_not() -> None:
    assert [] == said("python", "done")


def test_the_line_of_what_was_printed_instead_is_shown() -> None:
    (finding,) = said("javascript", "first\n  Note: [object Object] \nlast\n")
    assert "Note: [object Object]" == finding.actual
    assert "it ended with status 0, and printed [object Object] in the place of the answer" == finding.message


def test_an_answer_in_its_file_does_not_end_the_look_at_other_files() -> None:
    traces = Traces(written=(WrittenFile("out/note_0.json", b'{"id":"n1"}'), WrittenFile("out/log.txt", b"done")))
    one = Situation("it", (), "print(1)\n", (get(answer=b'{"id":"n1"}'),), traces=traces)
    promise = Promise("application/json", {"application/json": "out/note_{index}.json"})
    (finding,) = output.check(replace(one.evidence, promise=promise))
    assert "it wrote out/log.txt, which nothing promises" == finding.message
