"""Literal evidence of one program against a small API of notes, and what is said of it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from discover.notes import document

from harness import openapi
from harness.assess.explanations import EXPLANATIONS
from harness.catalogue.rules import NoRules
from harness.checks import CHECKS, Evidence
from harness.checks.evidence import Promise
from harness.common.redaction import make_key
from harness.discover.samples import owed
from harness.languages import load
from harness.model import (
    Case,
    Dialect,
    Escape,
    Example,
    Exchange,
    Finding,
    Finished,
    Headers,
    Owes,
    Reply,
    Request,
    Traces,
)
from harness.scenarios import BUNDLED
from harness.settings import SampleSettings, Settings
from harness.source.locate import line_of

LANGUAGES = load(Settings(Path()))
KEY = make_key("v1/notes")
BEARER = (("Authorization", f"Bearer {KEY}"),)
JSON = (("Content-Type", "application/json"),)
NUMBER = {"type": "integer"}
NOTE = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}, "rating": NUMBER}}
ENDINGS = {"curl": "sh", "python": "py", "javascript": "mjs", "ruby": "rb", "php": "php"}

Place = tuple[str, int | None]
"""A finding's code, or code and severity as `accept/warning`, and its line."""


def get(target: str = "/v1/notes/n1", headers: Headers = BEARER, answer: bytes = b'{"id": "n1"}') -> Exchange:
    """A request without a body, and the answer to it."""
    return Exchange(Request("GET", target, headers, b""), Reply(200, JSON, answer))


def post(body: str, headers: Headers = (*BEARER, *JSON), status: int = 200) -> Exchange:
    """A new note."""
    return Exchange(Request("POST", "/v1/notes", headers, body.encode()), Reply(status, JSON, b'{"id": "n1"}'))


@dataclass(frozen=True)
class Situation:
    """A program, what it did, and the findings that remain: with their lines, in their order."""

    what: str
    remains: tuple[Place, ...]
    source: str
    exchanges: tuple[Exchange, ...] = ()
    language: str = "python"
    operation: str = "getNote"
    scenario: str = "success"
    status: int = 0
    traces: Traces = field(default_factory=Traces)
    sample: bool = False
    lacking: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return self.what.replace(" ", "_")

    @property
    def example(self) -> Example:
        """The program; a sample has its lines in a document, here the same ones."""
        file = Path(f"note.{ENDINGS[self.language]}")
        lines = tuple(range(1, len(self.source.splitlines()) + 1)) if self.sample else ()
        dialect = LANGUAGES[self.language].dialect
        owes = owed(SampleSettings()) if self.sample else Owes()
        return Example(
            self.language,
            "v1",
            "note",
            self.operation,
            file,
            file.name,
            Path(),
            lines=lines,
            dialect=dialect,
            owes=owes,
        )

    @property
    def evidence(self) -> Evidence:
        """All that it is judged by."""
        traces = replace(self.traces, exchanges=self.exchanges)
        return Evidence(
            case=Case(self.example, self.scenario),
            scenario=next(one for one in BUNDLED if one.name == self.scenario),
            operation=next(one for one in api().operations if one.id == self.operation),
            outcome=Finished(self.status, traces),
            traces=traces,
            key=KEY,
            api=api(),
            rules=NoRules(),
            promise=Promise("application/json"),
            inputs={},
            key_env="NOTES_KEY",
            source=self.source,
            variables=frozenset(("NOTES_KEY", "API_HOST")),
            lacking=self.lacking,
            host_env="API_HOST",
        )

    def findings(self, seen: Callable[[Finding], Finding] = lambda finding: finding) -> list[Finding]:
        """What remains, with every finding changed by `seen` before the next step sees it."""
        found = [seen(finding) for check in CHECKS for finding in check(self.evidence)]
        for explained in EXPLANATIONS:
            found = [seen(finding) for finding in explained(found, self.evidence)]
        return found

    def places(self, found: list[Finding]) -> tuple[Place, ...]:
        """The codes with their lines."""
        return tuple(_place(finding, self.source, self.example.dialect) for finding in found)


def _place(finding: Finding, source: str, dialect: Dialect) -> Place:
    code = finding.code if finding.severity == "error" else f"{finding.code}/{finding.severity}"
    return code, finding.at or line_of(source, (*finding.words, *dialect.calls))


def escaped(host: str) -> Traces:
    """The traces of a program that tried another host."""
    return Traces(escapes=(Escape(host, 443, "tcp"),))


@cache
def api(*, open_to_all: bool = False) -> openapi.Api:
    """The API of the notes, read once; where it is open to all, a note is read without a key."""
    body: dict[str, Any] = {"requestBody": {"content": {"application/json": {"schema": NOTE}}}}
    read: dict[str, Any] = {"security": []} if open_to_all else {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "notes.yaml")
        path.write_text(yaml.dump(document(addNote=body, getNote=read)), "utf-8")
        return openapi.Api("v1", openapi.load(path, "notes.yaml"))
