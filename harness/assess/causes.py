"""One fault shows in many ways: the findings that only follow from another one are left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from harness.checks import Evidence
from harness.checks.clarity import SYSTEM, message_of
from harness.credentials import carries
from harness.model import Finding
from harness.source import placeholders

FOLLOWS = {
    "network-escape": frozenset({"no-request", "exit-status", "error-unclear", "error-swallowed", "timeout"}),
    "accept": frozenset({"exit-status"}),
    "delivery-refused": frozenset({"exit-status", "timeout"}),
    "page-loop": frozenset({"extra-request"}),
}
"""A finding -> what follows from it, where no request came that was answered otherwise."""
WITHOUT_KEY = frozenset({"request-without-key", "auth-missing", "auth-scheme"})
"""What a program shows that takes its key from elsewhere."""
WITHOUT_HOST = frozenset({"exit-status", "error-unclear", "error-swallowed"})
"""What a program shows that takes its host from elsewhere, and did not reach it."""


def root_causes(found: Sequence[Finding], evidence: Evidence) -> list[Finding]:
    """The findings without those that another one explains.

    A program that never reads the variable that it should is reported as `key-variable`, if that is the cause: not in
    place of a crash, a hang, or an error that it swallows.
    """
    if not evidence.case.example.owes.reads_variables:
        return list(found)
    codes = {finding.code for finding in found}
    for cause, follows in FOLLOWS.items():
        if cause in codes and (cause != "network-escape" or not evidence.exchanges):
            return [finding for finding in found if finding.code not in follows]
    errors = {finding.code for finding in found if finding.severity == "error"}
    for variable, other, follows in _unread(errors, evidence):
        comments = evidence.dialect.comments
        if variable and not _reads(evidence.source, variable, comments):
            unread = _never_reads(evidence.source, variable, other, errors & (follows | {"no-request"}))
            sent_nothing = [finding for finding in found if finding.code == "no-request"]
            others = (one for one in found if one.code not in follows and one.code != "no-request")
            return [*sent_nothing, unread, *others]
    return list(found)


def _unread(codes: set[str], evidence: Evidence) -> Iterator[tuple[str, str, frozenset[str]]]:
    """The variable that a program may lack, the one that it reads for something else, and what would follow."""
    host_env, key_env = evidence.host_env, evidence.key_env
    shows = codes & (WITHOUT_HOST | {"no-request"}) and "timeout" not in codes
    if shows and not evidence.exchanges and not _fails_of_itself(evidence, host_env):
        yield host_env, key_env, WITHOUT_HOST
    sent_key = any(carries(exchange.request, evidence.keyring) for exchange in evidence.traces.exchanges)
    needed = evidence.api.needs_key(evidence.operation)
    if needed and not sent_key and codes & WITHOUT_KEY:
        yield key_env, host_env, WITHOUT_KEY
    if needed and not evidence.exchanges and codes & WITHOUT_HOST and _asks_for_another(evidence, key_env):
        yield key_env, host_env, WITHOUT_HOST


def _fails_of_itself(evidence: Evidence, variable: str) -> bool:
    """True for a program whose own words tell of another fault than a host that it did not reach."""
    stderr = evidence.traces.stderr
    said = message_of(stderr, evidence.dialect)
    return bool(said) and not SYSTEM.search(said) and not _asks_for_another(evidence, variable)


def _asks_for_another(evidence: Evidence, variable: str) -> bool:
    """True for a program that ended for want of a variable of another name."""
    said = message_of(evidence.traces.stderr, evidence.dialect)
    names = {spot.name for spot in placeholders.variables(evidence.source, evidence.dialect)} - {variable}
    names |= set(re.findall(r"\b[A-Z][A-Z0-9]*_[A-Z0-9_]+\b", said)) - {variable}
    return any(re.search(rf"\b{re.escape(name)}\b", said) for name in names if name in evidence.source)


def _reads(source: str, variable: str, comments: tuple[str, ...]) -> bool:
    """True if a line of code takes a variable from the environment, in the way of any usual language."""
    name = re.escape(variable)
    read = re.compile(rf"(?i:env)\w*\W.*\b{name}\b|\$\{{?{name}\b|\b{name}\b.*(?i:env)")
    return any(read.search(line) for line in source.splitlines() if not line.lstrip().startswith(comments))


def _never_reads(source: str, variable: str, other: str, shown: set[str]) -> Finding:
    """`other` is the variable that is read for something else."""
    instead = (
        number
        for number, line in enumerate(source.splitlines(), 1)
        if re.search(r"(?i:env)\w*\W|\$\{?[A-Z]", line) and not (other and other in line)
    )
    return Finding(
        "key-variable",
        f"it never reads {variable}",
        expected=f"a program that takes {variable} from its environment",
        actual="another source, or none; what shows: " + ", ".join(sorted(shown)),
        words=("https://", "http://", "Authorization"),
        at=next(instead, None),
        names=(variable,),
    )
