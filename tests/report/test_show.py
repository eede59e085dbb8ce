"""One case's record as text, word for word."""

from __future__ import annotations

from typing import Any

import pytest

from harness.common.redaction import make_key
from harness.common.shown import shown
from harness.model import Exchange, Message, Reply, Request
from harness.report import show
from harness.report.record import exchange_record
from report.samples import case, finding

KEY = make_key("a")
HEAD = [["Accept", "*/*"]]
TEXT = """\
v1/a/go/success: failed
program: examples/go/a.go
ended:   exit status 1, after 120 ms

request:
    POST /v1/a
    (to https://api.example.com)
    Accept: */*

    {
      "a": 1
    }

response:
    401
    Accept: */*

    no key
    [... of 20 bytes]

files written:
    path     bytes  size   SHA-256
    out/a.p  12     3 x 4  0123456789abcdef...
    out/b    5             fedcba9876543210...

stdout:
    first
    \\x1b[31mlast

error: error-swallowed (on a second look, with a good answer): it ended
    at:       examples/go/a.go:3
    expected: one
              two
    actual:   exit status 0
    hint:     Check the status.

command, as it was run:
    cd $WORK/go
    A=b c
    B=''
    $GO run 'a b.go'

repeat:  harness run v1/a/go/success
"""
OUTPUTS = [
    {"path": "out/a.p", "bytes": 12, "sha256": "0123456789abcdef0", "width": 3, "height": 4},
    {"path": "out/b", "bytes": 5, "sha256": "fedcba98765432100", "width": None, "height": None},
]


def request(**changed: Any) -> dict[str, Any]:
    """A request of the report."""
    body = {"kind": "text", "media_type": "application/json", "text": '{"a": 1}', "bytes": 8}
    return {"method": "POST", "target": "/v1/a", "headers": HEAD, "body": body, "fault": None} | changed


def response(**changed: Any) -> dict[str, Any]:
    """An answer of the report."""
    body = {"kind": "text", "media_type": "text/plain", "text": "no key", "bytes": 20}
    return {"status": 401, "headers": HEAD, "body": body, "fault": None} | changed


def exchange(*, sent: dict[str, Any] | None = None, came: dict[str, Any] | None = None) -> dict[str, Any]:
    """Both."""
    return {"request": sent or request(), "response": came or response()}


def outcome(**changed: Any) -> dict[str, Any]:
    """How it ended."""
    return {"kind": "finished", "exit_status": 1, "stdout": "", "stderr": "", "outputs": []} | changed


def lines(**changed: Any) -> list[str]:
    """The lines of a case."""
    return show.text(case("v1/a/go/success", **changed)).splitlines()  # type: ignore[arg-type]


def test_a_case_is_shown_in_the_order_in_which_it_happened() -> None:
    record = case(
        "v1/a/go/success",
        finding(message="it ended", second_look=True, expected="one\ntwo"),
        exchanges=[exchange(sent=request(origin="https://api.example.com"))],
        outcome=outcome(stdout="first\n\x1b[31mlast\n", outputs=OUTPUTS),
        command={"argv": ["$GO", "run", "a b.go"], "env": {"A": "b c", "B": ""}, "folder": "$WORK/go"},
    )
    assert TEXT == show.text(record)  # type: ignore[arg-type]


def test_what_could_not_run_has_its_reason_and_no_request() -> None:
    shown = lines(
        verdict="could-not-run", reason="no Go", file=None, outcome={"kind": "could-not-start", "reason": "no Go"}
    )
    assert [
        "v1/a/go/success: could-not-run: no Go",
        "program: not known",
        "ended:   it could not be started: no Go, after 120 ms",
        "",
        "request: none came",
        "",
        "repeat:  harness run v1/a/go/success",
    ] == shown


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"kind": "timed-out", "limit_s": 30.0}, "it was ended at its time limit of 30 s"),
        ({"exit_status": -9}, "signal 9"),
        ({"exit_status": 0}, "exit status 0"),
        ({"exit_status": 3}, "exit status 3"),
    ],
)
def test_an_end_is_said_in_a_few_words(changed: dict[str, Any], words: str) -> None:
    assert words == show.ending(outcome(**changed))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("came", "shown"),
    [
        ({"fault": "reset"}, ["none: the connection was reset"]),
        ({"fault": "hang"}, ["none: it never came"]),
        ({"fault": "truncate"}, ["401", "Accept: */*", "it was cut off in the middle of this body:", "", "no key"]),
        ({"body": {"kind": "none"}}, ["401", "Accept: */*"]),
        (
            {"body": {"kind": "binary", "bytes": 9, "media_type": "image/png", "sha256": "abc"}},
            ["401", "Accept: */*", "", "9 bytes of image/png, SHA-256 abc"],
        ),
    ],
)
def test_an_answer_is_shown_as_it_came(came: dict[str, Any], shown: list[str]) -> None:
    found = lines(exchanges=[exchange(came=response(**came))])
    begin = found.index("response:") + 1
    assert shown == [line.strip() for line in found[begin : begin + len(shown)]]


