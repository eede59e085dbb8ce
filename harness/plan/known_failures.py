"""The list of accepted failures: which findings each of its lines covers, and which lines are stale."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from harness.codes import all_codes
from harness.common.patterns import matches
from harness.common.sameness import cause_text
from harness.errors import UserError, nearest
from harness.model import Case, Finding

WARNED = timedelta(days=14)
"""How long before its end an entry is warned about."""
KEYS = ("cases", "files", "codes", "causes", "reason", "issue", "owner", "expires", "flaky")
UNLISTED = "stale-known-failure"
"""The code that no list can cover: it is about the list itself."""


class KnownFailuresError(UserError):
    """One line: file, line, what was expected and what was found."""


@dataclass(frozen=True)
class KnownFailure:
    """One accepted failure."""

    cases: tuple[str, ...]
    codes: tuple[str, ...]
    reason: str
    line: int
    issue: str = ""
    owner: str = ""
    expires: date | None = None
    files: tuple[str, ...] = ()
    """Patterns of files whose findings belong to no case, such as those of a document."""
    causes: tuple[str, ...] = ()
    """The only causes that it covers, as `suggested_failures` writes them; none covers every one of its codes."""
    flaky: bool = False
    """True for cases that fail now and then: one that passes is then as expected, too."""

    def covers(self, case: Case) -> bool:
        """True if the entry is about a case."""
        return any(matches(pattern, case.name) for pattern in self.cases)

    def accepts(self, finding: Finding) -> bool:
        """True for a finding of one of its codes and, where it names causes, of one of these."""
        return finding.code in self.codes and (not self.causes or cause_of(finding) in self.causes)


@dataclass(frozen=True)
class KnownFailures:
    """All entries of a file; none where there is no file."""

    shown: str = ""
    entries: tuple[KnownFailure, ...] = ()

    def about(self, case: Case) -> tuple[KnownFailure, ...]:
        """The entries about a case."""
        return tuple(entry for entry in self.entries if entry.covers(case))

    def sifted(self, case: Case, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """A case's findings, what fails it first, and the accepted ones last, each with the reason."""
        entries = self.about(case)
        marked = [_marked(finding, entries) for finding in findings]
        return tuple(sorted(marked, key=lambda one: (bool(one.accepted), one.severity != "error")))

    def of_no_case(self, findings: Iterable[Finding], *, whole: bool) -> list[Finding]:
        """The findings that belong to no case, the accepted ones with the reason.

        Of a whole run, entries of files that no finding shows any more are found too.
        """
        found, met = [], set()
        for finding in findings:
            own = [
                one
                for one in self.entries
                if any(matches(pattern, (finding.file or "").strip("/")) for pattern in one.files)
            ]
            found.append(_marked(finding, own if finding.code != UNLISTED else ()))
            met |= {entry.line for entry in own if entry.accepts(finding)}
        for entry in self.entries if whole else ():
            if entry.files and entry.line not in met:
                shown = ", ".join(entry.files)
                found.append(self._finding(entry, f"nothing of it shows in {shown} any more", "no such entry"))
        return found

    def stale(self, cases: Iterable[Case], today: date) -> tuple[Finding, ...]:
        """Entries that match no case, that have expired, or that soon will."""
        every = list(cases)
        found = []
        for entry in self.entries:
            for pattern in entry.cases:
                if not any(matches(pattern, case.name) for case in every):
                    hint = nearest(pattern, [case.name for case in every])
                    found.append(
                        self._finding(entry, f'"{pattern}" matches no case{hint}', "a pattern that matches one")
                    )
            if entry.expires and entry.expires <= today:
                found.append(self._finding(entry, f"it expired on {entry.expires}", "a date to come, or no entry"))
            elif entry.expires and entry.expires - today <= WARNED:
                message = f"it expires on {entry.expires}, in {(entry.expires - today).days} days"
                found.append(self._finding(entry, message, "a mend by then", severity="warning"))
        return tuple(found)

    def _finding(self, entry: KnownFailure, message: str, expected: str, severity: Any = "error") -> Finding:
        owner = f" (owner: {entry.owner})" if entry.owner else ""
        return Finding(
            "stale-known-failure",
            f"known failure: {message}{owner}",
            expected=expected,
            actual=entry.reason,
            file=self.shown,
            line=entry.line,
            severity=severity,
            hint=all_codes()["stale-known-failure"].hint,
        )


