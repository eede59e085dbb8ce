"""A JSON report that some run has written, read again."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import cast

from harness.errors import UserError
from harness.report.document import SCHEMA_VERSION, schema
from harness.report.shape import Report

_HALVES = re.compile(r"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")


class ReportTrouble(UserError):
    """A file that is no whole report of this version: one line that says why."""


def read(path: Path, shown: str) -> Report:
    """The report in a file. Raises ReportTrouble for one that was cut off, edited, or is of another version."""
    try:
        text = path.read_text("utf-8")
        found = json.loads(text)
    except OSError as error:
        raise ReportTrouble(f"{shown}: expected a JSON report, got: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise ReportTrouble(f"{shown}: expected a whole JSON report, got: {error}") from None
    version = found.get("schema_version") if isinstance(found, dict) else None
    if version != SCHEMA_VERSION or isinstance(version, bool):
        told = f"schema_version {version!r}" if isinstance(found, dict) else f"a {type(found).__name__}"
        raise ReportTrouble(f"{shown}: expected a report of schema_version {SCHEMA_VERSION}, got {told}")
    # a file's name may be no text: the validator takes no half of a pair, as which Python has such bytes
    _check(json.loads(_HALVES.sub("?", text)) if _HALVES.search(text) else found, shown)
    return cast(Report, found)


def _check(found: Report, shown: str) -> None:
    import jsonschema_rs  # its 30 ms are for those alone who read a report

    error = next(iter(jsonschema_rs.Draft202012Validator(schema()).iter_errors(found)), None)
    if error is not None:
        place = "/".join(str(step) for step in error.instance_path) or "its root"
        message = " ".join(error.message.split())
        raise ReportTrouble(f"{shown}: expected a report as it was written, got at {place}: {message[-200:]}")
    for verdict, count in found["summary"].items():
        listed = sum(case["verdict"] == verdict for case in found["cases"])
        if listed != count:
            raise ReportTrouble(f"{shown}: expected a report as it was written, got {listed} {verdict} for {count}")
