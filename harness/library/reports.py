"""Reports that were written, read and weighed from Python."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from harness.report import document, read
from harness.report.shape import Report


def read_report(path: str | Path) -> Report:
    """The report in a JSON file. Raises UserError for one that is cut off, edited, or of another version."""
    return read.read(Path(path), str(path))


def report_schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of a report."""
    return document.schema()


def exit_status(report: Report) -> int:
    """What `harness run` ends with: 0 all as expected, 1 a case failed, 3 something could not run."""
    return document.exit_status(report)
