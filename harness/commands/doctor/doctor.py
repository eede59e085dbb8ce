"""Whether this machine has what a run needs: toolchains, examples, documents, the guard, and a first request."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from harness import languages
from harness.catalogue import catalogue
from harness.commands.doctor.pings import BESIDE, PATH, program
from harness.common.redaction import make_key
from harness.discover import discover
from harness.errors import UserError
from harness.execute import Execution
from harness.execute.preparing import Preparations
from harness.languages import Language
from harness.languages.toolchain import Requirement, find
from harness.launch import Launcher
from harness.launch.confined import ConfinedLauncher, Unavailable
from harness.launch.local import LocalLauncher
from harness.model import Case, CouldNotStart, Example, Finished, Operation, Outcome, Reply, Request
from harness.plan import Planned
from harness.scenarios import Scenario
from harness.settings import Settings

PING = Scenario("ping", "the API answers well")
LAST_WORDS = 300
"""Characters of a program's own words that are passed on."""


@dataclass(frozen=True)
class ToolState:
    """A tool that a language needs; `path` is None where there is none that will do."""

    name: str
    path: str | None
    version: str
    minimum: str
    advice: str


@dataclass(frozen=True)
class LanguageState:
    """A language on this machine."""

    name: str
    title: str
    examples: int
    tools: tuple[ToolState, ...]
    request: bool | None
    """Whether a trivial request came through; None where none was tried."""
    why: str
    """Why it did not, or was not tried."""

    @property
    def fine(self) -> bool:
        """True where nothing that a run needs is missing; a language without examples needs nothing."""
        return not self.examples or (self.request is not False and all(tool.path for tool in self.tools))


@dataclass(frozen=True)
class DocumentState:
    """An API version's document."""

    api: str
    file: str
    operations: int


@dataclass(frozen=True)
class Health:
    """All that the doctor found."""

    settings: str
    languages: tuple[LanguageState, ...]
    documents: tuple[DocumentState, ...]
    guard: str
    guard_reason: str
    """Why there is no better guard; empty where there is none better."""
    trouble: tuple[str, ...]
    """One line for each thing that can't be read."""

    @property
    def fine(self) -> bool:
        """True where a run can go ahead."""
        return not self.trouble and all(language.fine for language in self.languages)

    def as_json(self) -> dict[str, object]:
        """The same as a JSON value."""
        return {"ok": self.fine, **asdict(self)}


def examine(settings: Settings) -> Health:
    """Looks at everything, whatever is wrong with some of it."""
    known = languages.load(settings)
    trouble: list[str] = []
    examples = _examples(settings, known, trouble)
    documents = _documents(settings, examples, trouble)
    build = settings.root / ".harness" / "build"
    build.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="harness-doctor-") as base,
        tempfile.TemporaryDirectory(prefix="doctor-", dir=build) as programs,  # where programs can be read from
    ):
        launcher, reason = _launcher(Path(base), settings.ports)
        try:
            asked = asyncio.run(_ask_all(settings, known, launcher, (Path(base), Path(programs))))
        finally:
            launcher.close()
    states = tuple(_state(language, examples, *asked[language.name]) for language in known.values())
    return Health(settings.shown, states, documents, launcher.guard, reason, tuple(trouble))


def _examples(settings: Settings, known: Mapping[str, Language], trouble: list[str]) -> Sequence[Example]:
    try:
        return discover(settings, known)
    except UserError as error:
        trouble.append(str(error))
        return ()


def _documents(settings: Settings, examples: Sequence[Example], trouble: list[str]) -> tuple[DocumentState, ...]:
    try:
        apis = catalogue.documents(settings, examples)
    except UserError as error:
        trouble.append(str(error))
        return ()
    return tuple(DocumentState(api.name, api.document.shown, len(api.operations)) for api in apis.values())


def _launcher(base: Path, ports: tuple[int, int] | None) -> tuple[Launcher, str]:
    """The launcher that a run would take, and why it is none better."""
    if ports is not None:
        return LocalLauncher(ports), 'the settings ask for a range of "ports", which a namespace has not'
    try:
        return ConfinedLauncher(base), ""
    except Unavailable as error:
        return LocalLauncher(ports), str(error)


