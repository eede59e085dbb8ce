"""What each program sent when all went well, and what it was answered, kept beside the report for later questions."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from harness.common import own_folder
from harness.common.own_folder import OwnFolder
from harness.common.redaction import REDACTED
from harness.common.shown import ShownExchange, shown
from harness.credentials import Credential, settled
from harness.credentials.places import exchanged
from harness.model import Example, Exchange, Reply, Request
from harness.plan import Planned

SCENARIO = "success"
"""The scenario whose exchanges are kept: of the others the answer says nothing about the document."""
LARGEST = 16 * 1024 * 1024
"""Bytes of a program's requests in all, above which they are not kept."""


def keep(own: OwnFolder, planned: Planned, exchanges: Sequence[Exchange]) -> None:
    """Writes a case's exchanges with the API, where the scenario is the one that is kept.

    In the place of each secret is the name of its variable.
    """
    if planned.scenario.name != SCENARIO:
        return
    ours = settled(planned.server, exchanges)
    if sum(exchange.request.size for exchange in ours) > LARGEST:
        return  # a large request lies in a file: a copy of it would be held in memory
    labels = [(one.value, _label(one)) for one in planned.credentials if one.secret and one.value]
    entries = [_written(shown(_with(exchange, labels), planned.secrets)) for exchange in ours]
    own_folder.write(_path(own, planned.case.example), json.dumps(entries))


def read(own: OwnFolder, example: Example, credentials: Sequence[Credential]) -> tuple[Exchange, ...] | None:
    """A program's exchanges, with the secrets of its case where they were; None where none can be read."""
    values = [(_label(one), one.value) for one in credentials] + [(REDACTED, one.value) for one in credentials[:1]]
    try:
        entries = json.loads(_path(own, example).read_text("utf-8"))
        return tuple(_with(_read(entry), values) for entry in entries)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _path(own: OwnFolder, example: Example) -> Path:
    """One file a program, as it was last run."""
    return own.exchanges / example.api / example.name / f"{example.language}.json"


def _written(exchange: ShownExchange) -> dict[str, Any]:
    request, reply = exchange.request, exchange.reply
    body = base64.b64encode(reply.body).decode()
    return {
        "method": request.method,
        "target": request.target,
        "headers": request.headers,
        "fault": request.fault,
        "body": base64.b64encode(request.body).decode(),
        "reply": {"status": reply.status, "headers": reply.headers, "body": body},
    }


def _label(one: Credential) -> str:
    return f"[key {one.env}]"


def _with(exchange: Exchange, values: Iterable[tuple[str, str]]) -> Exchange:
    """The exchange with other texts in its request, within HTTP Basic too."""
    request = exchange.request
    for old, new in values:
        headers = tuple((name, exchanged(value, old, new)) for name, value in request.headers)
        body = request.body.replace(old.encode(), new.encode())
        request = replace(request, target=request.target.replace(old, new), headers=headers, body=body)
    return replace(exchange, request=request)


def _read(entry: dict[str, Any]) -> Exchange:
    reply = entry["reply"]
    headers = tuple((name, value) for name, value in entry["headers"])
    request = Request(entry["method"], entry["target"], headers, base64.b64decode(entry["body"]), fault=entry["fault"])
    answered = tuple((name, value) for name, value in reply["headers"])
    return Exchange(request, Reply(reply["status"], answered, base64.b64decode(reply["body"])))
