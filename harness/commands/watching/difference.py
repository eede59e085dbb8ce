"""A case's verdict now and before -> what changed, in words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from harness.model import AS_EXPECTED, Verdict
from harness.report.shape import CaseRecord


class Trend(StrEnum):
    """How a case compares with what it was."""

    NEWLY_FAILING = "newly failing"
    STILL_FAILING = "still failing"
    OTHERWISE = "failing otherwise"
    """It failed before too, by other codes."""
    FAILING = "failing"
    """It was never run before."""
    NEWLY_PASSING = "newly passing"
    PASSING = "passing"


RAN = (Verdict.PASSED, Verdict.FAILED, Verdict.KNOWN_FAILURE, Verdict.UNEXPECTED_PASS)


@dataclass
class Standing:
    """What was last said of each case: its verdict, and the codes of its errors."""

    last: dict[str, tuple[Verdict, frozenset[str]]] = field(default_factory=dict)

    def learn(self, record: CaseRecord) -> Trend:
        """Takes a case's new record, and tells what changed."""
        before = self.last.get(record["name"])
        now = (Verdict(record["verdict"]), _codes(record))
        self.last[record["name"]] = now
        return _change(before, now)

    def only_parity_moved(self, record: CaseRecord) -> bool:
        """True if nothing about a case is new but in what it differs from other languages."""
        verdict, codes = self.last.get(record["name"], (Verdict.PASSED, frozenset()))
        moved = codes ^ _codes(record)
        judged = verdict in RAN and record["verdict"] in RAN
        return judged and bool(moved) and all(code.startswith("parity-") for code in moved)

    def failing_cases(self) -> set[str]:
        """The cases that fail, as far as is known."""
        return {name for name, (verdict, _) in self.last.items() if verdict not in AS_EXPECTED}

    def forget(self, names: set[str]) -> None:
        """Leaves only the cases of these names: the others are no more."""
        self.last = {name: said for name, said in self.last.items() if name in names}

    def failing(self) -> int:
        """How many cases fail, as far as is known."""
        return len(self.failing_cases())


def _change(before: tuple[Verdict, frozenset[str]] | None, now: tuple[Verdict, frozenset[str]]) -> Trend:
    if now[0] in AS_EXPECTED:
        return Trend.NEWLY_PASSING if before and before[0] not in AS_EXPECTED else Trend.PASSING
    if before is None:
        return Trend.FAILING
    if before[0] in AS_EXPECTED:
        return Trend.NEWLY_FAILING
    return Trend.STILL_FAILING if before == now else Trend.OTHERWISE


def _codes(record: CaseRecord) -> frozenset[str]:
    return frozenset(finding["code"] for finding in record["findings"] if finding["severity"] == "error")


def counted(changes: Counter[Trend]) -> str:
    """`1 newly failing, 18 passing`."""
    return ", ".join(f"{changes[change]} {change}" for change in Trend if changes[change])