def _state(language: Language, examples: Sequence[Example], request: bool | None, why: str) -> LanguageState:
    count = sum(example.language == language.name for example in examples)
    tools = tuple(_tool(need) for need in language.requirements)
    return LanguageState(language.name, language.title, count, tools, request, why)


def _tool(need: Requirement) -> ToolState:
    tool = find(need)
    minimum = ".".join(map(str, need.minimum))
    return ToolState(need.name, tool.path if tool else None, tool.version if tool else "", minimum, need.advice)


# --------------------------------------------------------------------------- one trivial request


async def _ask_all(
    settings: Settings, known: Mapping[str, Language], launcher: Launcher, folders: tuple[Path, Path]
) -> dict[str, tuple[bool | None, str]]:
    """Language -> whether its request came through, and why not."""
    preparations = Preparations(known, settings.root / ".harness" / "build")
    asked = [_ask(settings, language, launcher, preparations, folders) for language in known.values()]
    return dict(zip(known, await asyncio.gather(*asked), strict=True))


async def _ask(
    settings: Settings, language: Language, launcher: Launcher, preparations: Preparations, folders: tuple[Path, Path]
) -> tuple[bool | None, str]:
    """Runs the language's tiny program by the same launcher and mock as a case."""
    settings = replace(settings, host_env=settings.host_env or "API_HOST")
    source = program(language.name, settings.host_env, settings.key_env)
    if source is None:
        return None, "no program is built in for it"
    missing = [need.name for need in language.requirements if find(need) is None]
    if missing:
        return False, f"{', '.join(missing)} not found"
    base, programs = folders
    settings = _with_folder(settings, language, programs)
    file = programs / f"ping.{language.extensions[0]}"
    file.write_text(source, "utf-8")
    workdir = settings.examples / language.workdir
    example = Example(language.name, "doctor", "ping", "ping", file, f"a built-in program in {language.title}", workdir)
    preparations.expect([example])
    case = Case(example, PING.name)
    key = make_key(case.name)
    heard: list[bool] = []
    answerer = Answerer(key, heard)
    planned = Planned(case, PING, Operation("doctor", "ping", "GET", PATH), key, lambda: answerer, None)
    preparation = await preparations.of(language.name)
    execution = Execution(settings, launcher, {language.name: language}, base)
    return _judged(await execution.run(planned, preparation, lambda: None), heard)


def _with_folder(settings: Settings, language: Language, base: Path) -> Settings:
    """The settings, with an examples tree of our own where the project has no folder for the language."""
    if (settings.examples / language.workdir).is_dir():
        return settings
    tree = base / f"tree-{language.name}"
    workdir = tree / language.workdir
    workdir.mkdir(parents=True)
    for name, content in BESIDE.get(language.name, {}).items():
        (workdir / name).write_text(content, "utf-8")
    return replace(settings, examples=tree)


@dataclass(frozen=True)
class Answerer:
    """Answers a ping that carries the key, and notes for each request whether it was one."""

    key: str
    heard: list[bool]

    def __call__(self, request: Request) -> Reply:
        """The reply to one request."""
        fine = (
            request.method == "GET" and request.target == PATH and self.key in (request.header("Authorization") or "")
        )
        self.heard.append(fine)
        body = json.dumps({"ok": fine}).encode()
        return Reply(200 if fine else 400, (("Content-Type", "application/json"),), body)


def _judged(outcome: Outcome, heard: Sequence[bool]) -> tuple[bool, str]:
    if isinstance(outcome, CouldNotStart):
        return False, outcome.reason
    words = " ".join((outcome.traces.stderr or outcome.traces.stdout).split())[-LAST_WORDS:]
    said = f": {words}" if words else ""
    if not isinstance(outcome, Finished):
        return False, f"it was not done after {outcome.limit:g} s{said}"
    if outcome.exit_status:
        return False, f"exit status {outcome.exit_status}{said}"
    if not any(heard):
        return False, f"its request did not come as it was sent{said}" if heard else f"no request came{said}"
    return True, ""
