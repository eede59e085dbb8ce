"""What a run covered, against what the settings want covered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from harness import scenarios
from harness.errors import nearest
from harness.model import Case, Finding
from harness.openapi.fields import request_fields
from harness.plan.session import Session
from harness.report import coverage_record
from harness.report.shape import CoverageRecord
from harness.settings import CoverageSettings, Settings
from harness.settings.reader import SettingsError

ACCEPT = "header.accept"
"""The media type that is asked for, which a document declares by what it offers."""
PLAYED_FOR_FIELDS = "success"
"""The scenario whose requests tell what examples send."""
SHOWN = 6
"""Names in a message before the rest is counted."""


def covered(
    session: Session, records: Sequence[Mapping[str, Any]], requests: Mapping[str, Sequence[Mapping[str, Any]]]
) -> CoverageRecord:
    """The report's `coverage`: all programs, and the fields and scenarios of the cases that were planned.

    `requests` are the canonical requests, by group.
    """
    found = {}
    for group, documented in _documented(session).items():
        media = documented.pop(ACCEPT, ())
        found[group] = coverage_record.fields(documented, requests.get(group, ()))
        if media:
            answered = _answered([record for record in records if record["name"].startswith(f"{group}/")])
            sent = [name for name in media if name in answered]
            found[group][ACCEPT] = {"exercised": sent, "never": [name for name in media if name not in sent]}
    return {
        "operations": coverage_record.operations(session.examples, _shown_in(session)),
        "fields": found,
        "scenarios": coverage_record.scenarios(records),
        "cases": len(session.plan.every),
    }


def _shown_in(session: Session) -> list[str]:
    """The languages that the tree has programs in, in their order."""
    there = {example.language for example in session.examples}
    return [name for name in session.languages if name in there]


def gaps(wanted: CoverageSettings, shown: str, every: Iterable[Case], found: Mapping[str, Any]) -> Iterator[Finding]:
    """What the settings want covered and a whole run did not cover. `every` are the cases that apply."""
    due = list(every)
    for scenario in wanted.scenarios:
        lacking = [
            case.example.id
            for case in due
            if case.scenario == scenario and scenario not in found["scenarios"].get(case.example.id, ())
        ]
        if lacking:
            more = f" and {len(lacking) - SHOWN} more" if len(lacking) > SHOWN else ""
            yield Finding(
                "coverage-gap",
                f"{len(lacking)} {'program was' if len(lacking) == 1 else 'programs were'} not run under {scenario}",
                expected=f"every program that it applies to is run under {scenario}",
                actual="not run: " + ", ".join(lacking[:SHOWN]) + more,
                file=shown,
            )
    yield from _field_gap(wanted, shown, found)


def check_scenarios(settings: Settings) -> None:
    """Raises SettingsError where what is to be covered names a scenario that there is none of."""
    known = [scenario.name for scenario in scenarios.all_scenarios(settings.scenarios)]
    for name in settings.coverage.scenarios:
        if name not in known:
            where = f'{settings.shown}: "coverage.scenarios"'
            raise SettingsError(f'{where}: expected names of scenarios, got "{name}"{nearest(name, known)}')


def _field_gap(wanted: CoverageSettings, shown: str, found: Mapping[str, Any]) -> Iterator[Finding]:
    sent, documented = coverage_record.exercised(found)
    played = any(PLAYED_FOR_FIELDS in names for names in found["scenarios"].values())
    if wanted.fields is None or not documented or not played or sent / documented >= wanted.fields:
        return
    yield Finding(
        "coverage-gap",
        f"the examples send {sent} of {documented} documented fields and enum values",
        expected=f"a share of {wanted.fields:g} or more",
        actual=f"{sent / documented:.2f}",
        file=shown,
    )


def _documented(session: Session) -> dict[str, dict[str, tuple[str, ...]]]:
    """The documented fields, by the groups that are planned."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for planned in session.plan.cases:
        if planned.case.group not in found and not (planned.operation.is_open or planned.deliveries):
            api = session.catalogue.apis[planned.case.example.api]
            media = api.media_types(planned.operation)
            own = request_fields(api, planned.operation) if api.documented else {}
            found[planned.case.group] = own | ({ACCEPT: media} if len(media) > 1 else {})
    return found


def _answered(records: Iterable[Mapping[str, Any]]) -> set[str]:
    """The media types of the answers that programs were given where all went well."""
    return {
        value.partition(";")[0].strip().lower()
        for record in records
        if record["scenario"] == PLAYED_FOR_FIELDS
        for exchange in record["exchanges"]
        if 200 <= exchange["response"]["status"] < 300
        for name, value in exchange["response"]["headers"]
        if name.lower() == "content-type"
    }