def load(path: Path, shown: str) -> KnownFailures:
    """Reads a file of known failures; an empty list if there is none. Raises KnownFailuresError."""
    if not path.is_file():
        return KnownFailures(shown)
    text = path.read_text("utf-8")
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise KnownFailuresError(f"{shown}: expected TOML, got: {error}") from None
    listed = [item for value in table.values() if isinstance(value, list) for item in value]
    lines = [number for number, line in enumerate(text.splitlines(), 1) if line.strip().startswith("[[")]
    if not all(isinstance(value, list) for value in table.values()) or len(listed) != len(lines):
        raise KnownFailuresError(f"{shown}: expected only tables such as [[failure]], got {', '.join(table)}")
    return KnownFailures(
        shown, tuple(_entry(f"{shown}:{line}", line, item) for line, item in zip(lines, listed, strict=True))
    )


def _entry(place: str, line: int, item: dict[str, Any]) -> KnownFailure:
    for key in item:
        if key not in KEYS:
            raise KnownFailuresError(
                f'{place}: unknown key "{key}"{nearest(key, KEYS)}; expected one of {", ".join(KEYS)}'
            )
    if not {"cases", "files"} & item.keys():
        raise KnownFailuresError(f'{place}: expected "cases" or "files", got neither')
    for key in ("cases", "files", "codes", "causes"):
        value = item.get(key)
        if value is None and key != "codes":
            continue
        if not isinstance(value, list) or not value or not all(isinstance(part, str) for part in value):
            raise KnownFailuresError(f'{place}: "{key}": expected a list of texts, got {value!r}')
    for code in item["codes"]:
        if code not in all_codes():
            raise KnownFailuresError(f'{place}: "codes": unknown code "{code}"{nearest(code, all_codes())}')
    for key in ("reason", "issue", "owner"):
        if not isinstance(item.get(key, ""), str) or (key == "reason" and not item.get(key)):
            raise KnownFailuresError(f'{place}: "{key}": expected a text, got {item.get(key)!r}')
    expires = item.get("expires")
    if expires is not None and type(expires) is not date:
        raise KnownFailuresError(f'{place}: "expires": expected a date such as 2030-01-31, got {expires!r}')
    flaky = item.get("flaky", False)
    if not isinstance(flaky, bool):
        raise KnownFailuresError(f'{place}: "flaky": expected true or false, got {flaky!r}')
    if flaky and (expires is None or "cases" not in item):
        raise KnownFailuresError(f'{place}: "flaky": expected "cases" and "expires": it is accepted for a time only')
    return KnownFailure(
        tuple(item.get("cases", ())),
        tuple(item["codes"]),
        item["reason"],
        line,
        item.get("issue", ""),
        item.get("owner", ""),
        expires,
        tuple(item.get("files", ())),
        tuple(item.get("causes", ())),
        flaky,
    )


def cause_of(finding: Finding) -> str:
    """What a finding is known again by in another run: its words, and the program's own, without what varies."""
    return cause_text(finding.root or finding.message, finding.detail)


def _marked(finding: Finding, entries: Iterable[KnownFailure]) -> Finding:
    """The finding with the reason why it is accepted, where one of the entries covers it."""
    reasons = dict.fromkeys(entry.reason for entry in entries if entry.accepts(finding))
    return replace(finding, accepted="; ".join(reasons)) if reasons and finding.severity == "error" else finding
