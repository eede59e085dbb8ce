"""Trees of programs, and copies of them with one program changed."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from support.runs import Record

Edits = tuple[tuple[str, str], ...]
LANGUAGES = {"python", "ts", "go", "curl"}


def programs(tree: Path) -> list[str]:
    """The programs of a tree, as paths below it."""
    return sorted(path.relative_to(tree).as_posix() for path in tree.glob("*/*") if path.suffix in SUFFIXES)


SUFFIXES = (".py", ".ts", ".go", ".sh")


def copied(tree: Path, root: Path) -> Path:
    """A copy of a tree."""
    return Path(shutil.copytree(tree, root, ignore=shutil.ignore_patterns("out", ".harness")))


def tree_with(tree: Path, root: Path, name: str, edits: Edits, among: Iterable[str] | None = None) -> Path:
    """A copy of a tree that holds one program alone of all, or of those that are named, with texts in it exchanged."""
    copied(tree, root)
    for path in (root / one for one in (programs(tree) if among is None else among) if one != name):
        path.unlink()
    text = (root / name).read_text("utf-8")
    for old, new in edits:
        assert 1 == text.count(old), f"{name}: {old}"
        text = text.replace(old, new)
    (root / name).write_text(text, "utf-8")
    return root


def codes(record: Record) -> list[str]:
    """The codes of a record's findings, in order."""
    return [finding["code"] for finding in record["findings"]]
