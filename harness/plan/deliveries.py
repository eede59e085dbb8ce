"""What a program that receives is sent under a scenario: good deliveries of the document's examples, and bad ones."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from harness.credentials.deliveries import Signer, made_secret
from harness.model import Delivery, Headers, Kind, Operation, Request
from harness.openapi import Api
from harness.respond.chaining import own_value
from harness.scenarios import Scenario

AGE = 3600
"""Seconds since the signature of a replayed delivery: far more than any API allows for a slow network."""
LARGE = 1024 * 1024
"""Bytes that a large delivery has at the least."""
UNKNOWN = "harness.unknown_event"
"""An event that no API has."""
EVENTS = ("type", "event")
"""Fields that name the event, where the settings name none."""
MOST = 20
"""Deliveries of one case at the most: a document may have hundreds of webhooks."""


@dataclass(frozen=True)
class Deliveries:
    """What one start of a program is sent; `port` is None where it reads it from `port_env`."""

    port: int | None
    port_env: str
    answer_limit: float
    """Seconds that it may take for an answer."""
    make: Callable[[str], tuple[Delivery, ...]]
    """The deliveries for a host as the program sees it, e.g. `127.0.0.1:8000`, signed now."""


@dataclass(frozen=True)
class Sample:
    """An example of what a webhook or callback delivers."""

    hook: Operation
    body: Any


@dataclass(frozen=True)
class Post:
    """Makes the deliveries of one case."""

    scenario: Scenario
    samples: Sequence[Sample]
    signer: Signer
    event: str | None
    """The field that names the event, where the settings name one."""
    path: str
    case: str

    def deliveries(self, host: str) -> tuple[Delivery, ...]:
        """All that the scenario sends, in order: after a bad one, a good one."""
        kinds = _KINDS[self.scenario.deliveries]
        planned: list[tuple[Sample, Kind]] = [(sample, "good") for sample in self.samples[:MOST]]
        if kinds != ("good",):
            planned = [(self.samples[0], kind) for kind in (*kinds, "good")]
        return tuple(
            self.delivery(host, sample, kind, number) for number, (sample, kind) in enumerate(planned, start=1)
        )

    def delivery(self, host: str, sample: Sample, kind: Kind, number: int) -> Delivery:
        """One delivery, signed now; `number` tells it from the others of the case."""
        event = UNKNOWN if kind == "unknown-event" else event_of(sample, self.event)
        body = self._body(sample, kind)
        identity = "msg_" + hashlib.sha256(f"{self.case} {number}".encode()).hexdigest()[:24]
        now = int(time.time()) - (AGE if kind == "replayed" else 0)
        signer = Signer(self.signer.rule, self._wrong_secret) if kind == "forged" else self.signer
        own: Headers = (
            signer.unsigned(event, identity, now) if kind == "unsigned" else signer.headers(body, event, identity, now)
        )
        headers = (
            ("Host", host),
            ("User-Agent", "harness-deliveries"),
            ("Accept", "*/*"),
            ("Content-Type", "application/json"),
            ("Content-Length", str(len(body))),
            *own,
        )
        head = "".join(f"{name}: {value}\r\n" for name, value in headers)
        raw = f"{sample.hook.method} {self.path} HTTP/1.1\r\n{head}\r\n".encode() + body
        return Delivery(sample.hook.id, kind, Request(sample.hook.method, self.path, headers, body, raw))

    @property
    def _wrong_secret(self) -> str:
        """A secret of the same form that the program was not given."""
        return made_secret(self.signer.rule, hashlib.sha256(f"wrong {self.case}".encode()).hexdigest())

    def _body(self, sample: Sample, kind: Kind) -> bytes:
        """Indented, as several APIs send it: whoever signs JSON that it wrote itself gets another signature."""
        value = sample.body
        if kind == "unknown-event" and (name := event_field(sample.body, self.event)):
            value = {**value, name: UNKNOWN}
        if kind in ("forged", "unsigned") and isinstance(value, Mapping) and isinstance(value.get("id"), str):
            value = {**value, "id": own_value(value["id"], f"{self.case} {kind}")}  # else the good one came before
        if kind == "large-body" and isinstance(value, Mapping):
            value = {**value, "padding": "x" * LARGE}
        text = json.dumps(value, indent=2, ensure_ascii=False)
        return (text[: len(text) // 2] if kind == "not-json" else text).encode()


_KINDS: Mapping[str, tuple[Kind, ...]] = {
    "good": ("good",),
    "forged": ("forged", "unsigned"),
    "replayed": ("replayed",),
    "unknown-event": ("unknown-event",),
    "not-json": ("not-json",),
    "large-body": ("large-body",),
}


def samples_of(api: Api, hooks: Sequence[Operation]) -> Iterator[Sample]:
    """The examples of all webhooks and callbacks, in order."""
    for hook in hooks:
        for body in api.delivered(hook):
            yield Sample(hook, body)


def why_not(scenario: Scenario, samples: Sequence[Sample], signer: Signer, event: str | None) -> str:
    """Why a scenario does not apply to a program that receives; empty where it does."""
    match scenario.deliveries:
        case "none":
            return "it receives, and calls nothing"
        case "forged" if not signer.signs:
            return "its deliveries are not signed"
        case "replayed" if not signer.dates:
            return "what signs its deliveries holds no time"
        case "unknown-event" if not _names_event(samples[0], signer, event):
            return "nothing in its deliveries names the event"
        case "large-body" if not isinstance(samples[0].body, Mapping):
            return "its deliveries are no JSON objects"
    return ""


def event_field(body: Any, named: str | None) -> str | None:
    """The topmost field that names the event; None if no field does."""
    if not isinstance(body, Mapping):
        return None
    return next((name for name in ((named,) if named else EVENTS) if isinstance(body.get(name), str)), None)


def event_of(sample: Sample, named: str | None) -> str:
    """The event of an example, else the name of its webhook."""
    name = event_field(sample.body, named)
    return str(sample.body[name]) if name else sample.hook.path


def _names_event(sample: Sample, signer: Signer, event: str | None) -> bool:
    in_headers = any("{event}" in value for value in signer.rule.headers.values())
    return in_headers or event_field(sample.body, event) is not None
