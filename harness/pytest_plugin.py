"""Wires the harness into pytest: examples are collected as files, cases are run as items. It knows no rule.

Nothing but pytest is imported before an examples tree is met: the plugin is loaded in every pytest session of the
environment that it is installed in.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from _pytest.junitxml import xml_key  # what record_testsuite_property is on

from harness.common.printable import harmless
from harness.report.shape import CaseRecord

if TYPE_CHECKING:
    from harness.library import MockServer, Report
    from harness.plan import Planned
    from harness.run.run import Run

RUN: pytest.StashKey[Run] = pytest.StashKey()
TREE: pytest.StashKey[Path | None] = pytest.StashKey()
RECORDER: pytest.StashKey[Recorder] = pytest.StashKey()


class CaseFailed(Exception):
    """A case whose verdict is not as expected."""

    def __init__(self, record: CaseRecord) -> None:
        super().__init__(record)
        self.record = record


class Failure:
    """What is wrong with a case, as pytest shows it: all of it, and one line where there is room for one."""

    def __init__(self, record: CaseRecord) -> None:
        from harness.report import junit

        self._text = junit.text(record)
        self.reprcrash = SimpleNamespace(message=junit.headline(record))

    def __str__(self) -> str:
        return self._text

    def toterminal(self, writer: pytest.TerminalReporter) -> None:
        """The way of pytest's own representations."""
        for line in self._text.splitlines():
            writer.line(line)


class ExampleFile(pytest.File):
    """One program. Its items are its cases."""

    def collect(self) -> Iterator[CaseItem]:
        """One item a planned case."""
        for planned in self.config.stash[RUN].cases_of(self.path):
            yield CaseItem.from_parent(self, name=harmless(planned.case.name), planned=planned)


class CaseItem(pytest.Item):
    """One case."""

    def __init__(self, *, planned: Planned, **rest: Any) -> None:
        super().__init__(**rest)
        self.planned = planned
        self.record: CaseRecord | None = None
        case = planned.case
        for name in (case.example.language, case.example.api, case.scenario):
            self.config.addinivalue_line("markers", f"{name}: cases of that language, version or scenario")
            self.add_marker(name)
        self.add_marker(pytest.mark.xdist_group(planned.worker_group))

    def runtest(self) -> None:
        """Waits for the case's verdict."""
        run = self.config.stash[RUN]
        name = self.planned.case.name
        if not run.started(name):
            own = self.planned.worker_group
            run.start([item.planned for item in _cases(self.session) if item.planned.worker_group == own])
        self.record = run.record(name)
        match self.record["verdict"]:
            case "skipped":
                pytest.skip(harmless(self.record["reason"]))
            case "known-failure":
                pytest.xfail(harmless(self.record["reason"]))
            case "passed":
                return
        raise CaseFailed(self.record)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The findings, and no stack trace of ours, where a case failed."""
        if isinstance(excinfo.value, CaseFailed):
            return Failure(excinfo.value.record)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[str, int | None, str]:
        """The program's file, and the case's name."""
        return harmless(str(self.path)), None, self.name


class Recorder:
    """Keeps the records that come with pytest's reports, from this process or from pytest-xdist's workers."""

    def __init__(self) -> None:
        self.records: dict[str, CaseRecord] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A phase of an item is over."""
        record = getattr(report, "harness", None)
        if record:
            self.records[record["name"]] = record


# --------------------------------------------------------------------------- fixtures for a project's own tests


@pytest.fixture
def harness_report(request: pytest.FixtureRequest) -> Report:
    """The report of a run of the cases that the test's mark `harness` names: patterns, and options of `run_cases`."""
    from harness.errors import UserError
    from harness.library import run_cases

    mark = _mark(request)
    try:
        return run_cases(request.config.rootpath, mark.args, config=_settings_file(request.config), **mark.kwargs)
    except UserError as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture
