"""The reports of earlier runs, for the cases that the last one did not have."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path

from harness.report.document import BROKE_OFF, with_records, write
from harness.report.read import ReportTrouble, read
from harness.report.shape import CaseRecord, Report

MOST = 50
"""Reports that are kept. The oldest stays, since it has the most: a whole run takes all before it away."""
Dated = tuple[str, CaseRecord]
"""When a case's run began, as the report has it, and its record."""


def put_aside(last_run: Path, folder: Path, *, superseded: bool) -> None:
    """Makes room for a run's report: keeps the last one, or drops all if the new one has every case.

    A folder that can't be written costs what `harness show` could show, nothing else.
    """
    if folder.is_symlink():  # it came with the repository, and leads to what is not ours
        return
    with contextlib.suppress(OSError):
        if superseded:
            shutil.rmtree(folder, ignore_errors=True)
        elif last_run.is_file() and not last_run.is_symlink():  # a link came with the repository, too
            folder.mkdir(parents=True, exist_ok=True)
            last_run.replace(folder / f"{last_run.stat().st_mtime_ns}.json")
            others = _reports(folder)[1:]
            for one in others[: max(0, len(others) + 1 - MOST)]:
                one.unlink()


def take_in(last_run: Path, records: Iterable[CaseRecord], began: datetime, put: Callable[[Path, str], None]) -> None:
    """Puts what a round of `harness watch` ran into the last run's report; a case has the moment when its round began.

    A file that can't be written costs what the next command could show.
    """
    fresh = [record for record in records if not record["cached"]]
    if not fresh:
        return
    last = None
    with contextlib.suppress(ReportTrouble):
        last = read(last_run, last_run.name)
    with contextlib.suppress(OSError):
        write(with_records(last, fresh, began), last_run, put)


def runs(last_run: Path, folder: Path, shown: str) -> Iterator[dict[str, Dated]]:
    """The cases of each run that had an end, by name, the last run first.

    Raises ReportTrouble for a last run that can't be read; an earlier one is passed over.
    """
    yield _cases(read(last_run, shown))
    for path in reversed(_reports(folder)):
        with contextlib.suppress(ReportTrouble):
            yield _cases(read(path, path.name))


def _reports(folder: Path) -> list[Path]:
    """The reports, the oldest first: regular files of a name that `put_aside` gives."""
    return sorted(path for path in folder.glob("[0-9]*.json") if path.is_file() and not path.is_symlink())


def _cases(report: Report) -> dict[str, Dated]:
    ran = (record for record in report["cases"] if record["reason"] != BROKE_OFF)
    return {record["name"]: (record.get("started", report["started"]), record) for record in ran}
