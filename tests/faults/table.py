"""A row of a table of faulty programs, and what is looked at in each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from support.runs import Record, errors, run
from support.trees import ROOT, Edit, Program, make_tree, substitute


@dataclass(frozen=True)
class Fault:
    """A bundled program made wrong in one way, and what must be said of it."""

    what: str
    """The fault, in a few words."""
    code: str
    language: str
    name: str
    edits: tuple[Edit, ...]
    at: str | None
    """A text that stands in one line of the faulty program alone: the line that must be named."""
    scenario: str = "success"
    api: str = "v1"
    times: int = 1
    """How many findings there are: a program that loses two images is told so twice."""
    settings: Mapping[str, Any] = field(default_factory=dict)
    open: str = ""
    """What the harness still gets wrong about it; the test is expected to fail until that is mended."""
    documents: tuple[Edit, ...] = ()
    """Texts exchanged in the documents that all versions share."""
    sound: tuple[Edit, ...] = ()
    """What makes the bundled program right where those documents have made it wrong."""

    def __str__(self) -> str:
        return f"{self.code}-{self.language}-{self.what.replace(' ', '_')}-{self.scenario}"

    @property
    def program(self) -> Program:
        """The faulty program."""
        return Program(self.language, self.name, self.edits, self.api)

    def record(self, root: Path) -> Record:
        """What a run says of it, in a tree of its own at `root`."""
        settings = dict(self.settings)
        if self.documents:
            settings["spec"] = "spec/{api}.yaml"
        make_tree(root, self.program, settings=settings)
        if self.documents:
            _write_documents(root / "spec", self.documents)
        return run(root, self.scenario)[f"{self.program.id}/{self.scenario}"]


def rows(faults: Iterable[Fault]) -> list[Any]:
    """The parameters of a table's test."""
    return [
        pytest.param(
            fault,
            id=str(fault),
            marks=[pytest.mark.xfail(strict=True, raises=AssertionError, reason=fault.open)] * bool(fault.open),
        )
        for fault in faults
    ]


def check(fault: Fault, root: Path) -> Record:
    """Runs a faulty program: it gets its code and no other, with its file and its line."""
    record = fault.record(root)
    assert [fault.code] * fault.times == errors(record), record["findings"]
    found = next(finding for finding in record["findings"] if finding["code"] == fault.code)
    assert "failed" == record["verdict"]
    assert f"examples/{fault.program.path}" == found["file"]
    assert "" not in (found["message"], found["expected"], found["hint"], found["reproduce"])
    if fault.at is not None:
        lines = fault.program.source.splitlines()
        assert f"{fault.program.line_of(fault.at)}: {fault.at}" == f"{found['line']}: {_shown(lines, found, fault.at)}"
    return record


def _shown(lines: list[str], found: Mapping[str, Any], wanted: str) -> str:
    """The wanted text where the line named holds it, else that line, for a message that can be read."""
    line = lines[found["line"] - 1] if found["line"] else "no line"
    return wanted if wanted in line else line.strip()


def _write_documents(folder: Path, edits: tuple[Edit, ...]) -> None:
    folder.mkdir()
    for source in (ROOT / "fixtures" / "spec").glob("*.yaml"):
        text = source.read_text("utf-8")
        for old, new in edits if source.name == "shared.yaml" else ():
            text = substitute(text, old, new, source.name)
        (folder / source.name).write_text(text, "utf-8")