def harness_mock(request: pytest.FixtureRequest) -> Iterator[MockServer]:
    """The mock, while the test runs, of the project's documents or of those that its mark `harness` names."""
    from harness.errors import UserError
    from harness.library import mock_server

    mark, file = _mark(request), _settings_file(request.config)
    try:
        serving = mock_server(*mark.args, folder=request.config.rootpath, config=file, **mark.kwargs)
        server = serving.__enter__()
    except UserError as error:
        pytest.fail(str(error), pytrace=False)
    try:
        yield server
    finally:
        serving.__exit__(None, None, None)


def _mark(request: pytest.FixtureRequest) -> pytest.Mark:
    """The mark `harness` of a test; one without values if it has none."""
    return request.node.get_closest_marker("harness") or pytest.mark.harness.mark


# --------------------------------------------------------------------------- hooks


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options that a pytest user sets; `harness run` has its own."""
    group = parser.getgroup("harness", "published API examples")
    group.addoption("--harness-config", metavar="FILE", help="the settings file, where it is not found by itself")
    group.addoption(
        "--harness-jobs", type=int, default=0, metavar="N", help="programs that run at once (default: cores)"
    )
    group.addoption(
        "--harness-cache", action="store_true", help="answer cases of which nothing has changed from the cache"
    )
    group.addoption(
        "--harness-strict", action="store_true", help="a missing toolchain fails the run (on under CI=true)"
    )
    group.addoption(
        "--harness-trust-programs",
        action="store_true",
        help="run programs under CI=true though this machine has nothing that confines them",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Makes the marks known by which cases are chosen, and the place where records go."""
    config.addinivalue_line(
        "markers", "harness(*patterns or documents, **options): what harness_report runs, or harness_mock serves"
    )
    config.addinivalue_line("markers", "xdist_group(name): the cases that one worker runs together")
    config.stash[RECORDER] = Recorder()
    config.pluginmanager.register(config.stash[RECORDER], "harness-recorder")
    if _settings_file(config):
        _tree(config)


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(
    file_path: Path, parent: pytest.Collector
) -> Generator[None, list[pytest.Collector], list[pytest.Collector]]:
    """Takes a program of the examples tree, and keeps pytest from importing it as a test module.

    It hangs on the session: on a package, pytest would import the `__init__.py` beside it before the first case.
    """
    config = parent.config
    if RUN not in config.stash and _in_examples(config, file_path):
        config.stash[RUN] = _open(config)
    if RUN not in config.stash or not config.stash[RUN].cases_of(file_path):
        return (yield)
    yield
    below = file_path.is_relative_to(config.rootpath)
    shown = harmless(file_path.relative_to(config.rootpath).as_posix()) if below else None
    return [ExampleFile.from_parent(parent.session, path=file_path, nodeid=shown)]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(session: pytest.Session, items: list[pytest.Item]) -> None:
    """Puts the cases that belong together side by side, in the plan's order, behind all other items."""
    if RUN in session.config.stash:
        run = session.config.stash[RUN]
        items.sort(key=lambda item: run.rank(item.planned.case.name) if isinstance(item, CaseItem) else -1)


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> None:
    """Begins all cases at once, but under pytest-xdist, where each worker begins those that it is given."""
    if RUN not in session.config.stash or session.config.option.collectonly:
        return
    run = session.config.stash[RUN]
    cases = [item.planned for item in _cases(session)]
    run.selected = run.selected or [planned.case.name for planned in cases]
    run.expect(cases)
    if not hasattr(session.config, "workerinput"):
        run.start(cases)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Sends a case's record along with pytest's own report, across processes too."""
    report = yield
    if isinstance(item, CaseItem):
        report.duration = 0.0  # of the phases around the call, and of a call that only waited
    if isinstance(item, CaseItem) and call.when == "call" and item.record:
        report.harness = item.record  # type: ignore[attr-defined]  # pytest sends added attributes along
        report.duration = item.record["duration_ms"] / 1000  # the program's own, and not how long this thread waited
        from harness.report import junit

        item.user_properties += junit.properties(item.record)
        item.record = None
    return report


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Ends what still runs, whatever ended the session."""
    if RUN not in session.config.stash:
        return
    run = session.config.stash[RUN]
    run.stop()
    log = session.config.stash.get(xml_key, None)
    if log and run.guard:
        log.add_global_property("guard", run.guard)


