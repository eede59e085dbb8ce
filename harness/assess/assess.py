"""A planned case and its outcome -> findings, each with its place in the program and a hint."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path

from harness.assess.explanations import EXPLANATIONS
from harness.catalogue import Catalogue
from harness.catalogue import hosts as hosts
from harness.checks import Evidence, checks_of
from harness.checks.evidence import Promise
from harness.codes import hinted
from harness.common.hosts import Host
from harness.model import CouldNotStart, Example, Finding, Operation, Outcome, Severity
from harness.plan import Planned
from harness.settings import OperationSettings, Settings
from harness.source import placeholders
from harness.source.locate import line_of

MOST = 200
"""Findings of one case that are reported: each is looked for in the program's text, and nobody reads so many."""
INPUT_LIMIT = 64 * 1024 * 1024
"""Bytes up to which a file beside the programs counts as an input whose bytes are compared."""


@dataclass(frozen=True)
class Assessor:
    """Runs the checks, whatever the case."""

    settings: Settings
    catalogue: Catalogue

    def assess(self, planned: Planned, outcome: Outcome) -> tuple[Finding, ...]:
        """All findings of one case."""
        if isinstance(outcome, CouldNotStart):
            return tuple(_in_document(finding, planned.case.example) for finding in outcome.findings)
        evidence = self._evidence(planned, outcome)
        found = [finding for check in checks_of(evidence) for finding in check(evidence)]
        for explained in EXPLANATIONS:
            found = explained(found, evidence)
        found = first(found)
        return tuple(complete(finding, planned.case.example) for finding in (*found, *planned.case.example.notes))

    def _evidence(self, planned: Planned, outcome: Outcome) -> Evidence:
        assert not isinstance(outcome, CouldNotStart)  # noqa: S101 - `assess` has returned by then
        example = planned.case.example
        source = source_of(example.file)
        source = source if example.dialect.is_shell else source.replace("\r\n", "\n")
        given = outcome.traces.command.env if outcome.traces.command else {}
        return Evidence(
            case=planned.case,
            scenario=planned.scenario,
            operation=planned.operation,
            outcome=outcome,
            traces=outcome.traces,
            key=planned.key,
            api=self.catalogue.apis[example.api],
            rules=self.catalogue.rules,
            promise=self._promise(planned),
            inputs=self._inputs,
            key_env=_key_variable(planned, source) or self.settings.key_env,
            steps=planned.steps,
            credentials=planned.credentials,
            source=source,
            variables=frozenset(
                (*given, *(one.env for one in planned.credentials), self.settings.key_env, self.settings.host_env)
            ),
            lacking=_lacking(source, example),
            additions=planned.additions,
            stand_ins=planned.stand_ins,
            server=planned.server,
            host_env="" if self.settings.hard_coded else self.settings.host_env,
            hosts=self._hosts(planned),
            retries=self.settings.retries,
        )

    def _hosts(self, planned: Planned) -> dict[Operation, tuple[Host, ...]]:
        api = self.catalogue.apis[planned.case.example.api]
        operations = (planned.operation, *(step.operation for step in planned.steps))
        return {one: hosts.serving(self.settings, api, one) for one in operations if self.settings.hard_coded}

    def _promise(self, planned: Planned) -> Promise:
        example = planned.case.example
        table = self.settings.operations.get(example.name, OperationSettings())
        tree = example.tree or self.settings.examples
        folder = (example.workdir / self.settings.outputs).relative_to(tree).as_posix()
        writes = {media: f"{folder}/{name.replace('{api}', example.api)}" for media, name in table.writes.items()}
        return Promise(planned.media, writes, table.prints)

    @cached_property
    def _inputs(self) -> dict[str, bytes]:
        return inputs_of(self.settings)


def first(found: list[Finding]) -> list[Finding]:
    """The first of the findings, and one that says how many are left out."""
    if len(found) <= MOST:
        return found
    left = found[MOST:]
    worst: Severity = "error" if any(one.severity == "error" for one in left) else "note"
    message = f"it has {len(left)} more findings, which are left out"
    return [*found[:MOST], Finding("findings-left-out", message, f"{MOST} or fewer", f"{len(found)}", severity=worst)]


def inputs_of(settings: Settings) -> dict[str, bytes]:
    """The files that lie beside the programs: base name -> content."""
    tree = settings.examples
    files = (path for path in tree.iterdir() if path.is_file()) if tree.is_dir() else ()
    return {path.name: path.read_bytes() for path in files if path.stat().st_size <= INPUT_LIMIT}


def complete(finding: Finding, example: Example) -> Finding:
    """The finding with its file, its line and its hint, where it lacks them."""
    if finding.file is None:
        words = (*finding.words, *example.dialect.calls)
        source = source_of(example.file)
        at = finding.at if finding.at and finding.at <= len(source.splitlines()) else None
        line = at or line_of(source, words, example.dialect.comments)
        finding = _in_document(replace(finding, file=example.shown, line=line), example)
    return hinted(finding)


def _in_document(finding: Finding, example: Example) -> Finding:
    """The finding at the line where people wrote it: for a sample that of its document, for any other its own."""
    if not example.lines:
        return finding
    return replace(finding, line=example.lines[min(finding.line or 1, len(example.lines)) - 1])


def _key_variable(planned: Planned, source: str) -> str:
    """The variable of the first secret that a program's text names, of those that it may be given; empty for none."""
    return next((one.env for one in planned.credentials if one.secret and one.env in source), "")


def _lacking(source: str, example: Example) -> frozenset[str]:
    """The files that a program reads by name and that do not lie where it looks for them."""
    names = {spot.name for spot in placeholders.files(source, example.dialect)}
    return frozenset(name for name in names if not (example.workdir / name).exists())


def source_of(file: Path) -> str:
    """A program's text, read again when it was saved since."""
    try:
        state = file.stat()
    except OSError:  # it went while it ran
        return ""
    return _source(file, state.st_mtime_ns, state.st_size, state.st_ino)


@cache
def _source(file: Path, *_: int) -> str:
    """As it is, line ends and a byte order mark included: a shell takes them for text."""
    return file.read_bytes().decode("utf-8", "replace")
