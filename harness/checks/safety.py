"""What the program must not do on any day: give the key away, or talk to anyone else."""

from __future__ import annotations

from collections.abc import Iterator

from harness.checks.evidence import Evidence
from harness.common.redaction import REDACTED, find
from harness.model import Escape, Exchange, Finding

SHOWN = 60
"""Characters around a leaked key that a finding quotes."""


def check(evidence: Evidence) -> Iterator[Finding]:
    """Findings of the group "safety"."""
    yield from _leaks(evidence)
    yield from _escapes(evidence)


def _leaks(evidence: Evidence) -> Iterator[Finding]:
    for place, text, words in _places(evidence):
        found = find(text, evidence.key)
        if found:
            whole = text.decode("latin-1") if isinstance(text, bytes) else text
            yield Finding(
                "key-leaked",
                f"the key{'' if found == evidence.key else ', in base64,'} stands in {place}",
                expected="the key in its own header, and nowhere else",
                actual=_around(evidence.shown(whole)),
                words=words,
            )


def _around(told: str) -> str:
    """What stands about the redacted key, with a sign where there is more."""
    start = max(0, told.index(REDACTED) - SHOWN)
    end = start + len(REDACTED) + 2 * SHOWN
    return f"{'...' if start else ''}{told[start:end].strip()}{'...' if told[end:].strip() else ''}"


def _places(evidence: Evidence) -> Iterator[tuple[str, str | bytes, tuple[str, ...]]]:
    """Everything that a program wrote or sent, with what to look for in its source."""
    key = ("headers", evidence.key_env)
    yield "stdout", evidence.traces.stdout, (*evidence.dialect.prints, *key)
    yield "stderr", evidence.traces.stderr, (*evidence.dialect.complains, *key)
    for exchange in evidence.exchanges:
        yield from _sent(evidence, exchange)
    for file in evidence.traces.written:
        name = file.path.rsplit("/", 1)[-1]
        yield f"the file {file.path}", file.content, (name, "open(", "write", *key)


def _sent(evidence: Evidence, exchange: Exchange) -> Iterator[tuple[str, str | bytes, tuple[str, ...]]]:
    request = exchange.request
    one_operation, own = evidence.case.example.owes.one_operation, evidence.operation
    route = None if one_operation else evidence.api.route(request.method, request.target, own)
    operation = route.operation if route else own
    if not evidence.api.carries_key(operation, "query"):
        yield "the URL", request.target, ("?key=", "api_key=", "key=", evidence.key_env)
    for name, value in request.headers:
        if not evidence.api.carries_key(operation, "header", name):
            yield f"the header {name}", value, (name, evidence.key_env)
    yield "the request's body", request.body, ("data", "json", "body", evidence.key_env)


def _escapes(evidence: Evidence) -> Iterator[Finding]:
    seen: dict[str, Escape] = {}
    for escape in evidence.traces.escapes:
        seen.setdefault(escape.host, escape)
    for host, escape in seen.items():
        where = f"{host}, port {escape.port} ({escape.protocol})" if escape.port else f"{host} (its name was looked up)"
        yield Finding(
            "network-escape",
            f"it tried to reach {where}",
            expected="requests to the host that it is given, and to no other",
            actual=where,
            words=(f"//{host}", host, *([f":{escape.port}"] if escape.port else [])),
            host=host,
        )
