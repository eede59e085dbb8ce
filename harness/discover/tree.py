"""Settings and files -> examples."""

from __future__ import annotations

import difflib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from harness.common.patterns import matches
from harness.discover.filling import key_note
from harness.discover.tree_pattern import TreePattern, main_files
from harness.errors import UserError
from harness.languages import Language
from harness.model import Dialect, Example, Finding, LeftOut
from harness.settings import Settings
from harness.source.keys import key_placeholder

SKIPPED_FOLDERS = frozenset({"node_modules", "__pycache__", "vendor", "target", "dist"})

LARGEST = 1024 * 1024
"""Bytes of a program that are searched for the text that represents its key."""


class NothingFound(UserError):
    """A tree without examples, or with fewer than the floor in the settings."""


class Walked(NamedTuple):
    """What lies in a tree."""

    found: list[Example]
    others: list[str]
    """The files that no setting ignores and that are no examples."""
    unread: dict[str, str]
    """The folders that can't be read, and why."""


def discover(settings: Settings, languages: Mapping[str, Language], walked: Walked | None = None) -> list[Example]:
    """All programs of the tree that fit the pattern, by api, name and language.

    Where the pattern has no `{language}`, the extension tells it; where it has no `{api}`, there is one only.
    Raises NothingFound where there are none, and the settings name no samples either.
    """
    found, others, unread = walked or walk(settings, languages)
    extensions = {name: language.extensions for name, language in languages.items()}
    if not found and settings.samples is None:
        raise NothingFound(_nothing(settings, others, unread, extensions))
    order = {name: index for index, name in enumerate(extensions)}
    return sorted(found, key=lambda example: (example.api, example.name, order[example.language]))


def missed(
    settings: Settings, languages: Mapping[str, Language], found: Sequence[Example], walked: Walked
) -> tuple[LeftOut, ...]:
    """The files in the tree's languages that are no examples and that no setting ignores.

    A file that is run as a sample is not missed.
    """
    endings = tuple(f".{one}" for language in languages.values() for one in language.extensions)
    run = {example.shown for example in found}
    shown = [settings.show(settings.examples / name) for name in walked.others if name.endswith(endings)]
    left = [name for name in shown if name not in run]
    files = LeftOut("file", len(left), f'not at "{settings.pattern}" (pattern, ignore)', tuple(left))
    return (files,) if left else ()


def unreadable(settings: Settings, walked: Walked) -> list[Finding]:
    """A finding for each folder of the tree that can't be read, but for those that the settings ignore."""
    return [
        Finding(
            "folder-unreadable",
            "the folder can't be read, and its examples were not run",
            expected="a folder that the user who runs the harness may read",
            actual=reason,
            file=settings.show(Path(folder)),
            blame="toolchain",
        )
        for folder, reason in walked.unread.items()
        if not _ignored(settings, Path(folder, "any").relative_to(settings.examples).as_posix())
    ]


def walk(settings: Settings, languages: Mapping[str, Language]) -> Walked:
    """Reads the tree once, for `discover` and `missed`."""
    extensions = {name: language.extensions for name, language in languages.items()}
    pattern = TreePattern(settings.pattern)
    found: list[Example] = []
    others: list[str] = []
    unread: dict[str, str] = {}

    def note(error: OSError) -> None:
        unread[str(error.filename)] = error.strerror or str(error)

    for path in _programs(settings.examples, pattern, extensions, note):
        relative = path.relative_to(settings.examples).as_posix()
        if _ignored(settings, relative):
            continue
        parts = pattern.match(relative.rpartition("/")[0] if pattern.of_folders else relative)
        language = _language(path, parts.get("language"), extensions) if parts is not None else None
        if parts is None or language is None:
            others.append(relative)
        else:
            found.append(_example(settings, path, parts, languages[language]))
    return Walked(found, others, unread)


def _language(path: Path, named: str | None, extensions: Mapping[str, tuple[str, ...]]) -> str | None:
    """The language of a file; None where it is none's, or not the one that its path names."""
    extension = path.suffix.lstrip(".")
    if named is not None:
        return named if extension in extensions.get(named, ()) else None
    return next((name for name, known in extensions.items() if extension in known), None)


