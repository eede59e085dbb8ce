"""Which findings only follow from what a program leaves to its reader."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import unquote

from harness.checks import Evidence
from harness.codes import all_codes
from harness.common.replies import plain_body
from harness.model import Finding
from harness.source.keys import names_a_key
from harness.source.placeholders import is_placeholder

SOURCE = frozenset(("placeholder", "variable-unset", "input-missing"))
FOLLOW = frozenset(
    (
        *("exit-status", "error-swallowed", "error-unclear", "timeout", "no-request", "network-escape"),
        *("unknown-operation", "wrong-operation", "path-parameter", "query-parameter", "header-value", "method"),
        *("auth-missing", "auth-scheme", "key-variable", "extra-request", "output-missing", "file-part"),
    )
)
"""What can come of a value, a variable or a file that is not there. A body that breaks its schema is another matter,"""
EMPTY = frozenset(("body-schema", "body-unreadable", "json-syntax", "content-type"))
"""unless it is to come from the file: curl goes on without it."""
VALUES = frozenset(("path-parameter", "query-parameter", "header-value"))
"""What is said of one value: a placeholder explains only its own."""
REFUSED = frozenset(("body-schema", "path-parameter", "query-parameter", "header-value"))
"""What is said of one value that breaks its schema."""
NOTHING_CAME = frozenset(("no-request", "exit-status", "auth-missing", "auth-scheme", "timeout"))
"""What shows where a program gets nothing for a variable or from a file."""


def settled(found: Sequence[Finding], evidence: Evidence) -> list[Finding]:
    """The findings without those that follow from what the program's text lacks."""
    found = _read_instead(found, evidence)
    lacks = [finding for finding in found if finding.code in SOURCE and finding.severity == "error"]
    others = [finding for finding in found if finding not in lacks]
    lacking = [finding for finding in lacks if _told(finding, found, evidence)]
    if lacking:
        codes = FOLLOW | EMPTY if any(finding.code == "input-missing" for finding in lacking) else FOLLOW
        if all(lack.code == "placeholder" for lack in lacking):
            codes -= VALUES if _fits(lacking, evidence) else VALUES | {"unknown-operation"}
        if all(lack.code == "variable-unset" for lack in lacking):
            codes -= {"key-variable"}
        lines = [_line(finding, evidence) for finding in lacking if finding.code == "variable-unset"]
        return [
            *lacking,
            *(found for found in others if not _follows(found, lacking, codes) and not _is_left_out(found, lines)),
        ]
    return others if evidence.case.example.owes.handles_errors else _of_sample(others, evidence)


def _read_instead(found: Sequence[Finding], evidence: Evidence) -> list[Finding]:
    """`key-variable` reports an unset variable that a shell reads in place of the key's or the host's."""
    unread = next((one for one in found if one.code == "key-variable"), None)
    if unread is None or not evidence.dialect.is_shell:
        return list(found)
    instead = [one for one in found if one.code == "variable-unset" and _alike(one.names[0], unread.names[0])]
    if not instead:
        return list(found)
    told = replace(unread, actual=f"{instead[0].names[0]}, which nothing sets", at=instead[0].at)
    return [told if one is unread else one for one in found if one not in instead]


def _alike(variable: str, due: str) -> bool:
    """True for names of which a reader takes one for the other: they end alike, or both say that they are keys."""
    return due.lower().split("_")[-1] in variable.lower().split("_") or (names_a_key(variable) and names_a_key(due))


def told_by_schema(found: Sequence[Finding], evidence: Evidence) -> list[Finding]:
    """A value that its schema refuses, that is spelt as a placeholder and appears in the text, is one."""
    return [_as_placeholder(finding, evidence) or finding for finding in found]


def _as_placeholder(finding: Finding, evidence: Evidence) -> Finding | None:
    if finding.code not in REFUSED or finding.severity != "error" or len(finding.values) != 1:
        return None
    text = finding.values[0].removeprefix('"').removesuffix('"')
    at = evidence.source.find(text)
    if at < 0 or not is_placeholder(text):
        return None
    return replace(
        finding,
        code="placeholder",
        message=f"{text} stands where {finding.expected or 'a value'} is due",
        actual=text,
        hint="",
        at=evidence.source.count("\n", 0, at) + 1,
        names=(*finding.names, text.strip("{}<>[]:").strip()),
        values=(text,),
    )


