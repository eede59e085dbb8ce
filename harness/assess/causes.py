"""One fault shows in many ways: the findings that only follow from another one are left out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from harness.checks import Evidence
from harness.model import Finding

SYMPTOMS = frozenset(
    {
        "no-request",
        "exit-status",
        "error-swallowed",
        "error-unclear",
        "request-without-key",
        "auth-missing",
        "auth-scheme",
        "timeout",
    }
)
"""What a program shows that reads host or key from elsewhere, or that never reached its host."""
FOLLOWS = {
    "network-escape": frozenset({"no-request", "exit-status", "error-unclear", "error-swallowed", "timeout"}),
    "accept": frozenset({"exit-status"}),
}
"""A finding -> what follows from it, where no request came that was answered otherwise."""


def root_causes(found: Sequence[Finding], evidence: Evidence) -> list[Finding]:
    """The findings without those that another one explains.

    A program that fails and never reads the variable that it should is told just that: `key-variable`.
    """
    if not evidence.case.example.owes.reads_variables:
        return list(found)
    codes = {finding.code for finding in found}
    for cause, follows in FOLLOWS.items():
        if cause in codes and (cause != "network-escape" or not evidence.exchanges):
            return [finding for finding in found if finding.code not in follows]
    if not codes & SYMPTOMS:
        return list(found)
    sent_key = any(evidence.key in value for exchange in evidence.exchanges for _, value in exchange.request.headers)
    host_env = evidence.host_env
    key_env = evidence.key_env if evidence.api.needs_key(evidence.operation) else ""
    for variable, works in ((host_env, bool(evidence.exchanges)), (key_env, sent_key)):
        if variable and not works and not _reads(evidence.source, variable, evidence.dialect.comments):
            other = host_env if variable == key_env else key_env
            return [
                _never_reads(evidence.source, variable, other, codes & SYMPTOMS),
                *(finding for finding in found if finding.code not in SYMPTOMS),
            ]
    return list(found)


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
