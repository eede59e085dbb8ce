"""Files that were saved -> the programs that they touch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from harness.discover import SKIPPED_FOLDERS
from harness.model import Example
from harness.openapi import Document
from harness.plan.session import Session

LEFTOVERS = ("~", ".swp", ".swx", ".tmp", ".bak", ".orig", ".part", "#")
"""Endings of the files that editors keep beside the one that is edited."""


@dataclass(frozen=True)
class Touched:
    """What is to be run again."""

    examples: frozenset[str] = frozenset()
    """Ids."""
    files: tuple[str, ...] = ()
    """The files that count, as people see them."""
    reload: bool = False
    """True where settings, documents, or the list of the programs have to be read anew."""

    def __or__(self, other: Touched) -> Touched:
        files = tuple(dict.fromkeys((*self.files, *other.files)))
        return Touched(self.examples | other.examples, files, self.reload or other.reload)


def touched(session: Session, paths: Iterable[Path], *, read_since: bool = False) -> Touched:
    """What the saved files touch together; those that no case depends on are left out.

    With `read_since` the session was read after they were saved. A file that is gone was then no editor's, and one
    that is no program of the session is no new one.
    """
    found = Touched()
    for path in sorted(paths):
        found |= _of(session, path, read_since)
    return found


def _of(session: Session, path: Path, read_since: bool) -> Touched:
    settings = session.settings
    shown = (settings.show(path),)
    own = [example for example in session.examples if example.file == path]
    if own:
        return Touched(_ids(own), shown, reload=not path.exists())
    within = [
        example for example in session.examples if not example.owes.own_file and settings.root / example.shown == path
    ]
    if within:
        return Touched(_ids(within), shown, reload=True)
    if path in (settings.file, settings.rules, settings.known_failures):
        return Touched(_ids(session.examples), shown, reload=True)
    apis = {name for name, api in session.catalogue.apis.items() if path in _files(session, name, api.document)}
    if apis:
        return Touched(_ids(e for e in session.examples if e.api in apis), shown, reload=True)
    if path.is_relative_to(settings.requests):
        group = path.relative_to(settings.requests).with_suffix("").as_posix()
        return Touched(_ids(e for e in session.examples if f"{e.api}/{e.name}" == group), shown)
    if path.is_relative_to(settings.examples) and (path.is_file() or (read_since and not path.exists())):
        return _in_tree(session, path, shown, read_since)
    return Touched()


def _in_tree(session: Session, path: Path, shown: tuple[str, ...], read_since: bool) -> Touched:
    """A file among the programs that is none of them: an input, a module that some import, a new program."""
    settings = session.settings
    folders = path.relative_to(settings.examples).parts[:-1]
    if any(name.startswith(".") or name in SKIPPED_FOLDERS or name == settings.outputs for name in folders):
        return Touched()
    if path.name.startswith((".", "#")) or path.name.endswith(LEFTOVERS):
        return Touched()
    if not folders:  # every program's private copy holds it, and what was sent is compared with it
        return Touched(_ids(session.examples), shown, reload=True)
    extensions = {extension for language in session.languages.values() for extension in language.extensions}
    beside = _ids(e for e in session.examples if path.is_relative_to(e.workdir))
    if path.suffix.lstrip(".") in extensions:
        same = _ids(e for e in session.examples if e.id in beside and e.file.suffix == path.suffix)
        is_module = _is_module(session, path) or (read_since and path.exists())
        return Touched(same if is_module else frozenset(), shown, reload=True)
    return Touched(beside, shown, reload=True)


def _is_module(session: Session, path: Path) -> bool:
    """True for a file that lies where no program does: programs import it. Else it is a new program."""
    return path.parent not in {example.file.parent for example in session.examples}


def _files(session: Session, api: str, document: Document) -> set[Path]:
    """All files that a document is made of."""
    table = session.settings.api(api)
    return {
        table.spec,
        document.path,
        *table.overlays,
        *table.flows,
        *filter(None, (table.graphql,)),
        *(source.path for source in document.files.values()),
    }


def watched(session: Session) -> tuple[set[Path], set[Path]]:
    """The folders to watch with all below them, and those of which only the files in them count."""
    settings = session.settings
    deep = {path for path in (settings.examples, settings.requests) if path.is_dir()}
    files = {settings.rules, settings.file, settings.known_failures}
    files |= {settings.root / example.shown for example in session.examples if not example.owes.own_file}
    for name, api in session.catalogue.apis.items():
        files |= _files(session, name, api.document)
    flat = {path.parent for path in files if path and path.parent.is_dir()}
    return deep, {folder for folder in flat if not any(folder.is_relative_to(one) for one in deep)}


def added(before: Session, now: Session, paths: Iterable[Path]) -> Iterator[str]:
    """The programs that are new since, or whose files were saved."""
    known, saved = {example.id for example in before.examples}, set(paths)
    yield from (example.id for example in now.examples if example.id not in known or example.file in saved)


def _ids(examples: Iterable[Example]) -> frozenset[str]:
    return frozenset(example.id for example in examples)
