"""What a program tried to reach, and what only its tools did."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from assess.evidence import BEARER, KEY, Situation, get, post

from harness.checks import safety
from harness.model import Escape, Exchange, Headers, Reply, Request, Traces, Visit, WrittenFile

HTTPIE = Escape("packages.httpie.io", 443, "tcp")


def reached(source: str, *escapes: Escape, language: str = "curl") -> list[str]:
    """The hosts that the check finds fault with."""
    one = Situation("it", (), source, (), language=language, traces=Traces(escapes=escapes))
    return [finding.host for finding in safety.check(one.evidence) if finding.code == "network-escape"]


def test_a_tool_that_looks_for_its_own_updates_is_no_fault_of_the_program() -> None:
    assert [] == reached("http GET $HOST/notes\n", HTTPIE)


@pytest.mark.parametrize(
    ("source", "language"), [("curl https://packages.httpie.io/x\n", "curl"), ("import requests\n", "python")]
)
def test_a_program_that_names_that_host_means_it(source: str, language: str) -> None:
    assert ["packages.httpie.io"] == reached(source, HTTPIE, language=language)


def test_another_host_is_still_found() -> None:
    assert ["stats.example.net"] == reached("http GET $HOST\n", HTTPIE, Escape("stats.example.net", 443, "tcp"))


def told(*asked: Exchange, **left: Any) -> list[tuple[str, str, str]]:
    """The codes, messages and shown texts that the check finds."""
    one = Situation("it", (), "import requests\n", asked, traces=Traces(**left))
    return [(finding.code, finding.message, finding.actual) for finding in safety.check(one.evidence)]


@pytest.mark.parametrize(
    ("place", "left"),
    [
        ("stdout", {"stdout": f"key: {KEY}\n"}),
        ("stderr", {"stderr": f"key: {KEY}\n"}),
        ("the file out/a", {"written": (WrittenFile("out/a", f"key: {KEY}\n".encode()),)}),
    ],
)
def test_the_key_in_what_a_program_leaves_is_told_with_its_place(place: str, left: dict[str, Any]) -> None:
    assert [("key-leaked", f"the key stands in {place}", "key: [key]")] == told(get(), **left)


@pytest.mark.parametrize(
    ("place", "asked"),
    [
        ("the URL", get(f"/v1/notes/n1?key={KEY}")),
        ("the header X-Trace", get(headers=(*BEARER, ("X-Trace", KEY)))),
        ("the cookie sid", get(headers=(*BEARER, ("Cookie", f"sid={KEY}")))),
        ("the request's body", post(f'{{"text": "{KEY}"}}')),
    ],
)
def test_the_key_in_a_request_is_told_but_for_its_own_header(place: str, asked: Exchange) -> None:
    assert [f"the key stands in {place}"] == [message for _, message, _ in told(asked)]


def test_the_key_in_its_own_header_is_no_leak() -> None:
    assert [] == told(get())


def test_the_key_in_base64_is_said_to_be_that() -> None:
    text = base64.b64encode(KEY.encode()).decode()
    ((_, message, _),) = told(get(), stdout=text)
    assert "the key, in base64, stands in stdout" == message


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        (60, 60, "x" * 60 + "[key]" + "y" * 60),
        (61, 61, "..." + "x" * 60 + "[key]" + "y" * 60 + "..."),
        (0, 200, "[key]" + "y" * 120 + "..."),
    ],
)
def test_a_leak_is_shown_with_what_stands_about_it(before: int, after: int, shown: str) -> None:
    ((_, _, actual),) = told(get(), stdout="x" * before + KEY + "y" * after)
    assert shown == actual


@pytest.mark.parametrize(
    ("escape", "message"),
    [
        (Escape("/run/agent.sock", 0, "unix"), "it called the unix socket /run/agent.sock, which is refused"),
        (Escape("ptrace", 0, "call"), "it made the system call ptrace, which is refused"),
        (Escape("socket(AF_VSOCK)", 0, "call"), "it made the system call socket(AF_VSOCK), which is refused"),
    ],
)
def test_what_the_sandbox_refused_is_told_by_its_name(escape: Escape, message: str) -> None:
    ((code, said, _),) = told(get(), escapes=(escape,))
    assert ("sandbox-escape", message) == (code, said)


@pytest.mark.parametrize(
    ("port", "where"),
    [(443, "a.example, port 443 (tcp)"), (0, "a.example (its name was looked up)")],
)
def test_another_host_is_told_once_with_how_it_was_tried(port: int, where: str) -> None:
    first, second = Escape("a.example", port, "tcp"), Escape("a.example", 80, "udp")
    assert [("network-escape", f"it tried to reach {where}", where)] == told(get(), escapes=(first, second))


@pytest.mark.parametrize(
    ("asked", "left", "words"),
    [
        (get(f"/v1/notes/n1?key={KEY}"), {}, ("?key=", "api_key=", "key=", "NOTES_KEY")),
        (get(headers=(*BEARER, ("X-Trace", KEY))), {}, ("X-Trace", "NOTES_KEY")),
        (post(f'{{"text": "{KEY}"}}'), {}, ("data", "json", "body", "NOTES_KEY")),
        (
            get(),
            {"written": (WrittenFile("out/a.txt", KEY.encode()),)},
            ("a.txt", "open(", "write", "headers", "NOTES_KEY"),
        ),
        (get(), {"stdout": KEY}, ("print(", "headers", "NOTES_KEY")),
        (get(), {"stderr": KEY}, ("stderr", "log.", "sys.exit", "headers", "NOTES_KEY")),
    ],
)
def test_the_line_of_a_leak_is_looked_for_by_how_programs_write_such_a_thing(
    asked: Exchange, left: dict[str, Any], words: tuple[str, ...]
) -> None:
    one = Situation("it", (), "import requests\n", (asked,), traces=Traces(**left))
    (finding,) = safety.check(one.evidence)
    assert words == finding.words
    assert "the key in its own header, and nowhere else" == finding.expected


def test_everything_that_was_refused_is_told_and_the_other_hosts_too() -> None:
    escapes = (Escape("/run/a.sock", 0, "unix"), Escape("ptrace", 0, "call"), Escape("a.example", 443, "tcp"))
    assert ["sandbox-escape", "sandbox-escape", "network-escape"] == [code for code, _, _ in told(escapes=escapes)]


def away(target: str = "/put", headers: Headers = (), body: bytes = b"") -> Exchange:
    """An upload to a second host, to which an answer led."""
    request = Request("PUT", target, headers, body)
    return Exchange(request, Reply(200, visit=Visit("http://b.example", "url", ("PUT",))))


@pytest.mark.parametrize(
    ("asked", "place", "words"),
    [
        (away(headers=(("Authorization", f"Bearer {KEY}"),)), "the header Authorization", "Authorization"),
        (away(headers=(("Cookie", f"sid={KEY}"),)), "the cookie sid", "sid"),
        (away(f"/put?key={KEY}"), "the URL", "?key="),
        (away(body=KEY.encode()), "the body", "data"),
    ],
)
def test_the_key_in_a_request_to_another_host_is_told_with_its_place(asked: Exchange, place: str, words: str) -> None:
    one = Situation("it", (), "import requests\n", (asked,))
    (finding,) = [found for found in safety.check(one.evidence) if found.code == "key-leaked"]
    assert f"the key stands in {place} of a request to another host, http://b.example" == finding.message
    assert words == finding.words[0]
    assert "NOTES_KEY" == finding.words[-1]
