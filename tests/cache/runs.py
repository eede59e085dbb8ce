"""Runs of a tree that use its cache, in this process and without pytest."""

from __future__ import annotations

from pathlib import Path

from support.runs import Record

from harness.plan import Filters
from harness.plan.session import open_session
from harness.run.options import Options
from harness.run.run import Run


def run(root: Path, *scenarios: str, cache: bool = True) -> dict[str, Record]:
    """The records of all cases of the tree at `root` under these scenarios, by case name."""
    session = open_session(root, filters=Filters(scenarios=scenarios or ("success",)))
    run = Run(session, Options(jobs=2, strict=True, cache=cache))
    try:
        run.begin(take=False)
        return {planned.case.name: run.record(planned.case.name) for planned in session.plan.cases}
    finally:
        run.stop()


def cached(records: dict[str, Record]) -> list[str]:
    """The names of the cases that were not run again."""
    return [name for name, record in records.items() if record["cached"]]
