"""What is wrong with a project before anything runs: its documents, its catalogue, its lists of exceptions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from harness.checks import missing_examples as checks
from harness.codes import hinted
from harness.discover.regions import stale
from harness.judge import coverage, documents
from harness.model import Difference, Finding
from harness.plan.session import Session


def survey(session: Session, today: date) -> list[Finding]:
    """The findings that belong to no case. A run of a part of the plan has only those that it can't be without."""
    found = list(session.known.stale(session.plan.every, today))
    if session.plan.whole:
        found += session.unreadable
        found += _documents(session)
        found += _catalogue(session)
        found += stale(session.regions, session.examples)
    return [hinted(finding) for finding in found]


def stale_differences(session: Session, stale: Iterable[Difference]) -> list[Finding]:
    """Declared differences that a whole run did not meet."""
    return [
        hinted(
            Finding(
                "stale-difference",
                f"no example of {', '.join(difference.examples)} differs at {difference.at} any more",
                expected="no such entry",
                actual=difference.reason,
                file=session.settings.shown,
            )
        )
        for difference in stale
    ]


def coverage_gaps(session: Session, covered: Mapping[str, Any], planned: Iterable[str]) -> list[Finding]:
    """What the settings want covered and a whole run left out; `planned` names what it took, however that ended."""
    taken = set(planned)
    due = [case for case in session.plan.every if case.name not in taken]
    settings = session.settings
    return [hinted(finding) for finding in coverage.gaps(settings.coverage, settings.shown, due, covered)]


def _documents(session: Session) -> Iterator[Finding]:
    apis = (api for api in session.catalogue.apis.values() if api.documented)
    for document in {id(api.document): api.document for api in apis}.values():  # several versions may share one
        yield from documents.findings(document, session.settings.own.lint)


def _catalogue(session: Session) -> Iterator[Finding]:
    shows = session.catalogue.shows
    yield from checks.orphans(session.examples, shows, session.settings.pattern)
    programs = [example for example in session.examples if example.owes.in_catalogue]
    for api in session.catalogue.apis.values():
        own = dict.fromkeys(shows[one.id] for one in programs if one.api == api.name and one.id in shows)
        operations = api.operations if api.documented else tuple(own)
        yield from checks.gaps(programs, shows, operations, api.document.shown if api.documented else None)
