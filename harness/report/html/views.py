"""A record of the report -> what the template of a case, or of an operation, takes."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from harness.codes import all_codes
from harness.model import Verdict
from harness.report import show
from harness.report.details import Details, ExchangeDetails
from harness.report.html import bodies
from harness.report.html.bodies import View
from harness.report.html.comparing import compared
from harness.report.shape import CaseRecord, ExchangeRecord, FindingRecord, OutcomeRecord, OutputRecord
from harness.report.sources import Sources

AROUND = 3
"""Lines of a program that are shown above and below the one at fault."""
NEVER_CAME = {"reset": "The connection was reset.", "hang": "No answer ever came."}


@dataclass
class Views:
    """Makes the views of one report: what they share are the programs' sources and the pictures."""

    sources: Sources
    details: Details | None

    def case(self, record: CaseRecord) -> View:
        """All that is known of a case."""
        kept = self.details.exchanges(record["name"]) if self.details else ()
        shown = [
            self._exchange(exchange, kept[index] if index < len(kept) else None)
            for index, exchange in enumerate(record["exchanges"])
        ]
        outcome = record["outcome"]
        started = record.get("command")
        return record | {
            "ending": show.ending(outcome),
            "unseen": record["cached"] and bool(shown) and not kept,
            "findings": [self.finding(finding) for finding in record["findings"]],
            "exchanges": shown,
            "outputs": [self._written(file, shown) for file in outcome.get("outputs", [])],
            "streams": _streams(outcome),
            "repeats": [
                repeat | {"ending": show.ending(repeat["outcome"]), "streams": _streams(repeat["outcome"])}
                for repeat in record.get("repeats", ())
            ],
            "command": "\n".join(show.command(started)) if started else "",
            "repeat": f"harness run {record['name']}",
        }

    def finding(self, finding: FindingRecord) -> View:
        """A finding with the lines around the one at fault: number, text, and whether it is that one."""
        source = list(self._snippet(finding["file"], finding["line"]))
        return finding | {"source": source, "explained": finding["code"] in all_codes()}

    def operation(self, name: str, records: Sequence[CaseRecord]) -> View:
        """`v1/masking`: each language's verdicts, and the requests of the scenario that shows them best."""
        scenarios = list(dict.fromkeys(record["scenario"] for record in records))
        languages = list(dict.fromkeys(record["language"] for record in records))
        by_place = {(record["language"], record["scenario"]): record for record in records}
        best = max(scenarios, key=lambda one: (_sent(records, one), one == "success"))
        speaking = [r for r in records if r["scenario"] == best and r["exchanges"]]
        return {
            "name": name,
            "scenario": best,
            "speakers": [record["language"] for record in speaking],
            "rows": compared([record["exchanges"][0]["request"] for record in speaking]) if speaking else [],
            "scenarios": scenarios,
            "grid": [(one, [by_place.get((one, scenario)) for scenario in scenarios]) for one in languages],
        }

    def _exchange(self, exchange: ExchangeRecord, kept: ExchangeDetails | None) -> View:
        request, response = exchange["request"], exchange["response"]
        fault = response["fault"]
        return {
            "request": request,
            "delivery": exchange.get("delivery"),
            "sent": self._with_pictures(bodies.body(request["body"], kept.request_head if kept else b"")),
            "response": response,
            "never": NEVER_CAME.get(fault or "", ""),
            "cut": fault is not None and fault not in NEVER_CAME and "messages" not in exchange,
            "messages": exchange.get("messages", []),
            "answer": bodies.body(response["body"], kept.response_head if kept else b""),
            "wait": kept.wait if kept else None,
            "pictures": [{"sha256": one, "picture": self._picture(one)} for one in (kept.pictures if kept else ())],
        }

    def _with_pictures(self, body: View) -> View:
        return body | {
            "parts": [
                part | {"picture": self._picture(part["sha256"]) if "sha256" in part else None}
                for part in body["parts"]
            ]
        }

    def _written(self, file: OutputRecord, exchanges: Sequence[View]) -> View:
        """A written file with its picture, and the image of the answers that it is to hold."""
        sent = [picture for exchange in exchanges for picture in exchange["pictures"]]
        same = next((picture for picture in sent if picture["sha256"] == file["sha256"]), None)
        return file | {"picture": self._picture(file["sha256"]), "same": same, "known": bool(sent)}

    def _picture(self, digest: str) -> str | None:
        """A thumbnail as a data URI."""
        content = self.details.thumbnail(digest) if self.details else None
        return f"data:image/png;base64,{base64.b64encode(content).decode()}" if content else None

    def _snippet(self, file: str | None, line: int | None) -> Iterator[tuple[int, str, bool]]:
        if not line:
            return
        lines = self.sources.lines(file)
        for number in range(max(1, line - AROUND), min(len(lines), line + AROUND) + 1):
            yield number, lines[number - 1].expandtabs(4)[:400], number == line


def tally(records: Sequence[Mapping[str, Any]]) -> tuple[int, int, str]:
    """How many went as expected, of how many, and the worst verdict."""
    fine = sum(record["verdict"] in (Verdict.PASSED, Verdict.KNOWN_FAILURE) for record in records)
    worst = max((record["verdict"] for record in records), key=lambda verdict: WORST.index(verdict))
    return fine, len(records), worst


WORST = tuple(
    verdict.value
    for verdict in (
        Verdict.PASSED,
        Verdict.SKIPPED,
        Verdict.KNOWN_FAILURE,
        Verdict.COULD_NOT_RUN,
        Verdict.UNEXPECTED_PASS,
        Verdict.FLAKY,
        Verdict.FAILED,
    )
)
"""The verdicts, the worst last."""


def _streams(outcome: OutcomeRecord) -> list[tuple[str, str]]:
    return [(name, bodies.shortened(outcome[name])) for name in ("stdout", "stderr") if outcome.get(name)]


def _sent(records: Sequence[CaseRecord], scenario: str) -> int:
    return sum(bool(record["exchanges"]) for record in records if record["scenario"] == scenario)
