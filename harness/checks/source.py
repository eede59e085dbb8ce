"""What the program leaves to its reader: placeholders, variables that nobody sets, files that are not there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from harness.checks.evidence import Evidence
from harness.model import Finding
from harness.source import placeholders, written
from harness.source.placeholders import Spot


def check(evidence: Evidence) -> Iterator[Finding]:
    """Findings of the group "source", each with the names and texts by which is known what follows from it."""
    seen: set[tuple[object, ...]] = set()
    found = (
        *(_placeholder(evidence, spot) for spot in placeholders.placeholders(evidence.source, evidence.dialect)),
        *(_placeholder(evidence, spot) for spot in _came_as_they_are(evidence)),
        *(_placeholder(evidence, spot) for spot in placeholders.texts(evidence.source) if _came(evidence, spot)),
        *(_variable(evidence, spot) for spot in placeholders.variables(evidence.source, evidence.dialect)),
        *(
            _file(evidence, spot)
            for spot in placeholders.files(evidence.source, evidence.dialect)
            if spot.name in evidence.lacking
        ),
        *(_file(evidence, spot) for spot in _not_found(evidence)),
    )
    for finding in found:
        about = finding and (finding.code, finding.names, finding.values)
        if finding and about and about not in seen:
            seen.add(about)
            yield finding


def _placeholder(evidence: Evidence, spot: Spot) -> Finding | None:
    """A placeholder that was sent; in a shell, whose curl reads braces and brackets, that was to be sent."""
    sent = any(
        spot.text in unquote(exchange.request.target) or spot.text.encode() in exchange.request.body
        for exchange in evidence.exchanges
    )
    if not sent and not evidence.dialect.is_shell:
        return None
    value = evidence.stand_ins.values.get(spot.text)
    if value is not None and evidence.exchanges:
        return Finding(
            "placeholder",
            f"{spot.text} was taken for {value}",
            expected="a value, or a word of what to put there",
            actual=f"{spot.text}, whose value the settings or the document know",
            severity="note",
            at=spot.line,
        )
    return Finding(
        "placeholder",
        f"{spot.text} stands where a value is due",
        expected="a value, or a variable that is explained",
        actual=spot.text,
        at=spot.line,
        names=(spot.name,),
        values=(spot.text,),
    )


def _came(evidence: Evidence, spot: Spot) -> bool:
    """True for a text that is no key and that came in a body or as a header's value."""
    return spot.text != evidence.case.example.key and any(
        spot.text.encode() in exchange.request.body or spot.text in (value for _, value in exchange.request.headers)
        for exchange in evidence.exchanges
    )


def _came_as_they_are(evidence: Evidence) -> Iterator[Spot]:
    """What appears as a whole segment of a path that was sent, and of the program's text."""
    for exchange in evidence.exchanges:
        for found in placeholders.SENT_PLACE.finditer(unquote(exchange.request.target.partition("?")[0])):
            at = evidence.source.find(found[0])
            if at >= 0:
                name = found[0].strip("{}<>:")
                yield Spot(found[0], name, evidence.source.count("\n", 0, at) + 1, at)


def _variable(evidence: Evidence, spot: Spot) -> Finding | None:
    """A variable that is not there when the program runs, or that a shell's single quotes keep from being one."""
    if spot.quoted:
        sent = any(
            spot.text in value
            for exchange in evidence.exchanges
            for value in (unquote(exchange.request.target), *(value for _, value in exchange.request.headers))
        )
        sent = sent or _is_sent_as_text(evidence, spot)
        if not sent or (spot.name == evidence.key_env and evidence.case.example.owes.reads_variables):
            return None
        return Finding(
            "variable-unset",
            f"{spot.text} stands in single quotes, in which the shell leaves it as it is",
            expected=f"the value of {spot.name}",
            actual=f"the text {spot.text}",
            at=spot.line,
            names=(spot.name,),
            values=(spot.text,),
        )
    if spot.name in evidence.variables or (spot.tested and not _was_due(evidence)):
        return None
    return Finding(
        "variable-unset",
        f"nothing sets {spot.name}",
        expected="a value of its own, or a variable that the settings know",
        actual=f"{spot.text}, which is empty",
        at=spot.line,
        names=(spot.name,),
    )


def _is_sent_as_text(evidence: Evidence, spot: Spot) -> bool:
    """True where a body holds `"$NAME"` as a whole text: a name of an environment's form is no value of the API's."""
    text = f'"{spot.text}"'
    return (
        re.fullmatch(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+", spot.name) is not None
        and evidence.source[spot.start - 1 : spot.start + len(spot.text) + 1] == text
        and any(text.encode() in exchange.request.body for exchange in evidence.exchanges)
    )


def _was_due(evidence: Evidence) -> bool:
    """True where a request was to come and did not: the program may have ended for want of what it asked about."""
    return evidence.scenario.listening and evidence.scenario.key == "set" and not evidence.exchanges


def _not_found(evidence: Evidence) -> Iterator[Spot]:
    """The files that the program said it did not find, and that its text names and does not write."""
    for name in written.not_there(evidence.traces.stderr):
        at = evidence.source.find(name)
        if at >= 0 and not written.is_written(name, evidence.source):
            yield Spot(name, name, evidence.source.count("\n", 0, at) + 1, at)


def _file(evidence: Evidence, spot: Spot) -> Finding:
    is_sample = not evidence.case.example.owes.own_file
    return Finding(
        "input-missing",
        f"there is no file {spot.name}",
        expected="a file that comes with the example",
        actual="none where the program looks for it",
        at=spot.line,
        names=(spot.name,),
        values=(spot.name,),
        hint=f"Put {spot.name} into the folder that the settings name: samples.inputs." if is_sample else "",
    )
