"""Whether this machine has what a run needs: toolchains, examples, documents, the guard, and a first request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from harness import languages
from harness.catalogue import catalogue
from harness.commands.doctor.asking import Asked, ask_all
from harness.commands.doctor.trials import could
from harness.credentials import Credential, declared
from harness.discover import discover
from harness.errors import UserError
from harness.languages import Language
from harness.languages.toolchain import Requirement, find, lack
from harness.launch.remedy import remedy
from harness.model import Example
from harness.openapi import Api
from harness.settings import Settings


@dataclass(frozen=True)
class ToolState:
    """A tool that a language needs; `path` is None if none is new enough."""

    name: str
    path: str | None
    version: str
    minimum: str
    advice: str
    lack: str
    """Why none will do; empty if one does."""


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
    credentials: tuple[str, ...]
    """The variables that programs read credentials from, each with what it is."""
    guard: str
    guard_reason: str
    """Why there is no better guard; empty if there is none."""
    remedy: str
    """What to do for a better one; empty if there is none."""
    left_out: tuple[str, ...]
    """The languages without a program, which were not looked at."""
    could: tuple[str, ...] | None
    """What a program could do in spite of the guard (trials.py); None if there is none to try."""
    trouble: tuple[str, ...]
    """One line for each thing that can't be read."""

    @property
    def fine(self) -> bool:
        """True where a run can go ahead."""
        return not self.trouble and not self.could and all(language.fine for language in self.languages)

    def as_json(self) -> dict[str, object]:
        """The same as a JSON value."""
        return {"ok": self.fine, **asdict(self)}


def examine(settings: Settings, *, every: bool = False) -> Health:
    """Looks at everything, whatever is wrong with some of it; with `every` at languages without a program too."""
    known = languages.load(settings)
    trouble: list[str] = []
    examples = _examples(settings, known, trouble)
    apis = _apis(settings, examples, trouble)
    documents = tuple(DocumentState(api.name, api.document.shown, len(api.operations)) for api in apis)
    given = _credentials(settings, apis, trouble)
    used = {example.language for example in examples}
    looked_at = {name: one for name, one in known.items() if every or not used or name in used}
    asked, guard, reason = ask_all(settings, looked_at)
    states = tuple(_state(language, examples, asked[language.name]) for language in looked_at.values())
    left = tuple(language.title for name, language in known.items() if name not in looked_at)
    how = remedy(settings.ports) if reason else ""
    held = could(settings, known)
    return Health(settings.shown, states, documents, given, guard, reason, how, left, held, tuple(trouble))


def _examples(settings: Settings, known: Mapping[str, Language], trouble: list[str]) -> Sequence[Example]:
    try:
        return discover(settings, known)
    except UserError as error:
        trouble.append(str(error))
        return ()


def _apis(settings: Settings, examples: Sequence[Example], trouble: list[str]) -> tuple[Api, ...]:
    try:
        return tuple(catalogue.documents(settings, examples).values())
    except UserError as error:
        trouble.append(str(error))
        return ()


def _credentials(settings: Settings, apis: Sequence[Api], trouble: list[str]) -> tuple[str, ...]:
    try:
        found = declared(settings, (scheme for api in apis for scheme in api.schemes) if apis else ())
    except UserError as error:
        if apis:  # without a document no scheme is known
            trouble.append(str(error))
        return ()
    return tuple(f"{one.env} ({_kind(one)})" for one in found)


def _kind(one: Credential) -> str:
    """`password of basicAuth, secret`."""
    what = (one.part or "key").replace("_", " ") + (f" of {one.scheme}" if one.scheme else "")
    return f"{what}, secret" if one.secret else what


def _state(language: Language, examples: Sequence[Example], asked: Asked) -> LanguageState:
    count = sum(example.language == language.name for example in examples)
    tools = tuple(_tool(_as_started(need, asked.started)) for need in language.requirements)
    return LanguageState(language.name, language.title, count, tools, asked.answered, asked.why)


def _as_started(need: Requirement, started: str) -> Requirement:
    """The tool by which the request was sent, if it is this one: programs may have an interpreter of their own."""
    numbers = "0123456789."
    same = Path(started).name.rstrip(numbers) == need.name.rstrip(numbers)
    return replace(need, at=started) if same else need


def _tool(need: Requirement) -> ToolState:
    tool = find(need)
    minimum = ".".join(map(str, need.minimum))
    if tool:
        return ToolState(need.name, tool.path, tool.version, minimum, need.advice, "")
    return ToolState(need.name, None, "", minimum, need.advice, lack(need))
