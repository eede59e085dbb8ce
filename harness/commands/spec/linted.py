"""What Redocly CLI and the harness itself say against a document."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness import openapi
from harness.commands.spec.toolbox import Toolbox
from harness.openapi.lint.lint import lint_document
from harness.settings import ApiSettings, Settings

CONFIG = "redocly.yaml"
"""Redocly CLI's own settings, beside the documents or at the project's root."""


@dataclass(frozen=True)
class Complaint:
    """One thing said against a document; `line` is 1-based, None if it is not given."""

    file: str
    line: int | None
    rule: str
    message: str
    severity: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}  {self.severity} {self.rule}: {self.message}"


def complaints(toolbox: Toolbox, settings: Settings, api: ApiSettings) -> list[Complaint]:
    """All that is said against one document, each thing once. Raises UserError for a document that can't be read."""
    shown = settings.show(api.spec)
    told = [*_of_redocly(toolbox, settings, api), *_of_harness(api, shown)]
    return list(dict.fromkeys(told))


def _of_redocly(toolbox: Toolbox, settings: Settings, api: ApiSettings) -> Iterator[Complaint]:
    found = [folder / CONFIG for folder in (api.spec.parent, settings.root) if (folder / CONFIG).is_file()]
    config = ["--config", str(found[0])] if found else []
    done = toolbox.redocly("lint", str(api.spec), "--format=json", "--max-problems=1000", *config, folder=settings.root)
    start = done.stdout.find("{")
    try:
        problems = json.loads(done.stdout[start:])["problems"] if start >= 0 else None
    except (ValueError, KeyError):
        problems = None
    if problems is None:
        words = (done.stderr.strip() or done.stdout.strip() or "it said nothing").splitlines()
        yield Complaint(settings.show(api.spec), None, "redocly", words[-1], "error")
        return
    for problem in problems:
        if not problem.get("ignored"):
            yield _complaint(problem, settings)


def _complaint(problem: dict[str, Any], settings: Settings) -> Complaint:
    location = (problem.get("location") or [{}])[0]
    file = Path(settings.root, location.get("source", {}).get("ref", ""))
    line = location.get("start", {}).get("line")
    if line is None and "pointer" in location and file.is_file():
        line = openapi.read_source(file, file.name).line(location["pointer"].removeprefix("#"))
    return Complaint(settings.show(file), line, problem["ruleId"], problem["message"], problem["severity"])


def _of_harness(api: ApiSettings, shown: str) -> Iterator[Complaint]:
    document = openapi.load(api.spec, shown, api.overlays)
    for finding in lint_document(document):
        yield Complaint(finding.file or shown, finding.line, finding.code, finding.message, finding.severity)
