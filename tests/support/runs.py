"""Runs of a tree in this process, without pytest: a session, a runner, and the records that it gives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from harness.plan import Filters
from harness.plan.session import Session, open_session
from harness.run.options import Options
from harness.run.run import Run
from support.trees import Program, make_tree

Record = dict[str, Any]
"""One entry of `cases` in the JSON report."""


def run(root: Path, *scenarios: str, jobs: int = 2) -> dict[str, Record]:
    """The records of all cases of the tree at `root` under these scenarios, by case name; all scenarios if none."""
    return records(open_session(root, filters=Filters(scenarios=scenarios)), Options(jobs=jobs, strict=True))


def records(session: Session, options: Options) -> dict[str, Record]:
    """The records of all cases of a session, by case name."""
    run = Run(session, options)
    try:
        run.start(session.plan.cases)
        return {planned.case.name: run.record(planned.case.name) for planned in session.plan.cases}
    finally:
        run.stop()


def run_one(root: Path, program: Program, scenario: str = "success", **settings: object) -> Record:
    """The record of one program under one scenario, from a tree of its own at `root`."""
    make_tree(root, program, settings=settings)
    return run(root, scenario)[f"{program.id}/{scenario}"]


def errors(record: Record) -> list[str]:
    """The codes of the findings that fail a case."""
    return [finding["code"] for finding in record["findings"] if finding["severity"] == "error"]
