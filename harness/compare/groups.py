"""Cases that are judged together: one operation in one scenario, in all its languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from harness.assess import Assessor, complete, second_look, source_of
from harness.assess.incomplete import without_prelude
from harness.assess.missing_libraries import lacked
from harness.assess.operations_named import as_seen
from harness.codes import all_codes
from harness.common import json_values
from harness.common.replies import json_body
from harness.compare import canonical
from harness.compare.momentary import alike
from harness.compare.parity import KIND, Parity, Voice
from harness.compare.receptions import received, without_address
from harness.compare.remembered import Remembered
from harness.compare.reviewed import reviewed, usual
from harness.credentials import granted, settled
from harness.credentials.token_request import TokenRequest
from harness.model import CouldNotStart, Exchange, Finding, Finished, Outcome, Reply, TimedOut
from harness.plan import Planned
from harness.settings import OperationSettings, Settings

GroupKey = tuple[str, str]
_MOCK = re.compile(r"http://(?:127\.0\.0\.1|localhost):\d+")
"""Where the mock is: each case has another port."""

ABOUT = {
    **dict.fromkeys(("path-parameter", "unknown-operation", "wrong-operation"), ("path", "operation")),
    **dict.fromkeys(("method",), ("method", "operation")),
    **dict.fromkeys(("query-parameter", "repeated-field"), ("query", "body")),
    **dict.fromkeys(("header-missing", "header-value", "accept", "auth-missing", "auth-scheme"), ("headers",)),
    **dict.fromkeys(("file-part", "file-bytes"), ("files", "body")),
    **dict.fromkeys(("key-leaked", "placeholder", "variable-unset", "input-missing"), ("path", "query", "headers")),
    "request": ("body", "files"),
    "source": ("path", "query", "headers", "body", "files"),
    "output": ("output",),
}
"""A code, or a group of codes -> the aspects of the canonical form, or of what is left, that it may tell of."""
OF_A_PART = ("filename", "content_type")
"""What `file-part` tells of, of whichever file: the bytes are another matter."""
WHOLE = frozenset(
    {
        *("unknown-operation", "wrong-operation", "method", "path-parameter", "content-type", "json-syntax"),
        *("body-unreadable", "json-as-form", "key-leaked", "placeholder", "variable-unset", "input-missing"),
        *("output-missing", "output-unexpected", "output-bytes", "output-size", "output-unreadable", "answer-unused"),
        *("auth-missing", "auth-scheme"),
    }
)
"""Codes that tell of a whole aspect, whatever they name."""


@dataclass(frozen=True)
class Assessed:
    """A case that has run, or is remembered, with what is wrong with it."""

    planned: Planned
    outcome: Outcome | Remembered
    findings: tuple[Finding, ...]
    """Those that the case has by itself."""
    voice: Voice
    compared: tuple[Finding, ...] = ()
    """Those that only comparing it with the others of its group shows."""


@dataclass
class _Group:
    expected: dict[str, None] = field(default_factory=dict)
    """Names, in the order of the languages."""
    done: dict[str, Assessed] = field(default_factory=dict)


class Groups:
    """Collects cases until all of their group are there, and then adds what only comparing them shows."""

    def __init__(self, settings: Settings, assessor: Assessor, parity: Parity, *, renews: bool = False) -> None:
        """With `renews` the reviewed requests are written anew afterwards: programs are compared with the new ones."""
        self._settings, self._assessor, self._parity, self._renews = settings, assessor, parity, renews
        self._groups: dict[GroupKey, _Group] = {}
        self.requests: dict[str, list[canonical.Canonical]] = {}
        """`v1/masking` -> the requests of its languages in the scenario `success`, for the reviewed files."""
        self.shown: dict[str, list[canonical.Canonical]] = {}
        """The same with the requests of programs that are not compared, for the coverage."""

    def expect(self, cases: Iterable[Planned]) -> None:
        """Names cases that will come."""
        for planned in cases:
            self._groups.setdefault(_key(planned), _Group()).expected[planned.case.name] = None

    def add(self, planned: Planned, outcome: Outcome | Remembered) -> list[Assessed]:
        """Takes one case; gives back the whole group once it is complete, else nothing."""
        return self.take(self.assessed(planned, outcome))

    def take(self, assessed: Assessed) -> list[Assessed]:
        """As `add`, for a case that was assessed already."""
        key = _key(assessed.planned)
        group = self._groups[key]
        group.done[assessed.planned.case.name] = assessed
        return self._compared(key) if group.done.keys() == group.expected.keys() else []

    def give_up(self, planned: Planned, outcome: CouldNotStart) -> list[Assessed]:
        """As `add`, for a case in whose judging the harness failed: its group is not compared."""
        key = _key(planned)
        group = self._groups[key]
        group.done[planned.case.name] = Assessed(planned, outcome, (), Voice(planned.case))
        if group.done.keys() != group.expected.keys():
            return []
        del self._groups[key]
        return [group.done[name] for name in group.expected]

    def assessed(self, planned: Planned, outcome: Outcome | Remembered) -> Assessed:
        """A case by itself, whatever the others of its group did."""
        if isinstance(outcome, Remembered):
            return Assessed(planned, outcome, outcome.findings, outcome.voice)
        example, as_planned = planned.case.example, planned
        outcome = without_prelude(example, source_of(example.file), lacked(example, outcome))
        planned = as_seen(planned, outcome, self._assessor.catalogue.apis[example.api])
        findings = self._assessor.assess(planned, outcome)
        findings += second_look.seen(self._assessor, as_planned, outcome, findings)
        return Assessed(planned, outcome, findings, self._voice(planned, outcome, findings))

    def _compared(self, key: GroupKey) -> list[Assessed]:
        group = self._groups[key]
        members = [group.done[name] for name in group.expected]
        voices = [assessed.voice for assessed in members]
        shown = [voice.request for voice in voices if voice.request is not None and voice.told is None]
        if shown:
            self.shown.setdefault(key[0], []).extend(shown)
        voices = [replace(voice, request=None) if voice.alone else voice for voice in voices]
        requests = [voice.request for voice in voices if voice.request is not None and voice.told is None]
        if requests:
            self.requests.setdefault(key[0], []).extend(requests)
        extra = self._parity.compare(voices, self._due(key[0], voices, requests))
        del self._groups[key]
        return [replace(one, compared=_completed(one, extra)) for one in members]

    def _due(
        self, group: str, voices: Sequence[Voice], requests: Sequence[canonical.Canonical]
    ) -> canonical.Canonical | None:
        """The request that all must send; None if nobody has reviewed one, or none was sent."""
        if self._renews and requests:
            return usual(requests)
        return reviewed(self._settings, group) if any(voice.request is not None for voice in voices) else None

    def _voice(self, planned: Planned, outcome: Outcome, findings: Sequence[Finding]) -> Voice:
        """What a case has to say to the others, or what it is asked in spite of a fault of its own."""
        if isinstance(outcome, CouldNotStart):
            return Voice(planned.case)
        if not self._is_compared(planned):
            return self._alone(planned, outcome, findings)
        if outcome.traces.reception:
            at_fault = any(finding.severity == "error" for finding in findings)
            return Voice(planned.case, output=None if at_fault else received(outcome.traces))
        if any(finding.severity == "error" for finding in findings):
            return self._at_fault(planned, outcome, findings)
        if not isinstance(outcome, Finished):
            return Voice(planned.case)
        ending = None if planned.scenario.ends_either_way else self._ending(outcome)
        exchanges = settled(planned.server, outcome.traces.exchanges)
        if planned.scenario.name != "success" or not exchanges:
            return Voice(planned.case, ending=ending)
        output = None if outcome.exit_status else _output(outcome, exchanges[-1].reply)
        return Voice(planned.case, self._canonical(planned, outcome, exchanges[0]), output, ending)

    def _alone(self, planned: Planned, outcome: Finished | TimedOut, findings: Sequence[Finding]) -> Voice:
        """What a program sent that is not compared: it counts for what the examples show of the API."""
        exchanges = settled(planned.server, outcome.traces.exchanges)
        at_fault = any(finding.severity == "error" for finding in findings)
        if planned.scenario.name != "success" or not exchanges or at_fault:
            return Voice(planned.case)
        return Voice(planned.case, self._canonical(planned, outcome, exchanges[0]), alone=True)

    def _at_fault(self, planned: Planned, outcome: Finished | TimedOut, findings: Sequence[Finding]) -> Voice:
        """What a program at fault sent and left, where its own findings do not tell of it."""
        exchanges = settled(planned.server, outcome.traces.exchanges)
        if planned.scenario.name != "success" or not exchanges:
            return Voice(planned.case)
        last = outcome.traces.second or outcome
        api = self._assessor.catalogue.apis[planned.case.example.api]
        sent = exchanges[0]
        sent = replace(sent, request=api.moved(sent.request, planned.operation)) if api.documented else sent
        request = self._canonical(planned, outcome, sent)
        told = _told(findings)
        ended_well = isinstance(last, Finished) and last.exit_status == 0 and not last.traces.asked_for
        answered = settled(planned.server, last.traces.exchanges)
        output = _output(last, answered[-1].reply) if isinstance(last, Finished) and ended_well and answered else None
        return Voice(planned.case, request, output, told=told)

    def _is_compared(self, planned: Planned) -> bool:
        example, settings = planned.case.example, self._settings
        table = settings.operations.get(example.name, OperationSettings())
        return example.owes.compared and settings.compare and settings.api(example.api).compare and table.compare

    def _ending(self, outcome: Finished) -> str | int:
        """Whether it ended well; the very status of a failure only where the settings promise one."""
        if outcome.exit_status and self._settings.failure_status is not None:
            return outcome.exit_status
        return "badly" if outcome.exit_status else "well"

    def _canonical(
        self, planned: Planned, outcome: Finished | TimedOut, exchange: Exchange
    ) -> canonical.Canonical | None:
        api = self._assessor.catalogue.apis[planned.case.example.api]
        media = planned.media
        form = canonical.canonical(api, planned.operation, exchange.request, planned.made, with_accept=media is None)
        if form and exchange.messages:
            form["body"] = canonical.said(exchange.messages, planned.made)
        form = alike(form, source_of(planned.case.example.file), exchange.started) if form else form
        form = without_address(form) if planned.callbacks else form
        asked = granted(planned.server, outcome.traces.exchanges) if planned.server else ()
        body = form["body"] if form else None
        if form and api.graphql and isinstance(body, dict) and isinstance(body.get("query"), str):
            form = {**form, "body": {**body, "query": api.graphql.normal(body["query"])}}
        return {**form, "grant": TokenRequest(asked[0].request)["grant_type"]} if form and asked else form


def _told(findings: Sequence[Finding]) -> tuple[str, ...]:
    """The places of a request, and of what a program leaves, that its own findings tell of."""
    told: dict[str, None] = {}
    for finding in findings:
        if finding.severity != "error":
            continue
        aspects = ABOUT.get(finding.code) or ABOUT.get(all_codes()[finding.code].group, ())
        names = (
            list(OF_A_PART)
            if finding.code == "file-part"
            else [name.replace("[", ".").replace("]", "").strip(".") for name in finding.names]
        )
        told |= dict.fromkeys(aspects if finding.code in WHOLE or not names else ())
        told |= {f"{aspect}.{name}": None for aspect in aspects for name in names}
    return tuple(told)


def _output(outcome: Finished, reply: Reply) -> dict[str, Any]:
    """What a reader is left with: how many files of which kind, and what was printed as JSON.

    A part of the answer, or an object in a language's own notation, is not there: it is no other answer.
    """
    answer = json_body(reply)
    printed = _json(outcome.traces.stdout) if answer is not None else None
    is_value = isinstance(printed, dict | list) and not _is_part(printed, answer)
    whole = {"output.printed": _json(_MOCK.sub("http://mock", outcome.traces.stdout))} if is_value else {}
    files = sorted(Path(file.path).suffix for file in outcome.traces.written)
    return {"output.files": files, KIND: "JSON" if whole else "other", **whole}


def _is_part(printed: Any, answer: Any) -> bool:
    """True for what appears somewhere in an answer, and is not all of it."""
    inner = answer.values() if isinstance(answer, dict) else answer if isinstance(answer, list) else ()
    return any(printed == one or _is_part(printed, one) for one in inner)


def _completed(assessed: Assessed, extra: Mapping[str, list[Finding]]) -> tuple[Finding, ...]:
    case = assessed.planned.case
    return tuple(complete(finding, case.example) for finding in extra[case.name])


def _key(planned: Planned) -> GroupKey:
    return planned.case.group, planned.scenario.name


def _json(text: str) -> Any:
    try:
        return json_values.loads(text)
    except ValueError:
        return None
