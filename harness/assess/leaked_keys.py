"""A key that was given away: which line did it, and which other findings only follow from that."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from harness.checks import Evidence
from harness.common.redaction import find
from harness.common.spellings import Secrets
from harness.model import Exchange, Finding

SENT_WITH_IT = frozenset({"query-parameter", "header-value", "unknown-field", "body-schema"})
"""What is also said of a value that is the key, where no such value belongs."""


def causes(found: Sequence[Finding], evidence: Evidence) -> list[Finding]:
    """The findings, those of leaks with their line; without what is said of the same value or file once more."""
    leaks = [_located(finding, evidence) for finding in found if finding.code == "key-leaked"]
    if not leaks or not evidence.case.example.owes.reads_variables:
        return list(found)
    files = {file.path for file in evidence.traces.written if find(file.content, evidence.watched)}
    holders = {name for exchange in evidence.exchanges for name in _holders(exchange, evidence)}
    others = [
        finding
        for finding in found
        if finding.code != "key-leaked"
        and not (finding.code.startswith("output-") and files & set(finding.names))
        and not (finding.code in SENT_WITH_IT and holders & set(finding.names))
    ]
    return [*others, *leaks]


def _holders(exchange: Exchange, evidence: Evidence) -> Iterator[str]:
    """The names of the query parameters and of the body's fields whose values hold the key, at any depth."""
    query = parse_qsl(urlsplit(exchange.request.target).query)
    yield from (name for name, value in query if find(value, evidence.watched))
    call = evidence.api.inspect(exchange.request, evidence.operation).call
    yield from _fields(call.body, evidence.watched) if call else ()


def _fields(value: Any, key: Secrets) -> Iterator[str]:
    named = value if isinstance(value, dict) else {}
    yield from (name for name, item in named.items() if find(str(item), key))
    for item in value if isinstance(value, list) else named.values():
        yield from _fields(item, key)


def _located(finding: Finding, evidence: Evidence) -> Finding:
    """The finding with the line that uses the key in the way that it tells of, where there is one."""
    ways = [word for word in finding.words if word != evidence.key_env]
    used = [
        (sum(word in line for word in ways), number)
        for number, line in _uses(evidence.source, evidence.key_env, evidence.dialect.comments)
        if any(word in line for word in ways) or not re.match(r"\s*if\b", line)
    ]
    if not used:
        return finding
    return replace(finding, at=max(used, key=lambda one: (one[0], -one[1]))[1])


def _uses(source: str, key_env: str, comments: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """The lines that take the key's value, but for those that read it or send it as it should be."""
    variable = re.escape(key_env)
    names = re.findall(rf"(?<!\w)(\w+)(?:: *\w+)? *:?= *[^=\n]*\b{variable}\b", source)
    value = re.compile(rf"\$\{{?{variable}\b" + "".join(rf"|\b{name}\b" for name in names))
    for number, line in enumerate(source.splitlines(), 1):
        reads = key_env in line and not re.search(rf"\$\{{?{variable}\b", line)
        proper = reads or "Authorization" in line or line.lstrip().startswith(comments)
        if value.search(line) and not proper:
            yield number, line
