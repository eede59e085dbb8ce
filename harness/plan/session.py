"""One run's whole set of values, from the settings to the plan, for whatever wires them together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from harness import languages
from harness.catalogue import Catalogue, catalogue
from harness.discover import check_floor, discover, missed, unreadable, walk
from harness.discover.regions import ShownRegion
from harness.errors import UserError
from harness.languages import Language
from harness.model import Example, Finding, LeftOut
from harness.plan import known_failures
from harness.plan.filters import Filters
from harness.plan.known_failures import KnownFailures
from harness.plan.matrix import Ready, Variant, expanded, variants
from harness.plan.plan import Plan
from harness.plan.plan import plan as plan_cases
from harness.settings import Settings, reader


@dataclass(frozen=True)
class Session:
    """Settings, languages, examples, documents and plan, read and checked; nothing has been run."""

    settings: Settings
    languages: Mapping[str, Language]
    examples: Sequence[Example]
    catalogue: Catalogue
    known: KnownFailures
    plan: Plan
    left_out: tuple[LeftOut, ...] = ()
    """What was found and is no example."""
    regions: tuple[ShownRegion, ...] = ()
    """The copies of regions of programs that pages show."""
    matrix: tuple[Ready, ...] = ()
    """The variants of languages, where the run is of a matrix."""
    unreadable: tuple[Finding, ...] = ()
    """The folders of the tree that can't be read."""


Prepared = Callable[[Settings, Mapping[str, Language], Sequence[Example], Sequence[Variant]], Iterable[Ready]]


def open_session(
    start: Path,
    file: Path | None = None,
    tree: Path | None = None,
    filters: Filters | None = None,
    matrix: Prepared | None = None,
) -> Session:
    """Reads everything that a run needs. Raises UserError, one line, for whatever is wrong with it.

    `matrix` makes the variants of the settings' matrix ready; without it each language runs once, as it is.
    """
    settings = reader.load(start, file, tree)
    known = languages.load(settings)
    walked = walk(settings, known)
    examples = discover(settings, known, walked)
    apis = catalogue.documents(settings, examples)
    left_out: Sequence[LeftOut] = ()
    regions: tuple[ShownRegion, ...] = ()
    if settings.samples:
        from harness.discover import samples  # here, because most projects have none, and start the sooner

        found = samples.extract(settings, apis, known, {example.file for example in examples})
        examples += found.examples
        left_out, regions = found.left_out, found.regions
    left_out = (*missed(settings, known, examples, walked), *left_out)
    check_floor(settings, examples)
    ready: tuple[Ready, ...] = ()
    if matrix:
        cells = list(variants(settings, known))
        if not cells:
            raise UserError(f'--matrix: expected tables such as "matrix.python" in {settings.shown}, found none')
        ready = tuple(matrix(settings, known, examples, cells))
        known, examples = expanded(settings, known, examples, ready)
    documents = catalogue.load(settings, examples, apis)
    failures = known_failures.load(settings.known_failures, settings.show(settings.known_failures))
    planned = plan_cases(settings, examples, documents, (filters or Filters()).seen_from(start, settings.root))
    return Session(
        settings,
        known,
        examples,
        documents,
        failures,
        planned,
        left_out,
        regions,
        ready,
        tuple(unreadable(settings, walked)),
    )
