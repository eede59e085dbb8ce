"""What is sent to a program that calls an operation and names an address to be called back at."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from harness.common import json_values
from harness.credentials.deliveries import Signer
from harness.model import Case, Delivery, Operation, Request
from harness.openapi import Api
from harness.plan.deliveries import Post, Sample, samples_of
from harness.scenarios import Scenario
from harness.settings import DeliverySettings

LOCAL = frozenset({"localhost", "127.0.0.1", "::1", "0.0.0.0"})  # noqa: S104 - how programs write their own address
"""Hosts by which a program names itself: to any other nothing is sent."""
PLACE = re.compile(r"\{\$request\.(body#|query\.|header\.)([^}]+)\}")
"""A place in a runtime expression; what else there is, as the path, no example uses."""


class CallBack(NamedTuple):
    """One delivery to a port of the program."""

    port: int
    delivery: Delivery


@dataclass(frozen=True)
class Callbacks:
    """The callbacks of an API, for one case."""

    api: Api
    hooks: Mapping[Operation, Sequence[tuple[str, Sample]]]
    """Operation -> runtime expression and example of each of its callbacks."""
    post: Post

    def after(self, request: Request, number: int) -> Iterator[CallBack]:
        """What a request that was answered well leads to; `number` counts such requests of the case."""
        route = self.api.route(request.method, request.target)
        for expression, sample in self.hooks.get(route.operation, ()) if route else ():
            try:
                url = urlsplit(_resolved(expression, request))
                port = url.port or 80
            except (ValueError, LookupError, TypeError):  # it names no address: nobody is called
                continue
            if url.scheme == "http" and url.hostname in LOCAL:
                path = (url.path or "/") + (f"?{url.query}" if url.query else "")
                made = replace(self.post, path=path).delivery(url.netloc, sample, "good", number)
                yield CallBack(port, made)


def callbacks_of(api: Api, rule: DeliverySettings, scenario: Scenario, case: Case, secret: str) -> Callbacks | None:
    """The callbacks of an API; None where its document has none that deliver JSON."""
    hooks = {
        operation: [
            (expression, sample)
            for expression, hook in api.callbacks(operation)
            for sample in list(samples_of(api, (hook,)))[:1]
        ]
        for operation in api.operations
        if api.callbacks(operation)
    }
    if not any(hooks.values()):
        return None
    return Callbacks(api, hooks, Post(scenario, (), Signer(rule, secret), rule.event, "/", case.name))


def _resolved(expression: str, request: Request) -> str:
    """The address that a runtime expression names. Raises LookupError, ValueError or TypeError if there is none."""
    return PLACE.sub(lambda found: _value(found[1], found[2], request), expression)


def _value(place: str, name: str, request: Request) -> str:
    if place == "query.":
        return parse_qs(urlsplit(request.target).query)[name][0]
    if place == "header.":
        return request.header(name) or ""
    value: Any = json_values.loads(request.body)
    for step in name.strip("/").split("/"):
        value = value[int(step) if isinstance(value, list) else step.replace("~1", "/").replace("~0", "~")]
    return str(value)
