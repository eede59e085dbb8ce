"""How long each case took in earlier runs: for the order of a run, and for parts that are equally long."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from harness.common import own_folder
from harness.errors import UserError
from harness.plan.plan import Planned

MOST = 100_000
"""Cases that are remembered: those that ran longest ago are forgotten first."""
FRESH = 0.5
"""The share that the last run has in what is remembered."""


def read(path: Path, *, needed: bool = False) -> dict[str, float]:
    """Case name -> seconds. A file that is missing or broken is none, unless it is `needed`: UserError then."""
    try:
        entries = json.loads(path.read_text("utf-8"))
        return {str(name): max(0.0, float(seconds)) for name, seconds in entries.items()}
    except (OSError, ValueError, TypeError, AttributeError) as error:
        if needed:
            got = error.strerror if isinstance(error, OSError) else "something else"
            raise UserError(f"{path}: expected the durations of an earlier run, got: {got}") from None
        return {}


def remember(path: Path, records: Iterable[Mapping[str, Any]]) -> None:
    """Adds what a run's cases took to what is remembered. A folder that can't be written costs order, nothing else."""
    known = read(path)
    for record in records:
        if record["outcome"]["kind"] != "could-not-start" and not record["cached"]:
            seconds = (record["duration_ms"] - record.get("spared_ms", 0)) / 1000
            before = known.pop(record["name"], seconds)
            known[record["name"]] = round(FRESH * seconds + (1 - FRESH) * before, 4)
    with contextlib.suppress(OSError):
        own_folder.write(path, json.dumps(dict(list(known.items())[-MOST:])))


def work(planned: Planned, known: Mapping[str, float]) -> float:
    """Seconds that a case keeps a core busy, about: what it waits for an answer keeps none."""
    usual = planned.case.example.dialect.usual_seconds
    return usual if planned.scenario.waits else known.get(planned.case.name, usual)
