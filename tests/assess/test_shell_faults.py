"""Faults in the source of shell programs: each instead of all that follows from it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assess.evidence import Place, Situation, get, post
from harness.assess import shell_faults
from harness.codes import all_codes
from harness.model import Exchange, Finding, Traces

KEY = '-H "Authorization: Bearer $NOTES_KEY"'
TYPE = "-H 'Content-Type: application/json'"
URL = '"$API_HOST/v1/notes/n1"'
REFUSED = Traces(stderr="curl: (7) Failed to connect")


def shell(what: str, source: str, *exchanges: Exchange, remains: tuple[Place, ...], **more: Any) -> Situation:
    """A curl program."""
    return Situation(what, remains, source, exchanges, "curl", **more)


SITUATIONS = (
    shell("a lost line explains the header and the ending", f"curl -sS {URL}\n  {KEY}\n", get(headers=()),
          status=127, traces=Traces(stderr="x: 2: -H: not found"), remains=(("line-continuation", 1),)),
    shell("a blank behind the backslash", f"curl -sS {URL} \\ \n  {KEY}\n", get(headers=()),
          remains=(("line-continuation", 1),)),
    shell("a lost line that only the shell complains of", f"curl -sS {KEY} {URL}\n  --verbose\n", get(),
          traces=Traces(stderr="x: 2: --verbose: not found"), remains=(("line-continuation", 1),)),
    shell("a lost line explains a request of another operation", f"curl -sS {URL}\n  {KEY}\n",
          post('{"text": "a"}', headers=()), remains=(("line-continuation", 1),)),
    shell("an ampersand without quotes", f"curl -sS {KEY} \\\n  $API_HOST/v1/notes/n1?a=1&b=2\n", get(),
          traces=Traces(stderr="x: b=2: not found"), remains=(("unquoted-ampersand", 2),)),
    shell("globbing explains requests that are too many", f'curl -sS {KEY} "$API_HOST/v1/notes/{{n1,n2}}"\n', get(),
          get("/v1/notes/n2"), remains=(("url-globbing", 1),)),
    shell("globbing in a query is told where nothing else is", f'curl {KEY} "$API_HOST/v1/notes/n1?a={{b,c}}"\n',
          scenario="refused", status=7, traces=REFUSED, remains=(("url-globbing", 1),)),
    shell("globbing in a path is not told where nothing else is", f'curl {KEY} "$API_HOST/v1/notes/{{n1,n2}}?a=1"\n',
          scenario="refused", status=7, traces=REFUSED, remains=()),
    shell("globbing that is turned off", f'curl -g {KEY} "$API_HOST/v1/notes/n1?a={{b,c}}"\n',
          scenario="refused", status=7, traces=REFUSED, remains=()),
    shell("a header without a colon explains its own lack and no strange query",
          'curl -sS \\\n  -H "Authorization Bearer $NOTES_KEY" "$API_HOST/v1/notes/n1?a=1"\n',
          get("/v1/notes/n1?a=1", headers=()), remains=(("header-syntax", 2), ("query-parameter", 2))),
    shell("an apostrophe that is lost", f"curl {KEY} {TYPE} {URL}s \\\n  -d '{{\"text\":\"it's\",\"b\":\"that's\"}}'\n",
          post('{"text":"its,b:thats"}'), operation="addNote", remains=(("shell-text", 2),)),
    shell("quotes of a word inside a text", f"curl {KEY} {TYPE} {URL}s \\\n  -d '{{\"text\":\"one of 'a', 'be'.\"}}'\n",
          post('{"text":"one of a, be."}'), operation="addNote", remains=(("shell-text", 2),)),
    shell("quotes of a word that were sent", f"curl {KEY} {TYPE} {URL}s \\\n  -d '{{\"text\":\"one '\\''a'\\''\"}}'\n",
          post('{"text":"one \'a\'"}'), operation="addNote", remains=()),
    shell("a value that is put between quotes", f"curl {KEY} {TYPE} {URL}s -d '{{\"text\":\"a\", \"rating\":'5'}}'\n",
          post('{"text":"a", "rating":5}'), operation="addNote", remains=()),
    shell("an apostrophe behind which nothing is sent", f"curl {KEY} {TYPE} -d '{{\"text\":\"it's\"}}' {URL}\n",
          status=2, operation="addNote", traces=Traces(stderr="x: 3: Syntax error: Unterminated quoted string"),
          remains=(("shell-text", 1),)),
    shell("an amount that is lost", f'curl {KEY} {TYPE} {URL} -d "{{\\"text\\":\\"$10.00\\"}}"\n',
          post('{"text":"0.00"}'), operation="addNote", remains=(("shell-text", 1),)),
    shell("a word that is run", f'curl {KEY} {TYPE} {URL} -d "{{\\"text\\":\\"a `code`\\"}}"\n',
          post('{"text":"a "}'), operation="addNote", traces=Traces(stderr="x: 1: code: not found"),
          remains=(("shell-text", 1),)),
    shell("a command that is meant to be run", f'curl {KEY} {TYPE} {URL} -d "{{\\"text\\":\\"a `date`\\"}}"\n',
          post('{"text":"a 1"}'), operation="addNote", remains=()),
    shell("line ends of Windows", f"curl {KEY} \\\r\n  {URL}\r\n", get(headers=()), status=127,
          remains=(("shell-text", 1),)),
)  # fmt: skip


@pytest.mark.parametrize("situation", SITUATIONS, ids=str)
def test_a_fault_of_the_source_is_told_instead_of_what_follows(situation: Situation) -> None:
    assert situation.remains == situation.places(situation.findings())


def test_no_other_language_is_read_as_a_shell() -> None:
    source = f"curl -sS {URL}\n  {KEY}\n"
    situation = Situation("", (), source + "env.API_HOST env.NOTES_KEY", (get(headers=()),), status=1)
    assert ["auth-missing", "exit-status"] == [finding.code for finding in situation.findings()]


SAYS = {
    "ending": "exit-status",
    "output": "output-missing",
    "request": "method",
    "safety": "key-leaked",
    "parity": "parity-path",
    "source": "placeholder",
    "document": "spec-disagrees",
    "catalogue": "example-missing",
}
"""One code of each group that a case may show."""
LOST_LINE = f"curl -sS {URL}\n  {KEY}\n"
NO_COLON = 'curl -sS -H "Authorization Bearer $NOTES_KEY" "$API_HOST/v1/notes/n1"\n'


def left(source: str, *codes: str) -> list[str]:
    """The codes that remain of some findings beside the fault of a source."""
    situation = shell("it", source, get(headers=()), remains=())
    found = shell_faults.causes([Finding(code, code, host="a.example") for code in codes], situation.evidence)
    return [finding.code for finding in found]


def test_a_lost_line_explains_the_request_the_ending_the_output_and_no_other_group() -> None:
    kept = [code for group, code in SAYS.items() if group not in ("request", "ending", "output")]
    assert ["line-continuation", *kept] == left(LOST_LINE, *SAYS.values())


def test_the_groups_are_those_of_the_codes() -> None:
    assert list(SAYS) == [all_codes()[code].group for code in SAYS.values()]


def test_a_header_without_a_colon_explains_what_is_said_of_headers_alone() -> None:
    assert ["header-syntax", "method"] == left(NO_COLON, "method", "header-missing", "auth-missing")


def test_another_host_follows_from_a_text_that_the_shell_reads_otherwise_and_from_nothing_else() -> None:
    eaten = f'curl {KEY} {TYPE} -d \'{{"text":"it\'s"}}\' {URL}\n'
    stopped = shell("it", eaten, remains=(), traces=Traces(stderr="x: 3: Syntax error: Unterminated quoted string"))
    escape = Finding("network-escape", "it tried", host="a.example")
    assert ["shell-text"] == [one.code for one in shell_faults.causes([escape], stopped.evidence)]
    named = replace(escape, host="b.example")
    meant = replace(stopped, source=f"# https://b.example\n{eaten}")
    assert ["shell-text", "network-escape"] == [one.code for one in shell_faults.causes([named], meant.evidence)]
    assert ["line-continuation", "network-escape"] == left(LOST_LINE, "network-escape")


@pytest.mark.parametrize(
    ("source", "line"),
    [
        (f"echo a\ncurl -sS {URL}\n  {KEY}\n", 2),
        (f"curl -sS {URL}\ncurl -sS {URL}\n  {KEY}\n", 2),
        (f"curl -sS {KEY} {URL} | jq .\ncurl -sS {URL}\n  {KEY}\n", 2),
        (f'echo a\ncurl -sS -H "X: y" -H "Authorization Bearer $NOTES_KEY" {URL}\n', 2),
        (f'curl -g {KEY} {URL}\ncurl {KEY} "$API_HOST/v1/notes/{{n1,n2}}"\n', 2),
    ],
)
def test_a_sound_command_does_not_end_the_look_at_those_behind_it(source: str, line: int) -> None:
    situation = shell("it", source, get(headers=()), get("/v1/notes/n2"), remains=())
    found = shell_faults.causes([], situation.evidence)
    found += shell_faults.causes([Finding("auth-missing", "m")], situation.evidence)
    assert line in [one.at for one in found if one.code != "auth-missing"]
