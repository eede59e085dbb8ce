"""Which operations a program's requests are for, where only the requests tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from harness.common.attempts import attempts
from harness.credentials import settled
from harness.model import CouldNotStart, Exchange, Operation, Outcome, Step
from harness.openapi import Api
from harness.plan import Planned
from harness.respond import like


def as_seen(planned: Planned, outcome: Outcome, api: Api) -> Planned:
    """The case with the operations that its requests name.

    A program without an operation shows the one that its first request is for. A sample may hold several commands,
    each of which is judged by its own operation, as long as one is for the sample's.
    """
    came = () if isinstance(outcome, CouldNotStart) else settled(planned.server, outcome.traces.exchanges)
    exchanges = [one.first for one in attempts(came, several=True)]
    named = [_named(exchange, api, planned.operation) for exchange in exchanges]
    if planned.operation.is_open:
        first = next(filter(None, named), None) or _nearest(exchanges, api)
        planned = replace(planned, operation=first)
    elif planned.case.example.owes.one_operation:
        return planned
    if planned.operation not in named or len(named) < 2:
        return planned
    return replace(planned, steps=tuple(Step(operation or planned.operation) for operation in named))


def _named(exchange: Exchange, api: Api, own: Operation) -> Operation | None:
    route = api.route(exchange.request.method, exchange.request.target, own)
    return route.operation if route else None


def _nearest(exchanges: Sequence[Exchange], api: Api) -> Operation:
    return like(exchanges[0].request, api) if exchanges else api.operations[0]
