"""Operations by languages, with the API versions as blocks: how many cases of each example went as expected."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from harness.model import Verdict
from harness.report.shape import CaseRecord

FINE = (Verdict.PASSED, Verdict.KNOWN_FAILURE)
Block = dict[str, dict[str, "Cell"]]
"""Operation -> language -> cell."""


@dataclass
class Cell:
    """One example: how many of its cases went as expected, and the worst verdict."""

    fine: int = 0
    planned: int = 0
    worst: Verdict = Verdict.PASSED

    def add(self, verdict: Verdict) -> None:
        """Counts one more case."""
        self.fine += verdict in FINE
        self.planned += 1
        self.worst = max(self.worst, verdict, key=RANK.__getitem__)


RANK = {
    Verdict.PASSED: 0,
    Verdict.KNOWN_FAILURE: 1,
    Verdict.SKIPPED: 2,
    Verdict.COULD_NOT_RUN: 3,
    Verdict.UNEXPECTED_PASS: 4,
    Verdict.FLAKY: 5,
    Verdict.FAILED: 6,
}
"""How bad a verdict is."""


def matrix(cases: Iterable[CaseRecord]) -> tuple[list[str], dict[str, Block]]:
    """The languages in the order of the report, and a block an API version, its operations sorted."""
    languages: dict[str, None] = {}
    blocks: dict[str, Block] = {}
    for record in cases:
        languages[record["language"]] = None
        row = blocks.setdefault(record["api"], {}).setdefault(record["operation"], {})
        row.setdefault(record["language"], Cell()).add(Verdict(record["verdict"]))
    return list(languages), {api: dict(sorted(blocks[api].items())) for api in sorted(blocks)}