def check_floor(settings: Settings, found: Sequence[Example]) -> None:
    """Raises NothingFound where there are fewer examples, samples among them, than `minimum_examples`, or none."""
    if len(found) < max(1, settings.minimum_examples):
        below = f"below {settings.show(settings.examples)}"
        where = below if settings.samples is None else f"{below} and in documents and pages"
        raise NothingFound(
            f'{settings.shown}: "minimum_examples": expected at least {settings.minimum_examples} examples '
            f"{where}, found {len(found)}"
        )
    _check_unique(found)


def _check_unique(found: Sequence[Example]) -> None:
    """Two programs of one name would take each other's place in the report."""
    seen: dict[str, Example] = {}
    for example in found:
        other = seen.setdefault(example.id, example)
        if other is not example:
            raise NothingFound(f"{example.shown}: expected one program for {example.id}, found {other.shown} too")


def _example(settings: Settings, path: Path, parts: Mapping[str, str], language: Language) -> Example:
    name = parts["operation"]
    operation = settings.operations.get(name)
    folder = path.parent if language.workdir == "{folder}" else settings.examples / language.workdir
    key, notes = _key(settings, path, language.dialect)
    return Example(
        language=language.name,
        api=parts.get("api") or settings.only_api,
        name=name,
        operation_id=operation.operation_id if operation else None,
        file=path,
        shown=settings.show(path),
        workdir=folder if folder.is_dir() else settings.examples,
        notes=notes,
        key=key,
        dialect=language.dialect,
    )


def _key(settings: Settings, path: Path, dialect: Dialect) -> tuple[str | None, tuple[Finding, ...]]:
    """The text that represents the key in a program that does not read its variable, and a note that says so."""
    try:
        text = path.read_bytes()[:LARGEST].decode("utf-8", "replace")
    except OSError:  # whoever runs it says so
        return None, ()
    more = settings.samples.keys if settings.samples else ()
    named = any(variable in text for variable in settings.secret_variables)
    key = None if named else key_placeholder(text, more, is_shell=dialect.is_shell, anywhere=True)
    if key is None:
        return None, ()
    line = text.count("\n", 0, text.find(key)) + 1
    note = replace(key_note(key, settings.key_env), file=settings.show(path), line=line)
    return key, (note,)


def _ignored(settings: Settings, relative: str) -> bool:
    return any(matches(ignored, relative) for ignored in settings.ignore)


def _programs(
    root: Path,
    pattern: TreePattern,
    extensions: Mapping[str, tuple[str, ...]],
    unread: Callable[[OSError], None],
) -> Iterator[Path]:
    """The files of a tree; of a tree whose programs are folders, those that they begin in, and all others."""
    if not root.is_dir():
        return
    for folder, folders, files in os.walk(root, onerror=unread):
        folders[:] = sorted(f for f in folders if f not in SKIPPED_FOLDERS and not f.startswith("."))
        parts = pattern.match(Path(folder).relative_to(root).as_posix()) if pattern.of_folders else None
        if parts is None:
            yield from (Path(folder, name) for name in sorted(files))
        else:
            yield from (Path(folder, main) for main in main_files(sorted(files), extensions, parts.get("language")))


def _nothing(
    settings: Settings, others: list[str], unread: Mapping[str, str], extensions: Mapping[str, tuple[str, ...]]
) -> str:
    where = settings.show(settings.examples)
    message = f'{where}: expected programs at "{settings.pattern}" in {", ".join(extensions)}, found none'
    for folder, reason in list(unread.items())[:1]:
        message += f"; {settings.show(Path(folder))} can't be read: {reason}"
    if others:
        message += f'; the nearest of {len(others)} files is "{nearest_path(settings.pattern, others)}"'
    return message + settings.advice


def nearest_path(pattern: str, paths: list[str]) -> str:
    """The path that is most like the pattern: as many folders, and the words between the places nearly the same."""
    wanted = pattern.split("/")

    def likeness(path: str) -> float:
        words = path.split("/")
        same = sum(
            1.0 if "{" in due else difflib.SequenceMatcher(None, due, word).ratio()
            for due, word in zip(wanted, words, strict=False)
        )
        return same - abs(len(wanted) - len(words))

    return max(paths, key=likeness)
