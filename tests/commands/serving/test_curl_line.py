"""The line that sends a request again with curl."""

from __future__ import annotations

import pytest

from harness.commands.serving.curl_line import LONGEST, curl
from harness.model import Headers, Request

HOST = "http://localhost:8080"
ACCEPT = (("Accept", "*/*"),)
TEXT = (*ACCEPT, ("Content-Type", "text/plain"))


def line(
    method: str = "GET",
    headers: Headers = ACCEPT,
    body: bytes = b"",
    target: str = "/v1/notes",
    keys: tuple[str, ...] = (),
) -> list[str]:
    """The pieces of the line, without the first and the last."""
    pieces = curl(Request(method, target, headers, body), HOST, keys, "KEY", {"a.png": "in puts/a.png"}).split(
        " \\\n  "
    )
    assert "curl" == pieces[0]
    return pieces[1:]


def test_what_curl_sends_by_itself_is_left_out() -> None:
    by_itself = (("Host", "x"), ("User-Agent", "y"), ("Content-Length", "0"), ("Connection", "close"), ("EXPECT", "z"))
    assert [f"{HOST}/v1/notes"] == line(headers=(*ACCEPT, *by_itself, ("Transfer-Encoding", "chunked")))


@pytest.mark.parametrize(
    ("method", "body", "said"),
    [
        ("GET", b"", []),
        ("GET", b"x", ["--data-raw x"]),
        ("POST", b"x", ["--data-raw x"]),
        ("POST", b"", ["--request POST"]),
        ("PUT", b"x", ["--request PUT", "--data-raw x"]),
        ("DELETE", b"", ["--request DELETE"]),
    ],
)
def test_the_method_is_named_where_curl_would_choose_another(method: str, body: bytes, said: list[str]) -> None:
    got = line(method, TEXT if body else ACCEPT, body)
    assert said == [one for one in got[:-1] if not one.startswith("--header")][-len(said) or len(got) :]


def test_a_header_without_a_value_is_kept_as_one() -> None:
    assert ["--header 'X-Empty;'", "--header 'X-A: b c'"] == line(headers=(*ACCEPT, ("X-Empty", ""), ("X-A", "b c")))[
        :-1
    ]


def test_headers_that_were_not_sent_are_kept_from_curl() -> None:
    assert ["--header Accept:"] == line(headers=())[:-1]
    assert ["--header 'Accept: text/plain'"] == line(headers=(("Accept", "text/plain"),))[:-1]
    assert ["--header Content-Type:", "--data-raw x"] == line("POST", ACCEPT, b"x")[:-1]


def test_a_client_that_unpacks_answers_does_so_again() -> None:
    assert ["--compressed"] == line(headers=(*ACCEPT, ("Accept-Encoding", "br, gzip")))[:-1]
    assert [] == line(headers=(*ACCEPT, ("Accept-Encoding", "br")))[:-1]


@pytest.mark.parametrize(
    ("body", "data"),
    [
        (b"a b", "--data-raw 'a b'"),
        (b"a\nb", "--data-binary 'a\nb'"),
        (b"a\rb", "--data-binary 'a\rb'"),
        (b"@a@b", "--data-raw @a@b"),
        (b"@a@\nb", "--data-binary '%40a@\nb'"),
        (b"a@b", "--data-raw a@b"),
        (b"\xff", "--data-binary @body"),
        (b"a\0b", "--data-binary @body"),
        (b"x" * (LONGEST + 1), "--data-binary @body"),
        (b"x" * LONGEST, "--data-raw " + "x" * LONGEST),
    ],
)
def test_a_body_that_a_line_can_hold_is_in_it(body: bytes, data: str) -> None:
    assert data == line("POST", TEXT, body)[-2]


def test_a_form_is_sent_as_one() -> None:
    head = 'Content-Disposition: form-data; name="{}"'
    parts = (
        head.format("text") + "\r\n\r\na=b",
        head.format("typed") + '\r\nContent-Type: application/json\r\n\r\n{"a": "\\"}',
        head.format("plain") + "\r\nContent-Type: text/plain\r\n\r\nab",
        head.format("file") + '; filename="a.png"\r\nContent-Type: image/png\r\n\r\nx',
        head.format("other") + '; filename="b.bin"\r\n\r\nx',
    )
    body = "".join(f"--b\r\n{part}\r\n" for part in parts) + "--b--\r\n"
    typed = (*ACCEPT, ("Content-Type", "multipart/form-data; boundary=b"))
    assert [
        "--form-string text=a=b",
        '--form \'typed="{\\"a\\": \\"\\\\\\"}";type=application/json\'',
        "--form 'plain=ab;type=text/plain'",
        "--form 'file=@\"in puts/a.png\";type=image/png'",
        "--form other=@b.bin",
    ] == line("POST", typed, body.encode())[:-1]


def test_a_form_that_cannot_be_read_is_sent_as_it_came() -> None:
    typed = (*ACCEPT, ("Content-Type", "multipart/form-data; boundary=b"))
    assert ["--header 'Content-Type: multipart/form-data; boundary=b'", "--data-raw ab"] == line("POST", typed, b"ab")[
        :-1
    ]


def test_keys_are_taken_from_their_variable() -> None:
    sent = (*ACCEPT, ("Authorization", "Bearer abc"), ("X-Other", "d e"))
    assert ["""--header 'Authorization: Bearer '"$KEY\"""", "--header 'X-Other: d e'"] == line(
        headers=sent, keys=("", "abc")
    )[:-1]


def test_a_strange_target_still_calls_the_mock() -> None:
    assert [f"--request-target 'http://other/a?b' {HOST}/"] == line(target="http://other/a?b")
