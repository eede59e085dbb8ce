"""Once more, with an answer that the program can use: what a refusal, or an answer that it could not read, hides.

The first look judges a case. The second adds what it could not show, behind it: how the program ends after a good
answer, what it writes and prints, and the requests that it sends after the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from harness.assess.assess import Assessor, source_of
from harness.assess.missing_libraries import lacked
from harness.assess.operations_named import as_seen
from harness.codes import all_codes
from harness.common.replies import json_body
from harness.common.sameness import normalised
from harness.credentials import granted, settled
from harness.model import CouldNotStart, Finding, Finished, Outcome, TimedOut
from harness.openapi import Api
from harness.plan import Planned

NO_ANSWER = ("reset", "hang")
"""What keeps any answer from the program."""
NEVER = frozenset({"source", "catalogue", "document", "run"})
"""Groups of codes that the first look shows whole."""
OTHERS_ANSWER = frozenset({"wrong-operation", "accept"})
"""What makes the good answer another one than the program asked for."""
ELSEWHERE = frozenset({"unknown-operation", "method"})
"""What is said of a request that no operation is for: its body is then looked at as that of the example's own."""
OF_THE_ANSWER = frozenset({"exit-status", "spec-disagrees", "answer-unused", "timeout", "error-unclear"})
"""What then says nothing of it: it was not made to read that answer."""
_ASKED = re.compile(
    r"KeyError(?:: |\()['\"](\w+)['\"]|reading '(\w+)'|[Uu]ndefined (?:array key|index|property)[: ]+\W*(\w+)"
    r"|with \\?\"(\w+)\\?\"|key not found: [:\"](\w+)|has no attribute '(\w+)'"
)
"""How programs name a field that they did not find; the group is its name."""
_NAMED = re.compile(
    r"\[\s*[\"'](\w+)[\"']\s*\]|json:\"(\w+)|\.get\(\s*[\"'](\w+)|[{,]\s*(\w+)(?=[\w\s,:]{0,500}\}\s*=[^=])|\.(\w+)(?=\s*(?:\?\.)?\[)"
)
"""How programs name the fields of an answer, wherever they read it."""
COMPLAINTS = frozenset({"code", "detail", "error", "errors", "message", "status", "title"})
"""Fields by which an answer says that something went wrong: filling them in would be another answer."""
MOST_NAMES = 12
"""Fields with which an answer is filled out at the most."""
_FIELD = re.compile(r"[.\[]\s*[\"'`]?([A-Za-z_]\w*)")
"""How a line of a program, or of a filter for jq, names a field."""


def refused(planned: Planned, outcome: Outcome) -> bool:
    """True for a case whose request was refused for its own sake, where a good one would have been answered."""
    if isinstance(outcome, CouldNotStart) or planned.scenario.key != "set":
        return False
    server, came = planned.server, outcome.traces.exchanges
    exchanges = (*settled(server, came), *(granted(server, came)[-1:] if server else ()))
    return any(one.reply.refused and one.reply.fault not in NO_ANSWER for one in exchanges)


def asked_for(planned: Planned, outcome: Outcome) -> tuple[str, ...]:
    """The fields that a program asks for and that a good answer lacked; none where that is not how it failed."""
    if not isinstance(outcome, Finished) or not outcome.exit_status or planned.scenario.ending != "success":
        return ()
    exchanges, said = outcome.traces.exchanges, outcome.traces.stderr
    if not exchanges or exchanges[-1].reply.status >= 400 or exchanges[-1].reply.unfinished:
        return ()
    there = set(_names(json_body(exchanges[-1].reply)))
    if not there:
        return ()
    named = [name for groups in _ASKED.findall(said) for name in groups if name]
    named += [name for line in _lines_at_fault(planned, said) for name in _FIELD.findall(line)]
    lacking = [name for name in dict.fromkeys(named) if name not in there]
    if not lacking:
        text = source_of(planned.case.example.file)
        lacking = [name for groups in _NAMED.findall(text) for name in groups if name and name not in there]
    return tuple(name for name in dict.fromkeys(lacking) if name not in COMPLAINTS)[:MOST_NAMES]


def seen(assessor: Assessor, planned: Planned, outcome: Outcome, first: Sequence[Finding]) -> tuple[Finding, ...]:
    """What a second look at a case shows that the first, whose findings these are, could not.

    `planned` is the case as it was planned, whatever the requests of the first look said of it.
    """
    second = None if isinstance(outcome, CouldNotStart) else outcome.traces.second
    if second is None or isinstance(lacked(planned.case.example, second), CouldNotStart):
        return ()
    api = assessor.catalogue.apis[planned.case.example.api]
    planned = as_seen(planned, second, api)
    codes, shown = {finding.code for finding in first}, {_mark(finding) for finding in first}
    hidden = OF_THE_ANSWER if OTHERS_ANSWER & codes else frozenset()
    if codes & ELSEWHERE and api.documented and not planned.steps:
        second, hidden = _in_its_place(second, planned, api), hidden | {"path-parameter", "api-rule"}
    return tuple(
        replace(finding, second_look=True)
        for finding in assessor.assess(planned, second)
        if _mark(finding) not in shown and finding.code not in hidden and _group(finding) not in NEVER
    )


def _in_its_place(outcome: Finished | TimedOut, planned: Planned, api: Api) -> Finished | TimedOut:
    """The outcome as if its requests to the API had gone where they belong: bodies and headers are then judged too."""
    own = settled(planned.server, outcome.traces.exchanges)
    moved = tuple(
        replace(one, request=api.moved(one.request, planned.operation)) if any(one is each for each in own) else one
        for one in outcome.traces.exchanges
    )
    return replace(outcome, traces=replace(outcome.traces, exchanges=moved))


def _mark(finding: Finding) -> tuple[str, ...]:
    """By what a finding is known again in another run of the program."""
    return (finding.code, *(finding.names or (normalised(finding.root or finding.message),)))


def _group(finding: Finding) -> str:
    code = all_codes().get(finding.code)
    return code.group if code else ""


def _names(value: object) -> Iterator[str]:
    """The names of all fields of a JSON value."""
    if isinstance(value, dict):
        yield from value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from _names(item)


def _lines_at_fault(planned: Planned, said: str) -> Iterator[str]:
    """The lines of the program that its own words blame; of a shell's, those that read JSON."""
    example = planned.case.example
    lines = source_of(example.file).splitlines()
    if example.dialect.is_shell:
        yield from (line for line in lines if re.search(r"\bjq\b", line) and "jq: error" in said)
        return
    name = rf"(?<![\w.]){re.escape(example.file.name)}{example.dialect.trace_line}"
    for number in {int(number) for number in re.findall(name, said)}:
        yield from lines[number - 1 : number]
