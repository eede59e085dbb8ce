"""Faults in the source of shell programs that curl and the shell let pass: found in the source, proved by what came.

Each replaces the findings that follow from it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from urllib.parse import unquote, unquote_plus

from harness.checks import Evidence
from harness.codes import all_codes
from harness.model import Finding, Request
from harness.source import shell_text
from harness.source.shell_text import Misread
from harness.source.shell_words import ShellCommand, Word, read

LOST = "line-continuation"
BACKGROUND = "unquoted-ampersand"
GLOB = "url-globbing"
HEADER = "header-syntax"
TEXT = "shell-text"
FOLLOWS = {
    HEADER: frozenset({"header-missing", "header-value", "auth-missing", "auth-scheme", "accept", "content-type"}),
    GLOB: frozenset({"extra-request", "no-request", "path-parameter", "query-parameter", "unknown-operation"}),
}
"""Fault -> what follows from it, beside all that is wrong with the ending and the output; of the others, anything."""
_VALUES = re.compile(r"-[dHFouwAeTbx]$|--(?:data|header|form|output|user|write-out|referer|json|proxy|cookie)")
"""Options whose value is no URL of the request."""
_GLOB = re.compile(r"\[[^\[\]]*\]|\{[^{},]*,[^{}]*\}")
_EXPANDED = re.compile(r"\$\{[^}]*\}|\$\([^)]*\)|\$\w+|`[^`]*`")
_OPEN_QUOTE = re.compile(r"(?i)unterminated quoted string|unexpected EOF while looking for matching")
_NOT_FOUND = re.compile(r"(?m)^.*: (?:command )?not found")


def causes(found: Sequence[Finding], evidence: Evidence) -> list[Finding]:
    """The findings, with a fault of the source in the place of all that follows from it."""
    if not evidence.dialect.is_shell:
        return list(found)
    looks, source = LOOKS, evidence.source
    if not found and not _told(evidence):  # all that could be reported is globbing in a query
        looks = (_globbed_queries,) if "?" in source and _globs(source) else ()
    faults = list(_misread(evidence))
    if not faults:
        faults = [fault for look in looks for fault in look(read(source), evidence)]
    for fault in faults:
        found = [finding for finding in found if not _follows(finding, fault.code, evidence)]
    return [*faults, *found]


def _misread(evidence: Evidence) -> Iterator[Finding]:
    """What the shell reads otherwise than it looks, where what came or what the shell said proves it."""
    certain = list(shell_text.certain(evidence.source))
    for one in certain or shell_text.eaten(evidence.source):
        if certain or _is_proved(one, evidence):
            yield Finding(TEXT, one.trouble, expected=one.expected, actual=one.seen, at=one.line)


def _is_proved(misread: Misread, evidence: Evidence) -> bool:
    if misread.command:
        return any(misread.command in line for line in _NOT_FOUND.findall(evidence.traces.stderr))
    if not evidence.exchanges:
        return _OPEN_QUOTE.search(evidence.traces.stderr) is not None
    pieces = _EXPANDED.split(misread.became)
    return any(
        misread.seen not in sent and all(piece in sent for piece in pieces)
        for exchange in evidence.exchanges
        for sent in _sent(exchange.request)
    )


def _sent(request: Request) -> Iterator[str]:
    """The texts of a request as the program gave them to curl."""
    body = request.body.decode("utf-8", "replace")
    yield from (body, unquote_plus(body), unquote(request.target))
    yield from (f"{name}: {value}" for name, value in request.headers)


def _told(evidence: Evidence) -> bool:
    """True where the shell itself complained."""
    return _NOT_FOUND.search(evidence.traces.stderr) is not None


def _follows(finding: Finding, fault: str, evidence: Evidence) -> bool:
    if finding.code == "network-escape":  # curl takes a surplus word for an address
        return fault == TEXT and f"//{finding.host}" not in evidence.source
    group = all_codes()[finding.code].group
    if group in ("ending", "output"):
        return True
    return group == "request" and finding.code in FOLLOWS.get(fault, {finding.code})


def _lost_lines(commands: Sequence[ShellCommand], _: Evidence) -> Iterator[Finding]:
    """A line that goes on in the next one, without the backslash that says so, or with a blank behind it."""
    for command, after in pairwise([*commands, ShellCommand((Word("", 0),), "", 0)]):
        if command.program != "curl" or command.end != "\n":
            continue
        first = after.words[0].text
        if any(word.text.isspace() for word in command.words):
            trouble, seen = "a blank stands behind the backslash, so that the command ends here", "a backslash, a blank"
        elif first.startswith(("-", "http://", "https://", "{")):
            trouble = f"the command ends here, and the next line is run as a command of its own: {_short(first)}"
            seen = f"{_short(first)}: not found"
        else:
            continue
        expected = "a backslash as the last character of the line"
        yield Finding(LOST, trouble, expected=expected, actual=seen, at=command.line)


def _sent_to_background(commands: Sequence[ShellCommand], _: Evidence) -> Iterator[Finding]:
    for command in commands:
        if command.program == "curl" and command.end == "&" and command.tight and "?" in command.words[-1].text:
            yield Finding(
                BACKGROUND,
                "the & of the URL ends the command and sends curl to the background: what follows it is never sent",
                expected="the URL in quotes",
                actual=f"{_short(command.words[-1].text)}&... without quotes",
                at=command.words[-1].line,
            )


def _globbed(commands: Sequence[ShellCommand], evidence: Evidence) -> Iterator[Finding]:
    return (_globbing(word, hit) for word, hit in _globbed_addresses(commands, evidence))


def _globbed_queries(commands: Sequence[ShellCommand], evidence: Evidence) -> Iterator[Finding]:
    """The same in a query, which is at fault even where every request was sound: a path may be meant twice, but a
    list of values is the API's."""
    found = _globbed_addresses(commands, evidence)
    return (_globbing(word, hit) for word, hit in found if "?" in word.text.partition(hit)[0])


