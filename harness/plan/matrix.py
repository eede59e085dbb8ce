"""A language under several versions and library sets: a variant each, which is a language of its own to all else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from harness.errors import UserError, nearest
from harness.languages import Language, Preparation
from harness.languages.language import Prepare
from harness.languages.toolchain import Tool
from harness.model import CouldNotStart, Example
from harness.settings import Settings

LOCKED = "locked"


@dataclass(frozen=True)
class Variant:
    """One cell of a matrix."""

    language: str
    version: str
    """As the settings have it, such as `3.9`; empty for the toolchain that there is."""
    libraries: str
    """`locked`, `lowest` or `newest`."""
    several: bool = False
    """True where the matrix has more library sets than one."""

    @property
    def name(self) -> str:
        """`python@3.9`, or `python@3.9-lowest` where there are several library sets."""
        parts = [self.version, *([self.libraries] if self.several else [])]
        return f"{self.language}@{'-'.join(filter(None, parts))}"


@dataclass(frozen=True)
class Ready:
    """A variant whose toolchain and libraries are there, or why they are not."""

    variant: Variant
    tool: str = ""
    """The path of the toolchain; empty for the one that there is, and where the tree brings it."""
    version: str = ""
    """What it tells of itself."""
    tree: Path | None = None
    """The copy of the examples that has the libraries; None where those of the examples will do."""
    libraries: Mapping[str, str] = field(default_factory=dict)
    """Library -> the version that is installed."""
    trouble: str = ""


def variants(settings: Settings, languages: Mapping[str, Language]) -> Iterator[Variant]:
    """All cells of the settings' matrix. Raises UserError for a language that there is none of."""
    for name, table in settings.matrix.items():
        if name not in languages:
            known = ", ".join(languages)
            raise UserError(
                f'{settings.shown}: "matrix.{name}": expected one of {known}, got "{name}"{nearest(name, languages)}'
            )
        if not table.version and len(table.libraries) < 2:
            raise UserError(f'{settings.shown}: "matrix.{name}": expected versions, or several library sets')
        for version in table.version or ("",):
            for libraries in table.libraries:
                yield Variant(name, version, libraries, len(table.libraries) > 1)


def expanded(
    settings: Settings, languages: Mapping[str, Language], examples: Sequence[Example], ready: Sequence[Ready]
) -> tuple[dict[str, Language], list[Example]]:
    """Languages and examples with a variant in the place of each language of the matrix.

    A program that uses no library can't differ between library sets, and neither can any between sets that have the
    same versions: such a case runs once.
    """
    known, found = dict(languages), []
    by_language: dict[str, list[Ready]] = {}
    for one in ready:
        by_language.setdefault(one.variant.language, []).append(one)
        known[one.variant.name] = _language(languages[one.variant.language], one)
    for example in examples:
        own = by_language.get(example.language, []) if example.owes.own_file else []
        if not own:
            found.append(example)
        for index, one in enumerate(_differing(own, languages[example.language], example)):
            found.append(_example(settings, example, one, first=index == 0))
    return known, found


def _differing(own: Sequence[Ready], language: Language, example: Example) -> Iterator[Ready]:
    """The variants that an example may end otherwise in."""
    uses = language.uses_libraries(example.file) if own else False
    seen: set[tuple[object, ...]] = set()
    for one in own:
        libraries = tuple(sorted(one.libraries.items())) if uses else ()
        key = (one.variant.version, one.trouble, libraries)
        if key not in seen:
            seen.add(key)
            yield one


def _language(base: Language, ready: Ready) -> Language:
    variant = replace(base, name=ready.variant.name, title=f"{base.title} {ready.variant.name.partition('@')[2]}")
    if ready.trouble:
        return replace(variant, requirements=(), prepare=_refused(ready.trouble))
    if ready.tool and base.requirements:
        first = replace(base.requirements[0], at=ready.tool, minimum=())
        return replace(variant, requirements=(first, *base.requirements[1:]))
    return variant


def _refused(trouble: str) -> Prepare:
    def prepare(examples: Sequence[Example], _tools: Mapping[str, Tool], _build: Path) -> Preparation:
        return Preparation(failures={example.id: CouldNotStart(trouble) for example in examples})

    return prepare


def _example(settings: Settings, example: Example, ready: Ready, *, first: bool) -> Example:
    moved = replace(example, language=ready.variant.name, owes=replace(example.owes, in_catalogue=first))
    if ready.tree is None:
        return moved
    file, workdir = (ready.tree / path.relative_to(settings.examples) for path in (example.file, example.workdir))
    return replace(moved, tree=ready.tree, file=file, workdir=workdir)
