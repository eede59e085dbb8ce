"""The queries that the program sent, by the schema."""

from __future__ import annotations

import re
from collections.abc import Iterator

from harness.checks.evidence import Evidence
from harness.model import Finding

_QUOTED = re.compile(r"[\"']([$\w]+)[\"']")


def check(evidence: Evidence) -> Iterator[Finding]:
    """What is wrong with queries; each fault once."""
    schema = evidence.api.graphql
    if schema is None or evidence.due == "no-request":
        return
    said: set[str] = set()
    for exchange in evidence.exchanges:
        route = evidence.api.route(exchange.request.method, exchange.request.target, evidence.operation)
        operation = route.operation if route else evidence.operation
        call = None if exchange.request.fault else evidence.api.inspect(exchange.request, operation).call
        if call is None or not evidence.api.speaks_graphql(operation):
            continue
        for message in schema.faults(call.body):
            if message not in said:
                said.add(message)
                yield _finding(evidence, message)


def _finding(evidence: Evidence, message: str) -> Finding:
    names = tuple(_QUOTED.findall(message))
    return Finding(
        "graphql-query",
        f"the schema refuses the query: {message}",
        expected="a query that the schema knows",
        actual=evidence.shown(message),
        words=(*names, "query", "mutation"),
        names=names[:1],
    )
