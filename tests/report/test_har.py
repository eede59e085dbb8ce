"""A case's exchanges as an HTTP Archive, by literals."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from harness.common.shown import shown
from harness.model import Exchange, Headers, Message, Reply, Request
from harness.report import har

KEY = "sk-0123456789abcdef"
RAW = b"POST /v1/a?b=1&c HTTP/1.1\r\nHost: api.example\r\n\r\nbody"
HOST: Headers = (("Host", "api.example"),)


def entry(request: Request | None = None, reply: Reply | None = None, **timing: float) -> Any:
    """The entry of one exchange."""
    sent = request or Request("POST", "/v1/a?b=1&c", HOST, b"body", RAW)
    exchange = Exchange(sent, reply or Reply(201, (("Location", "/x"),), b"made"), **timing)
    return har.document("v1/a/go/success", [shown(exchange, KEY)])["log"]["entries"][0]


def test_an_exchange_has_its_times_sizes_and_texts() -> None:
    found = entry(started=1_700_000_000.5, seconds=0.0123456)
    assert ("2023-11-14T22:13:20.500Z", 12.346) == (found["startedDateTime"], found["time"])
    assert {"send": 0, "wait": 12.346, "receive": 0} == found["timings"]
    assert {
        "method": "POST",
        "url": "http://api.example/v1/a?b=1&c",
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": [{"name": "Host", "value": "api.example"}],
        "queryString": [{"name": "b", "value": "1"}, {"name": "c", "value": ""}],
        "headersSize": len(RAW) - 4,
        "bodySize": 4,
        "postData": {"mimeType": "", "params": [], "text": "body"},
    } == found["request"]
    assert {
        "status": 201,
        "statusText": "Created",
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": [{"name": "Location", "value": "/x"}],
        "content": {"size": 4, "mimeType": "", "text": "made"},
        "redirectURL": "/x",
        "headersSize": -1,
        "bodySize": 4,
    } == found["response"]


@pytest.mark.parametrize(
    ("line", "version"),
    [(b"GET / HTTP/1.0", "HTTP/1.0"), (b"GET / HTTP/1.1", "HTTP/1.1"), (b"GET / HTTP/2", "HTTP/2"), (b"", "HTTP/1.1")],
)
def test_the_version_is_that_of_the_first_line(line: bytes, version: str) -> None:
    found = entry(Request("GET", "/", (), b"", line + b"\r\nX: 1"))
    assert (version, -1) == (found["request"]["httpVersion"], found["request"]["headersSize"])


@pytest.mark.parametrize(
    ("request_", "url"),
    [
        (Request("GET", "/a", (), b"", origin="https://api.example.com"), "https://api.example.com/a"),
        (Request("GET", "/a", (), b""), "http://unknown.invalid/a"),
    ],
)
def test_a_url_has_the_host_that_was_asked(request_: Request, url: str) -> None:
    assert url == entry(request_)["request"]["url"]


def test_bytes_that_are_no_text_are_base64() -> None:
    found = entry(Request("POST", "/", (), b"\xff"), Reply(200, (), b"\xfe"))
    assert ("/w==", "base64") == (found["request"]["postData"]["text"], found["request"]["postData"]["_encoding"])
    assert {"size": 1, "mimeType": "", "text": "/g==", "encoding": "base64"} == found["response"]["content"]


@pytest.mark.parametrize(
    ("reply", "status", "text", "size"),
    [
        (Reply(200, fault="reset"), 0, "", -1),
        (Reply(200, fault="hang"), 0, "", -1),
        (Reply(200, (), b"12345", fault="truncate"), 200, "12", -1),
        (Reply(200, (), b"12345678", cuts=(2, 4), fault="truncate"), 200, "123456", -1),
        (Reply(200, (("Content-Encoding", "gzip"),), gzip.compress(b"a", mtime=0)), 200, "a", 21),
    ],
)
def test_an_answer_that_did_not_come_whole_says_so(reply: Reply, status: int, text: str, size: int) -> None:
    found = entry(reply=reply)["response"]
    assert (status, text, size) == (found["status"], found["content"]["text"], found["bodySize"])
    assert reply.fault == found.get("_fault")


def test_a_request_that_could_not_be_read_says_why() -> None:
    assert "no line" == entry(Request("", "", (), b"", b"x", "no line"))["request"]["_fault"]


def test_cookies_are_named_and_their_values_are_not_shown() -> None:
    headers = (("Cookie", "sid=secret; lang=en"), ("Accept", "*/*"))
    found = entry(Request("GET", "/", headers, b""), Reply(200, (("Set-Cookie", "sid=other; Path=/"),)))
    assert {"name": "Cookie", "value": "sid=[cookie]; lang=[cookie]"} == found["request"]["headers"][0]
    assert {"name": "Accept", "value": "*/*"} == found["request"]["headers"][1]
    assert [{"name": "sid", "value": "[cookie]"}, {"name": "lang", "value": "[cookie]"}] == found["request"]["cookies"]
    assert [{"name": "Set-Cookie", "value": "sid=[cookie]; Path=/"}] == found["response"]["headers"]
    assert [{"name": "sid", "value": "[cookie]"}] == found["response"]["cookies"]


def test_an_archive_lies_by_the_case_s_name(tmp_path: Path) -> None:
    path = har.write(tmp_path, "v1/a/go/success", [])
    assert tmp_path / "v1/a/go/success.har" == path
    log = json.loads(path.read_text())["log"]
    assert ("1.2", "harness", [], "v1/a/go/success") == (
        log["version"],
        log["creator"]["name"],
        log["entries"],
        log["comment"],
    )


def test_a_cookie_that_can_not_be_read_does_not_end_the_look_at_the_rest() -> None:
    headers = (("Cookie", "a,b=1"), ("Cookie", "sid=1"))
    found = entry(Request("GET", "/", headers, b""))["request"]["cookies"]
    assert {"name": "sid", "value": "[cookie]"} in found


def test_the_messages_of_a_websocket_are_written_as_browsers_do() -> None:
    said = (
        Message("program", "text", f'{{"key": "{KEY}"}}'.encode()),
        Message("mock", "binary", b"\xff"),
        Message("mock", "close", b"no", 1011),
    )
    exchange = Exchange(Request("GET", "/v1/a", HOST, b""), Reply(101), 5.0, messages=said)
    found = har.document("v1/a/go/success", [shown(exchange, KEY)])["log"]["entries"][0]
    assert "websocket" == found["_resourceType"]
    assert [
        {"type": "send", "time": 5.0, "opcode": 1, "data": '{"key": "[key]"}'},
        {"type": "receive", "time": 5.0, "opcode": 2, "data": "/w=="},
    ] == found["_webSocketMessages"]
    assert [{"by": "mock", "kind": "close", "code": 1011, "reason": "no"}] == found["_close"]
    assert "_resourceType" not in entry()
