"""What each program sent when all went well, and what it was answered, kept beside the report for later questions."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from harness.common import atomic
from harness.common.own_folder import OwnFolder
from harness.common.redaction import REDACTED
from harness.common.shown import ShownExchange
from harness.model import Example, Exchange, Reply, Request
from harness.plan import Planned

SCENARIO = "success"
"""The scenario whose exchanges are kept: of the others the answer says nothing about the document."""
LARGEST = 16 * 1024 * 1024
"""Bytes of a program's requests in all, above which they are not kept."""


def keep(own: OwnFolder, planned: Planned, exchanges: Iterable[ShownExchange]) -> None:
    """Writes a case's exchanges, where the scenario is the one that is kept."""
    if planned.scenario.name != SCENARIO:
        return
    entries, size = [], 0
    for one in exchanges:
        size += one.request_bytes
        if size > LARGEST:
            return
        entries.append(_written(one))
    atomic.write(_path(own, planned.case.example), json.dumps(entries))


def read(own: OwnFolder, example: Example, key: str) -> tuple[Exchange, ...] | None:
    """A program's exchanges, `key` in the place of the redacted one; None where none can be read."""
    try:
        entries = json.loads(_path(own, example).read_text("utf-8"))
        return tuple(_read(entry, key) for entry in entries)
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


def _read(entry: dict[str, Any], key: str) -> Exchange:
    reply = entry["reply"]
    request = Request(
        entry["method"],
        entry["target"].replace(REDACTED, key),
        tuple((name, value.replace(REDACTED, key)) for name, value in entry["headers"]),
        base64.b64decode(entry["body"]).replace(REDACTED.encode(), key.encode()),
        fault=entry["fault"],
    )
    headers = tuple((name, value) for name, value in reply["headers"])
    return Exchange(request, Reply(reply["status"], headers, base64.b64decode(reply["body"])))
