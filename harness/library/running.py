"""Cases of a project, listed and run from Python."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from harness.plan.filters import Filters
from harness.plan.session import Session, open_session
from harness.report.shape import Report
from harness.run.options import Options
from harness.run.run import Run


def list_cases(
    folder: str | Path = ".",
    patterns: Iterable[str] = (),
    *,
    languages: Iterable[str] = (),
    apis: Iterable[str] = (),
    scenarios: Iterable[str] = (),
    exclude: Iterable[str] = (),
    profile: str = "",
    config: str | Path | None = None,
) -> list[str]:
    """The names of the cases that `run_cases` would run, such as `v1/masking/go/success`.

    `folder` is the project's, or one below it; `config` names the settings file, if it is not the nearest one. The
    other arguments are the options of `harness run`. Raises UserError for settings, documents and choices that are
    wrong: one line that says where.
    """
    session = _session(folder, patterns, languages, apis, scenarios, exclude, profile, config)
    return [planned.case.name for planned in session.plan.cases]


def run_cases(
    folder: str | Path = ".",
    patterns: Iterable[str] = (),
    *,
    languages: Iterable[str] = (),
    apis: Iterable[str] = (),
    scenarios: Iterable[str] = (),
    exclude: Iterable[str] = (),
    profile: str = "",
    config: str | Path | None = None,
    jobs: int = 0,
    repeat: int = 1,
    max_failures: int = 0,
    cache: bool = False,
    strict: bool = False,
) -> Report:
    """Runs cases against the mock, and gives back the report that `harness run --json` writes.

    `jobs` programs run at once, 0 takes as many as there are cores. `cache` takes unchanged cases from the cache. With
    `strict` a missing toolchain fails the run. Prints nothing. Raises UserError as `list_cases` does, and an
    EnvironmentTrouble, which is one, where the machine can't run programs.
    """
    session = _session(folder, patterns, languages, apis, scenarios, exclude, profile, config)
    run = Run(session, Options(jobs, strict=strict, cache=cache, repeat=repeat, most_failures=max_failures))
    try:
        for planned in run.begin(take=True):
            run.records[planned.case.name] = run.record(planned.case.name)
    finally:
        run.stop()
    report = run.report()
    if run.trouble:
        raise run.trouble
    return report


def _session(
    folder: str | Path,
    patterns: Iterable[str],
    languages: Iterable[str],
    apis: Iterable[str],
    scenarios: Iterable[str],
    exclude: Iterable[str],
    profile: str,
    config: str | Path | None,
) -> Session:
    filters = Filters(tuple(patterns), tuple(languages), tuple(apis), tuple(scenarios), tuple(exclude), profile=profile)
    return open_session(Path(folder).absolute(), Path(config) if config else None, filters=filters)
