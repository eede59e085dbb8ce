"""One trivial request from each language, run as a case is."""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path

from harness.catalogue import Catalogue
from harness.catalogue.rules import NoRules
from harness.common import own_folder
from harness.common.redaction import make_key
from harness.languages import Language
from harness.languages.toolchain import find, lack
from harness.model import Case, CouldNotStart, Example, Finished, Operation, Outcome, Reply, Request
from harness.plan import Planned
from harness.run.options import Options
from harness.run.runner import Runner
from harness.scenarios import Scenario
from harness.settings import Settings

PATH = "/ping"
PING = Scenario("ping", "the API answers well")
LAST_WORDS = 300
"""Characters of a program's own words that are passed on."""


@dataclass(frozen=True)
class Asked:
    """What came of a language's request."""

    answered: bool | None
    """Whether it came through; None where none was tried."""
    why: str = ""
    """Why it did not, or was not tried."""
    started: str = ""
    """The file that was started: the interpreter, or the program that was built."""


def ask_all(settings: Settings, known: Mapping[str, Language]) -> tuple[dict[str, Asked], str, str]:
    """What came of each language's request; the guard; and why there is no better one."""
    # The tiny programs read their host from a variable, whatever the project's own do.
    settings = replace(settings, host_env=settings.host_env or "API_HOST", hard_coded_hosts=False, hosts=(), apis={})
    build = settings.own.build
    own_folder.make(build)
    with tempfile.TemporaryDirectory(prefix="doctor-", dir=build) as programs:  # where programs can be read from
        found = {name: _prepared(settings, language, Path(programs)) for name, language in known.items()}
        cases = {name: one for name, one in found.items() if isinstance(one, Planned)}
        outcomes = _Outcomes(cases.values())
        runner = Runner(settings, Catalogue({}, NoRules(), {}), known, Options(), outcomes)
        try:
            runner.expect(planned.case.example for planned in cases.values())
            runner.run(cases.values())
            ended = {name: _asked(outcomes.of(planned), settings.root) for name, planned in cases.items()}
        finally:
            runner.close()
    left = {name: one for name, one in found.items() if not isinstance(one, Planned)}
    return ended | left, runner.guard, runner.guard_reason


def _prepared(settings: Settings, language: Language, programs: Path) -> Planned | Asked:
    """The case of a language's tiny program, or why there can be none."""
    if not language.ping:
        return Asked(None, "no program is built in for it")
    missing = [f"{need.name}: {lack(need)}" for need in language.requirements if find(need) is None]
    if missing:
        return Asked(False, "; ".join(missing))
    file = programs / f"ping.{language.extensions[0]}"
    file.write_text(program(language, settings.host_env, settings.key_env), "utf-8")
    tree = _tree(settings, language, programs)
    example = Example(
        language=language.name,
        api="doctor",
        name="ping",
        operation_id="ping",
        file=file,
        shown=f"a built-in program in {language.title}",
        workdir=tree / language.workdir,
        tree=tree,
    )
    case = Case(example, PING.name)
    answerer = PingAnswerer(make_key(case.name))
    return Planned(case, PING, Operation("doctor", "ping", "GET", PATH), answerer.key, lambda: answerer, None)


def program(language: Language, host_env: str, key_env: str) -> str:
    """The language's tiny program, reading host and key from these variables."""
    return language.ping.replace("@HOST@", host_env).replace("@KEY@", key_env).replace("@PATH@", PATH)


def _tree(settings: Settings, language: Language, programs: Path) -> Path:
    """The examples, or a tree of our own where the project has no folder for the language."""
    if (settings.examples / language.workdir).is_dir():
        return settings.examples
    tree = programs / f"tree-{language.name}"
    workdir = tree / language.workdir
    workdir.mkdir(parents=True)
    for name, content in language.beside.items():
        (workdir / name).write_text(content, "utf-8")
    return tree


@dataclass(frozen=True)
class PingAnswerer:
    """Answers a ping well that carries the key, and refuses any other request."""

    key: str

    def __call__(self, request: Request) -> Reply:
        """The reply to one request."""
        fine = (
            request.method == "GET" and request.target == PATH and self.key in (request.header("Authorization") or "")
        )
        body = json.dumps({"ok": fine}).encode()
        return Reply(200 if fine else 400, (("Content-Type", "application/json"),), body)


class _Outcomes:
    """How each ping ended, for whoever waits for it."""

    def __init__(self, cases: Iterable[Planned]) -> None:
        self._outcomes: dict[str, Future[Outcome]] = {planned.case.name: Future() for planned in cases}

    def of(self, planned: Planned) -> Outcome:
        """Waits for the outcome of a case."""
        return self._outcomes[planned.case.name].result()

    def add(self, planned: Planned, outcome: Outcome, guard: str = "") -> None:  # noqa: ARG002 - see Taker
        """See Taker."""
        self._outcomes[planned.case.name].set_result(outcome)

    def cancel(self, name: str | None = None) -> None:
        """See Taker."""
        for future in self._outcomes.values() if name is None else (self._outcomes[name],):
            future.cancel()


def _asked(outcome: Outcome, root: Path) -> Asked:
    command = None if isinstance(outcome, CouldNotStart) else outcome.traces.command
    places = {"$ROOT": str(root), "$ENVIRONMENT": sys.prefix, "$HOME": os.path.expanduser("~")}  # noqa: PTH111
    place, slash, rest = (command.argv[0] if command else "").partition("/")
    return Asked(*judged(outcome), places.get(place, place) + slash + rest)


def judged(outcome: Outcome) -> tuple[bool, str]:
    """Whether a ping came through, and why not."""
    if isinstance(outcome, CouldNotStart):
        return False, outcome.reason
    traces = outcome.traces
    words = " ".join((traces.stderr or traces.stdout).split())[-LAST_WORDS:]
    said = f": {words}" if words else ""
    if not isinstance(outcome, Finished):
        return False, f"it was not done after {outcome.limit:g} s{said}"
    if outcome.exit_status:
        return False, f"exit status {outcome.exit_status}{said}"
    if not any(exchange.reply.status == 200 for exchange in traces.exchanges):
        sent = bool(traces.exchanges)
        return False, f"its request did not come as it was sent{said}" if sent else f"no request came{said}"
    return True, ""
