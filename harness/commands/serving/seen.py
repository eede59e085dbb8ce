"""One exchange -> all that a page shows of it: what came, what was wrong with it, what had been due."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from harness.assess import inputs_of
from harness.catalogue import Catalogue
from harness.checks import Evidence, graphql, request, retries, sockets
from harness.checks.evidence import Promise
from harness.codes import hinted
from harness.commands.serving.curl_line import curl
from harness.commands.serving.hiding import hide, without
from harness.commands.serving.lookup import Found
from harness.common.shown import shown
from harness.compare.canonical import canonical, flat
from harness.compare.reviewed import reviewed
from harness.model import Case, Example, Exchange, Finding, Finished, Traces
from harness.report.record import exchange_record, finding_record
from harness.scenarios import Scenario
from harness.settings import Settings

ABSENT = "(absent)"
Seen = dict[str, Any]


@dataclass(frozen=True)
class Judge:
    """Says of one request at a time what a run would say of it, as far as that needs no program."""

    settings: Settings
    catalogue: Catalogue
    host: str
    """Where the mock is reached, e.g. `http://localhost:8080`."""
    strict: bool = False
    """True where what the document does not name is refused."""

    def findings(
        self,
        exchange: Exchange,
        found: Found,
        scenario: Scenario,
        keys: Sequence[str],
        earlier: Sequence[Exchange] = (),
    ) -> list[Finding]:
        """What is wrong with a request; no text of it holds one of the keys.

        `earlier` are the failed attempts that this request repeats.
        """
        key = keys[0] if keys else ""
        listed = [] if scenario.ending == "no-request" else self._findings(exchange, found, scenario, key, earlier)
        return [replace(one, message=hide(one.message, keys)) for one in listed]

    def said(self, exchange: Exchange, found: Found, scenario: Scenario, keys: Sequence[str]) -> list[Finding]:
        """What is wrong with the messages of a WebSocket; no text of it holds one of the keys."""
        evidence = self._evidence(exchange, found, scenario, keys[0] if keys else "")
        return [replace(hinted(one), message=hide(one.message, keys)) for one in sockets.said(evidence)]

    def seen(
        self, exchange: Exchange, found: Found, scenario: Scenario, keys: Sequence[str], findings: Sequence[Finding]
    ) -> Seen:
        """The JSON value for the page; no text in it holds one of the keys, of which the first is the request's own."""
        key = keys[0] if keys else ""
        inputs = {name: self.settings.show(self.settings.examples / name) for name in self._inputs}
        seen = {
            "time": datetime.fromtimestamp(exchange.started, UTC).isoformat(timespec="milliseconds"),
            "operation": f"{found.operation.api}/{found.operation.id}" if found.exact else None,
            "scenario": scenario.name,
            **exchange_record(shown(replace(exchange, request=without(exchange.request, keys)), key)),
            "delay": exchange.reply.delay,
            "findings": [finding_record(finding, None) for finding in findings],
            "reviewed": self._reviewed(exchange, found, keys),
            "curl": curl(exchange.request, self.host, keys, self.settings.key_env, inputs),
        }
        hidden: Seen = hide(seen, keys)
        return hidden

    @cached_property
    def _inputs(self) -> dict[str, bytes]:
        return inputs_of(self.settings)

    def _findings(
        self, exchange: Exchange, found: Found, scenario: Scenario, key: str, earlier: Sequence[Exchange]
    ) -> list[Finding]:
        evidence = self._evidence(exchange, found, scenario, key)
        repeated = replace(evidence, traces=Traces(exchanges=(*earlier, exchange)))
        first = (check(evidence) for check in (request.check, graphql.check, sockets.said))
        return [hinted(finding) for listed in (*first, retries.check(repeated)) for finding in listed]

    def _evidence(self, exchange: Exchange, found: Found, scenario: Scenario, key: str) -> Evidence:
        name = found.group.partition("/")[2]
        nobody = Example(
            "by-hand", found.operation.api, name, found.operation.id, self.settings.root, "", self.settings.root
        )
        traces = Traces(exchanges=(exchange,))
        return Evidence(
            case=Case(nobody, scenario.name),
            scenario=scenario,
            operation=found.operation,
            outcome=Finished(0, traces),
            traces=traces,
            key=key,
            api=found.api,
            rules=self.catalogue.rules,
            promise=Promise(),
            inputs=self._inputs,
            key_env=self.settings.key_env,
            retries=self.settings.retries,
            tolerant=not self.strict,
        )

    def _reviewed(self, exchange: Exchange, found: Found, keys: Sequence[str]) -> dict[str, Any] | None:
        """The reviewed request of the operation, and where this one differs; None where nobody has reviewed one."""
        due = reviewed(self.settings, found.group)
        if due is None or not found.exact:
            return None
        with_accept = "accept" in due["headers"]
        sent = hide(canonical(found.api, found.operation, exchange.request, "", with_accept=with_accept), keys)
        return {
            "file": self.settings.show(self.settings.requests / f"{found.group}.json"),
            "text": json.dumps(due, indent=2, ensure_ascii=False),
            "readable": sent is not None,
            "differences": _differences(flat(due), flat(sent)) if sent is not None else [],
        }


def _differences(due: Mapping[str, Any], sent: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The places at which two requests differ, with both values."""
    return [
        {"at": at, "reviewed": _shown(due.get(at, ABSENT)), "sent": _shown(sent.get(at, ABSENT))}
        for at in dict.fromkeys((*due, *sent))
        if due.get(at, ABSENT) != sent.get(at, ABSENT)
    ]


def _shown(value: Any) -> str:
    return value if value == ABSENT else json.dumps(value, ensure_ascii=False)