def _globbed_addresses(commands: Sequence[ShellCommand], evidence: Evidence) -> Iterator[tuple[Word, str]]:
    shown = len(evidence.attempts) > 1 or "URL position" in evidence.traces.stderr or not evidence.exchanges
    for command in commands if shown else ():
        if command.program != "curl" or any(_turns_globbing_off(word.text) for word in command.words):
            continue
        for word in _addresses(command):
            hit = _globs(word.text)
            if hit:
                yield word, hit[0]


def _globbing(word: Word, hit: str) -> Finding:
    return Finding(
        GLOB,
        f"curl reads {hit} in the URL as a range or a list of its own, and not as it stands",
        expected="--globoff, or the characters percent-encoded",
        actual=_short(word.text),
        at=word.line,
        values=(hit,),
    )


def _headers_without_colon(commands: Sequence[ShellCommand], evidence: Evidence) -> Iterator[Finding]:
    for command in commands:
        if command.program != "curl" or not evidence.exchanges:
            continue
        for option, value in pairwise(command.words):
            name = re.match(r"([A-Za-z][A-Za-z0-9-]*)[ =]", value.text)
            if option.text not in ("-H", "--header") or not name or re.search(r"[:;]", value.text):
                continue
            if evidence.exchanges[0].request.header(name[1]) is None:
                yield Finding(
                    HEADER,
                    f"curl sends no header for a text without a colon: {name[1]} is missing",
                    expected=f"{name[1]}: ...",
                    actual=_short(value.text),
                    at=value.line,
                    names=(name[1],),
                )


Look = Callable[[Sequence[ShellCommand], Evidence], Iterator[Finding]]
LOOKS: tuple[Look, ...] = (
    _lost_lines,
    _sent_to_background,
    _globbed,
    _headers_without_colon,
)


def _addresses(command: ShellCommand) -> Iterator[Word]:
    for before, word in pairwise(command.words):
        if not word.text.startswith("-") and not _VALUES.match(before.text) and "/" in word.text:
            yield word


def _globs(text: str) -> re.Match[str] | None:
    """What curl would read as a range or a list, once the shell has put in the values of its variables."""
    return _GLOB.search(re.sub(r"\$\{[^}]*\}", "", text))


def _turns_globbing_off(option: str) -> bool:
    return option == "--globoff" or re.fullmatch(r"-[a-zA-Z]*g", option) is not None


def _short(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:77]}..."
