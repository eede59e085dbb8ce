"""What `harness watch` says of a round: each cause once, and the cases that only show it again as a count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from harness.codes import all_codes
from harness.commands.watching.difference import Standing, Trend, counted
from harness.report.same_cause import OF_THE_DOCUMENT, place

if TYPE_CHECKING:
    from harness.report.shape import CaseRecord, FindingRecord

NAMED = 3
"""Programs, places and files that a line names before it counts."""
Mark = tuple[str, str | None, str | int]


@dataclass
class _Shown:
    """A finding that was shown in full, and where else it is."""

    code: str
    places: dict[str, None]
    """`file:line`, the one that was shown first."""


class Words:
    """What was said in a round, and where to."""

    def __init__(self, say: Callable[[str, str], None], standing: Standing) -> None:
        """`say` prints a line in a style of rich."""
        self._say, self._standing = say, standing
        self._changes: Counter[Trend] = Counter()
        self._shown: list[_Shown] = []
        self._marks: dict[Mark, _Shown] = {}
        self._said: set[tuple[Trend, str]] = set()
        """The changes without a finding to show that were said of some case, with their codes."""
        self._more: Counter[tuple[Trend, str]] = Counter()
        """How many further cases of a program changed likewise: the first is shown as it comes."""
        self._beside: dict[str, None] = {}
        """Programs that were not saved and differ from one that was."""

    @property
    def told(self) -> int:
        """How many cases are through."""
        return self._changes.total()

    def tell(self, record: CaseRecord, *, own: bool) -> None:
        """A case whose verdict is news, in full; what shows nothing new is counted, and said at the end.

        `own` is False for another language's case, which only was compared anew: that it differs now from the program
        that was saved is no failure of its own.
        """
        moved = not own and self._standing.only_parity_moved(record)
        change = self._standing.learn(record)
        if moved:
            self._beside |= {} if change in GOOD else {_program(record): None}
        elif own or change not in (Trend.PASSING, Trend.STILL_FAILING):
            self._changes[change] += 1
            if change != Trend.PASSING:
                self._news(record, change)

    def _news(self, record: CaseRecord, change: Trend) -> None:
        failing = change not in (*GOOD, Trend.STILL_FAILING)
        errors = [one for one in record["findings"] if one["severity"] == "error" and not one.get("accepted")]
        news = [one for one in errors if self._is_new(one, record["language"])] if failing else []
        codes = ", ".join(dict.fromkeys(finding["code"] for finding in errors)) or record["reason"]
        codes = "" if change in GOOD else codes
        if not news and ((failing and errors) or (change, codes) in self._said):
            self._more[(change, _program(record))] += 1
            return
        self._said.add((change, codes))
        style = "green" if change in GOOD else "bold red" if failing else "yellow"
        self._say(f"  {change}  {record['name']}{f': {codes}' if codes else ''}", style)
        for finding in news:
            self._say(f"    {place(finding)}: {finding['message']}", "")
            for label in ("expected", "actual", "hint"):
                if finding[label]:
                    self._say(f"      {label + ':':<9} {finding[label]}", "")

    def _is_new(self, finding: FindingRecord, language: str) -> bool:
        """False if it was shown in this round: then its place is kept for the end."""
        marks = _marks(finding, language)
        shown = next((self._marks[mark] for mark in marks if mark in self._marks), None)
        new = shown is None
        if shown is None:
            shown = _Shown(finding["code"], {})
            self._shown.append(shown)
        shown.places[place(finding)] = None
        self._marks.update(dict.fromkeys(marks, shown))
        return new

    def sum_up(self, seconds: float) -> None:
        """What was counted, and how many cases fail."""
        for shown in self._shown:
            if len(shown.places) > 1:
                self._say(f"  {shown.code} also at {listed(list(shown.places)[1:])}", "dim")
        for change in Trend:
            programs = {program: count for (one, program), count in self._more.items() if one == change}
            if programs:
                cases = sum(programs.values())
                self._say(f"  {change}  {listed(programs)}: {cases} more {'case' if cases == 1 else 'cases'}", "dim")
        if self._beside:
            self._say(f"  not saved, but now different from what was: {listed(self._beside)}", "dim")
        failing = self._standing.failing()
        known = f"; {failing} of {len(self._standing.last)} known cases fail" if failing else ""
        self._say(
            f"{counted(self._changes) or 'nothing to tell'} in {seconds:.1f} s{known}", "red" if failing else "green"
        )


GOOD = (Trend.PASSING, Trend.NEWLY_PASSING)


def listed(names: Iterable[str]) -> str:
    """The first names, and how many more there are."""
    shown = list(names)
    return ", ".join(shown[:NAMED]) + (f" and {len(shown) - NAMED} more" if len(shown) > NAMED else "")


def _program(record: CaseRecord) -> str:
    return record["name"].rpartition("/")[0]


def _marks(finding: FindingRecord, language: str) -> list[Mark]:
    """By what a finding is known again: its cause, and its line. A document's fault is one in every language."""
    mine = "" if all_codes()[finding["code"]].group in OF_THE_DOCUMENT else language
    marks: list[Mark] = [(finding["code"], mine, finding.get("cause", finding["message"]))]
    return [*marks, *([(finding["code"], finding["file"], finding["line"])] if finding["line"] else [])]
