"""`harness run --update-outputs`: the blocks of pages that are out of date, written anew from what was seen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

from harness.common import atomic
from harness.report.shape import CaseRecord, Report

if TYPE_CHECKING:
    from harness.model import ShownOutput
    from harness.plan.session import Session

CODE = "output-stale"


def update_outputs(session: Session, report: Report) -> Iterator[str]:
    """Writes the blocks, and says of each page what was done."""
    from harness.discover.shown_outputs import is_whole, rewritten

    changes: dict[str, dict[int, tuple[ShownOutput, str]]] = {}
    left: dict[str, None] = {}
    for record in report["cases"]:
        for output in _stale(session, record):
            new = _answer(record) if output.is_response else record["outcome"].get("stdout", "")
            if not is_whole(output) or not new.strip():
                left[f"left as it is: {record['file']}:{output.lines[0]}"] = None
            elif record["file"]:
                changes.setdefault(record["file"], {}).setdefault(output.lines[0], (output, new))
    for shown, blocks in changes.items():
        path = session.settings.root / shown
        atomic.check_inside(session.settings.root, path)
        text = path.read_bytes().decode("utf-8")
        atomic.write(path, rewritten(text, list(blocks.values())))
        yield f"wrote {shown}"
    yield from left


def _stale(session: Session, record: CaseRecord) -> Iterator[ShownOutput]:
    """The outputs beside a case's sample that a finding is about."""
    lines = {finding["line"] for finding in record["findings"] if finding["code"] == CODE}
    planned = next((one for one in session.plan.cases if one.case.name == record["name"]), None) if lines else None
    for output in planned.case.example.outputs if planned else ():
        if lines & set(output.lines):
            yield output


def _answer(record: CaseRecord) -> str:
    """The body of the last answer, laid out as documents have it."""
    body = record["exchanges"][-1]["response"]["body"] if record["exchanges"] else None
    text = body.get("text", "") if body else ""
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except ValueError:
        return text