def test_several_exchanges_are_numbered_and_a_request_that_can_not_be_read_says_why() -> None:
    found = lines(exchanges=[exchange(), exchange(sent=request(fault="no such line"))])
    assert ["request 1 of 2:", "response 1 of 2:", "request 2 of 2:", "response 2 of 2:"] == [
        line for line in found if line.endswith(" of 2:")
    ]
    assert "    it could not be read: no such line" in found


def test_the_parts_of_a_form_are_a_table() -> None:
    parts = [
        {"name": "text", "filename": None, "content_type": None, "bytes": 3, "text": "a\tb"},
        {
            "name": "image",
            "filename": "a.png",
            "content_type": "image/png",
            "bytes": 1000,
            "sha256": "0123456789abcdef0",
        },
    ]
    found = lines(exchanges=[exchange(sent=request(body={"kind": "multipart", "parts": parts}))])
    begin = found.index("    part   bytes  type       file   content")
    assert [
        r'    text   3                        "a\tb"',
        "    image  1000   image/png  a.png  SHA-256 0123456789abcdef...",
    ] == found[begin + 1 : begin + 3]


@pytest.mark.parametrize(("length", "end"), [(400, "x"), (401, "[... 1 characters more: see --json]")])
def test_a_line_that_no_one_reads_is_cut(length: int, end: str) -> None:
    found = lines(outcome=outcome(stderr="x" * length))
    assert f"    {'x' * 400}{end if length > 400 else ''}" == found[found.index("stderr:") + 1]


def test_what_ran_several_times_shows_the_first_of_each_other_end() -> None:
    repeat = {"verdict": "passed", "count": 2, "duration_ms": 7, "outcome": outcome(exit_status=0, stdout="done")}
    found = lines(repeats=[{}, repeat | {"exchanges": [exchange()], "findings": []}])
    begin = found.index("the first of 2 runs that passed:")
    assert "    ended:   exit status 0, after 7 ms" == found[begin + 1]
    assert {"    request:", "    POST /v1/a", "    response:", "    401", "    stdout:", "        done"} <= {
        *found[begin:]
    }


def test_the_command_that_repeats_it_works_where_the_reader_is() -> None:
    shown = show.text(case(), lambda command: f"{command} --config a.toml")  # type: ignore[arg-type]
    assert "repeat:  harness run v1/a/go/success --config a.toml" == shown.splitlines()[-1]


def test_what_was_said_on_a_websocket_is_listed() -> None:
    said = [
        Message("program", "text", b"ask"),
        Message("mock", "binary", b"12"),
        Message("program", "fault", b"no mask", 1002),
        Message("mock", "close", b"", 1000),
        Message("mock", "close", b"no", 1011),
        Message("mock", "cut"),
    ]
    exchange = Exchange(Request("GET", "/v1/a", (), b""), Reply(101, fault="truncate"), messages=tuple(said))
    record = exchange_record(shown(exchange, KEY))
    lines = show.text(case(exchanges=[record])).partition("said on the WebSocket:\n")[2].splitlines()
    assert [
        "    program: ask",
        "    mock: 2 bytes",
        "    program: what can't be read: no mask",
        "    mock: closed with 1000",
        "    mock: closed with 1011: no",
        "    mock: broke off without a close",
    ] == lines[:6]
    assert "cut off" not in show.text(case(exchanges=[record]))
