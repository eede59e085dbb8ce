"""The programs' paths -> the folder of the tree and the pattern that names them."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from harness.commands.init.repository import Program
from harness.discover.tree_pattern import MAINS, TreePattern

_VERSION = re.compile(r"v?\d+(?:[._-]?\w+)*", re.IGNORECASE)
_TREES = frozenset({"examples", "example", "samples", "snippets", "code", "demos", "docs", "recipes", "quickstart"})
"""What folders of examples are called."""
OUTSIDE = -0.5
"""What a program outside of such folders is worth, where others lie in one: it is the project's own code."""
DEEPEST = 6
"""Folders between the tree's root and a program; what lies deeper is found by `**`."""


@dataclass(frozen=True)
class Layout:
    """Where the tree is, and how its programs are named."""

    root: str
    """Below the repository's root; `.` for the repository itself."""
    pattern: str
    named: Mapping[str, tuple[str | None, str]]
    """The path of each program that it matches -> its API version, if the path says one, and its name."""

    def below(self, path: str) -> str | None:
        """A path from the tree's root on; None for a file that is not below it."""
        return _below(path, self.root)

    def takes(self, path: str) -> bool:
        """True if the pattern takes a file for a program."""
        below, shape = self.below(path), TreePattern(self.pattern)
        if below is None or (shape.of_folders and PurePosixPath(path).stem not in MAINS):
            return False
        return shape.match(below.rpartition("/")[0] if shape.of_folders else below) is not None

    def above(self, folders: Iterable[str]) -> Layout:
        """The same programs from the topmost of these folders on that the root is in: they may run from there."""
        higher = [one for one in folders if one != self.root and (one == "." or self.root.startswith(f"{one}/"))]
        if not higher:
            return self
        top = min(higher, key=lambda one: (one != ".", len(one)))
        between = self.root if top == "." else self.root.removeprefix(f"{top}/")
        return Layout(top, f"{between}/{self.pattern}", self.named)

    @property
    def versions(self) -> tuple[str, ...]:
        """The API versions that paths name."""
        return tuple(sorted({api for api, _ in self.named.values() if api}))


def layout(
    programs: Sequence[Program],
    words: Mapping[str, Iterable[str]],
    is_version: Callable[[str], bool],
    is_known: Callable[[str], bool],
) -> Layout | None:
    """The layout that names most programs, each once, most of them after an operation; None if there is none.

    `words` are what documents call each language; `is_version` says whether a folder's name is that of an API, and
    `is_known` whether a program's name is an operation's.
    """
    trees = {program.path for program in programs if _TREES.intersection(map(str.lower, program.folders))}
    best: tuple[tuple[float, ...], Layout] | None = None
    for root in _roots(programs):
        inside = [program for program in programs if _below(program.path, root) is not None]
        for pattern in _patterns([_parts(program, root) for program in inside], inside, words, is_version):
            found = _matched(inside, root, pattern)
            if not found.named:
                continue
            known = sum(is_known(name) for _, name in found.named.values())
            worth = sum(OUTSIDE if trees and path not in trees else 1 for path in found.named)
            wild = pattern.count("*") + 2 * pattern.count("{group}")
            score = (known + worth, -wild, "{api}" in pattern, len(root), -len(pattern))
            if best is None or score > best[0]:
                best = score, found
    return best[1] if best else None


def _roots(programs: Sequence[Program]) -> list[str]:
    """Where the tree may begin: the folder that all programs share, and folders that are called so."""
    folders = [program.folders for program in programs]
    common = tuple(
        part for part, *others in itertools.takewhile(lambda one: len(set(one)) == 1, zip(*folders, strict=False))
    )
    named = {parts[: index + 1] for parts in folders for index, part in enumerate(parts) if part.lower() in _TREES}
    return ["/".join(parts) or "." for parts in dict.fromkeys([common, *sorted(named)])]


def _below(path: str, root: str) -> str | None:
    if root == ".":
        return path
    return path.removeprefix(f"{root}/") if path.startswith(f"{root}/") else None


def _parts(program: Program, root: str) -> tuple[str, ...]:
    return PurePosixPath(_below(program.path, root) or "").parts


def _patterns(
    paths: Sequence[tuple[str, ...]],
    programs: Sequence[Program],
    words: Mapping[str, Iterable[str]],
    is_version: Callable[[str], bool],
) -> Iterator[str]:
    """Patterns that could name the programs, those of each depth and those of any."""
    yield from ("**/{operation}.{ext}", "**/{language}/{operation}.{ext}", "**/{operation}/", "**/{operation}/*.{ext}")
    yield from ("{group}/{operation}.{ext}", "{group}/{operation}/")
    for depth in sorted({len(path) - 1 for path in paths}):
        chosen = [(path, program) for path, program in zip(paths, programs, strict=True) if len(path) - 1 == depth]
        if depth <= DEEPEST:
            levels = [_level([path[index] for path, _ in chosen], chosen, words, is_version) for index in range(depth)]
            for folders, file in itertools.product(itertools.product(*levels), ("{operation}.{ext}", "*.{ext}", "")):
                pattern = "/".join((*folders, file))
                once = all(pattern.count(place) <= 1 for place in ("{api}", "{language}", "{group}"))
                if once and pattern.count("{operation}") == 1 and (file or pattern.endswith("{operation}/")):
                    yield pattern


def _level(
    values: Sequence[str],
    chosen: Sequence[tuple[tuple[str, ...], Program]],
    words: Mapping[str, Iterable[str]],
    is_version: Callable[[str], bool],
) -> list[str]:
    """What a folder's name may be of a program."""
    languages = [program.language for _, program in chosen]
    if list(values) == languages:
        return ["{language}"]
    if all(
        value.lower() in {language, *words.get(language, ())} for value, language in zip(values, languages, strict=True)
    ):
        return ["*"]
    if all(map(is_version, values)) or (len(set(values)) > 1 and all(map(_VERSION.fullmatch, values))):
        return ["{api}"]
    if len(set(values)) == 1:
        return [values[0]]
    return ["{operation}", "{group}", "*"]


def _matched(programs: Sequence[Program], root: str, pattern: str) -> Layout:
    """What a pattern makes of the programs. Of those that it gives one name to it counts none."""
    shape, found = TreePattern(pattern), {}
    for program in programs:
        path = _below(program.path, root) or ""
        if shape.of_folders and PurePosixPath(path).stem not in MAINS:
            continue
        parts = shape.match(path.rpartition("/")[0] if shape.of_folders else path)
        if parts and parts.get("language", program.language) == program.language:
            found[program.path] = program.language, parts.get("api"), parts["operation"]
    often = Counter(found.values())
    named = {path: (api, name) for path, (language, api, name) in found.items() if often[language, api, name] == 1}
    return Layout(root, pattern, named)
