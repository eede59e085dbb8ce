"""The list of accepted failures, and which of its lines are stale."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from harness.codes import all_codes
from harness.common.patterns import matches
from harness.errors import UserError, nearest
from harness.model import Case, Finding

WARNED = timedelta(days=14)
"""How long before its end an entry is warned about."""
KEYS = ("cases", "codes", "reason", "issue", "owner", "expires")


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

    def covers(self, case: Case) -> bool:
        """True if the entry is about a case."""
        return any(matches(pattern, case.name) for pattern in self.cases)


@dataclass(frozen=True)
class KnownFailures:
    """All entries of a file; none where there is no file."""

    shown: str = ""
    entries: tuple[KnownFailure, ...] = ()

    def about(self, case: Case) -> tuple[KnownFailure, ...]:
        """The entries about a case."""
        return tuple(entry for entry in self.entries if entry.covers(case))

    def excuse(self, case: Case, codes: Collection[str]) -> str:
        """Why a case may fail with these codes, all of them; empty where it may not."""
        entries = self.about(case)
        if codes and set(codes) <= {code for entry in entries for code in entry.codes}:
            return "; ".join(dict.fromkeys(entry.reason for entry in entries))
        return ""

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
    """Reads a file of known failures; an empty list where there is none. Raises KnownFailuresError."""
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
    for key in ("cases", "codes"):
        value = item.get(key)
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
    return KnownFailure(
        tuple(item["cases"]),
        tuple(item["codes"]),
        item["reason"],
        line,
        item.get("issue", ""),
        item.get("owner", ""),
        expires,
    )


def suggest(failures: Sequence[tuple[Case, Collection[str]]], every: Sequence[Case]) -> str:
    """A file's text that covers just these failures, by as few and as wide patterns as match nothing else.

    `failures` are the failing cases with their error codes, `every` all the cases that ran.
    """
    by_codes: dict[tuple[str, ...], list[Case]] = {}
    for case, codes in failures:
        by_codes.setdefault(tuple(sorted(set(codes))), []).append(case)
    entries = []
    for codes, cases in sorted(by_codes.items()):
        patterns = _smallest({case.name for case in cases}, {case.name for case in every})
        entries.append(
            "[[failure]]\n"
            f"cases = [{', '.join(_quoted(pattern) for pattern in patterns)}]\n"
            f"codes = [{', '.join(_quoted(code) for code in codes)}]\n"
            'reason = "TODO: why this is accepted, and until when"\n'
        )
    return "\n".join(entries)


def _smallest(wanted: set[str], every: set[str]) -> list[str]:
    """Greedily, the pattern that covers most of what is left, and nothing that is not wanted."""
    left, chosen = set(wanted), []
    candidates = {pattern for name in wanted for pattern in _patterns(name)}
    reach = {pattern: {name for name in every if matches(pattern, name)} for pattern in candidates}
    sound = {pattern: names for pattern, names in reach.items() if names <= wanted}
    while left:
        best = max(sorted(sound), key=lambda pattern: len(sound[pattern] & left))
        chosen.append(best)
        left -= sound[best]
    return chosen


def _patterns(name: str) -> list[str]:
    """All patterns of a name with any of its components made `*`."""
    parts = name.split("/")
    return [
        "/".join("*" if mask >> index & 1 else part for index, part in enumerate(parts))
        for mask in range(1 << len(parts))
    ]


def _quoted(text: str) -> str:
    return f'"{text}"'
