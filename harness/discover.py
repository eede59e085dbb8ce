"""Settings and files -> examples."""

from __future__ import annotations

import difflib
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from harness.errors import UserError
from harness.model import Example
from harness.patterns import matches
from harness.settings import Settings

SKIPPED_FOLDERS = frozenset({"node_modules", "__pycache__", "vendor", "target", "dist"})


class NothingFound(UserError):
    """A tree without examples, or with fewer than the floor in the settings."""


def discover(
    settings: Settings, extensions: Mapping[str, tuple[str, ...]], workdirs: Mapping[str, str]
) -> list[Example]:
    """All programs of the tree that fit the pattern, by api, name and language.

    `extensions` are each language's file extensions, `workdirs` the folder below the tree that its programs run from.
    Raises NothingFound where there are none, and the settings name no samples either.
    """
    shape = _compile(settings.pattern)
    found, others = [], []
    for path in _files(settings.examples):
        relative = path.relative_to(settings.examples).as_posix()
        match = shape.fullmatch(relative)
        if any(matches(pattern, relative) for pattern in settings.ignore):
            continue
        if match is None:
            others.append(relative)
            continue
        parts = match.groupdict()
        if path.suffix.lstrip(".") in extensions.get(parts["language"], ()):
            found.append(_example(settings, path, parts, workdirs))
        else:
            others.append(relative)
    if not found and settings.samples is None:
        raise NothingFound(_nothing(settings, others, extensions))
    order = {name: index for index, name in enumerate(extensions)}
    return sorted(found, key=lambda example: (example.api, example.name, order[example.language]))


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


def _example(settings: Settings, path: Path, parts: Mapping[str, str], workdirs: Mapping[str, str]) -> Example:
    language, name = parts["language"], parts["operation"]
    operation = settings.operations.get(name)
    return Example(
        language=language,
        api=parts["api"],
        name=name,
        operation_id=operation.operation_id if operation else None,
        file=path,
        shown=settings.show(path),
        workdir=settings.examples / workdirs[language],
    )


def _files(root: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(root):  # nothing where there is no such folder
        folders[:] = sorted(f for f in folders if f not in SKIPPED_FOLDERS and not f.startswith("."))
        for name in sorted(files):
            yield Path(folder, name)


def _compile(pattern: str) -> re.Pattern[str]:
    parts = re.split(r"(\{\w+\})", pattern)
    return re.compile(
        "".join(f"(?P<{part[1:-1]}>[^/]+?)" if part.startswith("{") else re.escape(part) for part in parts)
    )


def _nothing(settings: Settings, others: list[str], extensions: Mapping[str, tuple[str, ...]]) -> str:
    where = settings.show(settings.examples)
    message = f'{where}: expected programs at "{settings.pattern}" in {", ".join(extensions)}, found none'
    if others:
        message += f'; the nearest of {len(others)} files is "{nearest_path(settings.pattern, others)}"'
    return message


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