def without_answered(found: Sequence[Finding], evidence: Evidence) -> list[Finding]:
    """A try at a host that an answer named is a note; that the host could not be reached is no fault of the program."""
    if not any(_is_answered(finding, evidence) for finding in found):
        return list(found)
    left = (finding for finding in found if finding.code not in ("exit-status", "error-unclear", "timeout"))
    return [replace(finding, severity="note") if _is_answered(finding, evidence) else finding for finding in left]


def _fits(lacking: Sequence[Finding], evidence: Evidence) -> bool:
    """True if every path that was sent is an operation's, once its placeholders have a value."""
    texts = {text for lack in lacking for text in (*lack.names, *lack.values)}
    due = [evidence.api.full_path(operation).split("/") for operation in evidence.api.operations]
    for exchange in evidence.exchanges:
        sent = [unquote(part) for part in exchange.request.target.partition("?")[0].split("/")]
        open_ones = [part in texts or any(text in part for lack in lacking for text in lack.values) for part in sent]
        if not any(_is_path(sent, open_ones, template) for template in due):
            return False
    return True


def _is_path(sent: Sequence[str], open_ones: Sequence[bool], template: Sequence[str]) -> bool:
    return len(sent) == len(template) and all(
        is_open or "{" in due or part == due for part, is_open, due in zip(sent, open_ones, template, strict=True)
    )


def _line(lack: Finding, evidence: Evidence) -> str:
    """The line of the program that a lack is on."""
    return evidence.source.splitlines()[(lack.at or 1) - 1]


def _is_left_out(finding: Finding, lines: Sequence[str]) -> bool:
    """True for a field that did not come and that is given an unset variable: JSON leaves out what has no value."""
    return finding.code == "body-schema" and any(
        re.search(rf"(?<!\w){re.escape(name)}(?!\w)[\"']?\s*(?::|=>|=)", line)
        for name in finding.names
        for line in lines
    )


def _of_sample(found: Sequence[Finding], evidence: Evidence) -> list[Finding]:
    """The findings of a sample: one that was refused owes no handling of errors, one that crashed on its way owes no
    further request, and what only its client library sends is no fault of the sample's."""
    errors = {finding.code for finding in found if finding.severity == "error"}
    left_out = set()
    if {all_codes()[code].group for code in errors} & {"request", "source"}:
        left_out |= {"error-swallowed", "error-unclear"}
    if "exit-status" in errors and all(exchange.reply.status < 400 for exchange in evidence.exchanges):
        left_out |= {"wrong-operation"}
    return [_of_library(finding, evidence) for finding in found if finding.code not in left_out]


def _is_answered(finding: Finding, evidence: Evidence) -> bool:
    """True for a try at a host that an answer of the mock named, as the address of an upload or of a redirect."""
    return finding.code == "network-escape" and any(
        finding.host in (exchange.reply.header("Location") or "") or finding.host.encode() in plain_body(exchange.reply)
        for exchange in evidence.exchanges
    )


def _of_library(finding: Finding, evidence: Evidence) -> Finding:
    """An `Accept` that appears nowhere in the sample is a warning."""
    own = any(value in evidence.source for value in finding.values)
    if finding.code == "accept" and finding.severity == "error" and not own:
        return replace(finding, severity="warning")
    return finding


def _told(lack: Finding, found: Sequence[Finding], evidence: Evidence) -> bool:
    """True for a lack that shows: an unset variable can be meant, and a file be read only where it is there.

    A shell is sure to send an empty text. Elsewhere something must have gone wrong, and `key-variable` says it better
    of the key and the host.
    """
    codes = {finding.code for finding in found if finding.severity == "error"}
    shell = evidence.dialect.is_shell
    if lack.code == "placeholder" or (shell and lack.code == "variable-unset"):
        return True
    if shell or not evidence.case.example.owes.reads_variables:
        return bool(codes - SOURCE)
    return bool(codes & NOTHING_CAME) and "key-variable" not in codes


def _follows(finding: Finding, lacking: Sequence[Finding], codes: frozenset[str]) -> bool:
    """True for a code that a lack explains, and for a finding about what lacks, or about what was sent instead."""
    return finding.code in codes or any(_is_about(finding, lack) for lack in lacking)


def _is_about(finding: Finding, lack: Finding) -> bool:
    texts = (*finding.names, *finding.values)
    bare = lack.code == "placeholder" and bool(set(finding.values) & set(lack.names))  # curl takes the braces away
    return (
        bare or bool(set(finding.names) & set(lack.names)) or any(text in one for text in lack.values for one in texts)
    )
