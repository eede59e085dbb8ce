"""A report -> badges: endpoint JSON of shields.io, one for all and one per language and version ("Endpoint Badge")."""

from __future__ import annotations

import re
from typing import Any

from harness.common.guards import weak
from harness.report.matrix import RANK, Cell, matrix
from harness.report.shape import Report

COLORS = {0: "brightgreen", 1: "yellow", 2: "lightgrey", 3: "lightgrey", 4: "red", 5: "red", 6: "red"}
"""The rank of the worst verdict -> colour."""


OVERALL = "examples.json"
"""The badge of all examples; the others' names have a dash."""


def badges(document: Report) -> dict[str, dict[str, Any]]:
    """File name -> what shields.io reads there: how many examples work in all their cases.

    `examples.json` is of all, `v1-go.json` of one version and language. One of a run in which nothing confined the
    programs says so.
    """
    languages, blocks = matrix(document["cases"])
    said = ", unguarded" if weak(document.get("guard", "")) else ""
    every = [cell for rows in blocks.values() for row in rows.values() for cell in row.values()]
    found = {OVERALL: _badge("examples", every, f"work{said}")} if every else {}
    for api, rows in blocks.items():
        for language in languages:
            cells = [row[language] for row in rows.values() if language in row]
            if cells:
                found[f"{_file(api)}-{_file(language)}.json"] = _badge(f"{language} {api}", cells, f"examples{said}")
    return found


def _badge(label: str, cells: list[Cell], what: str) -> dict[str, Any]:
    fine = sum(cell.fine == cell.planned for cell in cells)
    worst = max(RANK[cell.worst] for cell in cells)
    message = f"{fine}/{len(cells)} {what}"
    return {"schemaVersion": 1, "label": label, "message": message, "color": COLORS[worst]}


def _file(name: str) -> str:
    """A name as a part of a file's: letters, digits, dots, dashes and underscores."""
    return re.sub(r"[^\w.-]", "_", name).lstrip(".") or "_"
