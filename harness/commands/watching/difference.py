"""A case's verdict now and before -> what changed, in words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

from harness.model import AS_EXPECTED, Verdict
from harness.report.shape import CaseRecord


class Trend(StrEnum):
    """How a case stands to what it was."""

    NEWLY_FAILING = "newly failing"
    STILL_FAILING = "still failing"
    OTHERWISE = "failing otherwise"
    """It failed before too, by other codes."""
    FAILING = "failing"
    """It was never run before."""
    NEWLY_PASSING = "newly passing"
    PASSING = "passing"


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

    def forget(self, names: set[str]) -> None:
        """Leaves only the cases of these names: the others are no more."""
        self.last = {name: said for name, said in self.last.items() if name in names}

    def failing(self) -> int:
        """How many cases fail, as far as is known."""
        return sum(verdict not in AS_EXPECTED for verdict, _ in self.last.values())


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