# --------------------------------------------------------------------------- the way in for `harness run`


def run_cases(run: Run, cases: Sequence[Planned], extra: Sequence[str] = ()) -> bool:
    """Waits under pytest for the records of a run's cases, and leaves them in it. True if it was interrupted.

    Raises EnvironmentTrouble where pytest itself failed. It runs without its users' other plugins, whose place is
    `pytest EXAMPLES`, and rewrites no assertion: there is none, and compiling is no work for two threads at once.
    """
    wiring = _Wiring(run, cases)
    own = [f"--rootdir={run.session.settings.root}", "-c", os.devnull, "-p", "no:cacheprovider"]
    alone = ["--noconftest", "--disable-plugin-autoload", "-p", "harness.pytest_plugin", "--assert=plain"]
    ended = pytest.main([*wiring.folders, *own, *alone, *extra], plugins=[wiring])
    if ended == pytest.ExitCode.INTERRUPTED and run.interrupted:
        return True
    if ended not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):  # INTERRUPTED is an error in collecting, too
        from harness.errors import EnvironmentTrouble

        raise EnvironmentTrouble(f"pytest, under which the cases run, ended with {ended!r}; what it said stands above")
    return False


class _Wiring:
    """Gives a run to the session, and takes pytest's own words off the terminal, where the report will stand."""

    def __init__(self, run: Run, cases: Sequence[Planned]) -> None:
        self.run = run
        files = {planned.case.example.file for planned in cases}
        folders = {file.parent for file in files}
        self.folders = [str(one) for one in sorted(folders) if folders.isdisjoint(one.parents)]
        """What pytest is asked to collect. Of each file that it is given, it would list the whole folder."""
        self._wanted = files | folders | {above for folder in folders for above in folder.parents}

    @pytest.hookimpl(tryfirst=True)
    def pytest_ignore_collect(self, collection_path: Path) -> bool:
        """Leaves out all but the programs of the cases and the way to them, whatever the folders are called."""
        return collection_path not in self._wanted

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        config.stash[RUN] = self.run
        config.stash[RECORDER].records = self.run.records
        reporter = config.pluginmanager.getplugin("terminalreporter")
        if reporter:
            config.pluginmanager.unregister(reporter)


# --------------------------------------------------------------------------- between hooks


def _cases(session: pytest.Session) -> list[CaseItem]:
    return [item for item in session.items if isinstance(item, CaseItem)]


def _settings_file(config: pytest.Config) -> Path | None:
    file = config.getoption("--harness-config")
    return Path(file) if file else None


def _open(config: pytest.Config) -> Run:
    """The run of a plain `pytest` session."""
    from harness.errors import UserError
    from harness.plan.session import open_session
    from harness.run.options import Options
    from harness.run.run import Run

    try:
        session = open_session(config.rootpath, _settings_file(config))
    except UserError as error:
        raise pytest.UsageError(str(error)) from None
    in_ci = os.environ.get("CI") == "true"
    options = Options(
        config.getoption("--harness-jobs"),
        strict=config.getoption("--harness-strict") or in_ci,
        cache=bool(config.getoption("--harness-cache")),
        require_guard=in_ci and not config.getoption("--harness-trust-programs"),
    )
    return Run(session, options)


def _in_examples(config: pytest.Config, path: Path) -> bool:
    """True if a file lies in the examples tree of a project that has settings; cheap, for it is asked of every file."""
    tree = _tree(config)
    return tree is not None and path.is_relative_to(tree)


def _tree(config: pytest.Config) -> Path | None:
    """The examples tree of a project that has settings. Raises UsageError where those that were named are wrong."""
    if TREE not in config.stash:
        from harness.errors import UserError
        from harness.settings import reader as settings_of

        try:
            settings = settings_of.load(config.rootpath, _settings_file(config))
            config.stash[TREE] = settings.examples if settings.file else None
        except UserError as error:
            if _settings_file(config):
                raise pytest.UsageError(str(error)) from None
            config.stash[TREE] = None
    return config.stash[TREE]
