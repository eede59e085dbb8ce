"""A list of known failures that covers what a report shows: as few entries as name each cause just where it is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

REASON = "TODO: why this is accepted, and until when"


@dataclass(frozen=True)
class Failing:
    """One finding that fails a run."""

    where: str
    """The name of its case, or the file of a finding that belongs to no case."""
    code: str
    cause: str
    of_case: bool = True


def suggest(failing: Sequence[Failing], every: Iterable[str], notes: Iterable[str] = ()) -> str:
    """A file's text that covers just these findings. `every` are the names of all cases, whether they ran or not.

    `notes` are lines that the file begins with: what it was made from, and what it can't cover.
    """
    of_cases: dict[tuple[str, str], set[str]] = {}
    of_files: dict[str, list[Failing]] = {}
    for one in failing:
        if one.of_case:
            of_cases.setdefault((one.code, one.cause), set()).add(one.where)
        else:
            of_files.setdefault(one.where, []).append(one)
    alike: dict[frozenset[str], list[tuple[str, str]]] = {}
    for cause, names in of_cases.items():
        alike.setdefault(frozenset(names), []).append(cause)
    reach = _reach(every)
    entries = [_entry("files", [file], [(one.code, one.cause) for one in found]) for file, found in of_files.items()]
    entries += [_entry("cases", _smallest(names, reach), causes) for names, causes in alike.items()]
    head = [f"# {line}" for line in notes]
    return "\n".join([*head, *([""] if head and entries else []), "\n".join(sorted(entries))]).strip("\n")


def _entry(key: str, patterns: Sequence[str], causes: Iterable[tuple[str, str]]) -> str:
    codes = sorted({code for code, _ in causes})
    words = sorted({cause for _, cause in causes})
    return "\n".join(
        (
            "[[failure]]",
            f"{key} = {_listed(patterns)}",
            f"codes = {_listed(codes)}",
            f"causes = {_listed(words)}",
            f"reason = {_quoted(REASON)}",
            "",
        )
    )


def _listed(texts: Sequence[str]) -> str:
    """A list of TOML: on one line, or, where it is long, with a line a text."""
    line = f"[{', '.join(map(_quoted, texts))}]"
    return line if len(line) < 100 or len(texts) == 1 else "[\n" + "".join(f"  {_quoted(t)},\n" for t in texts) + "]"


def _quoted(text: str) -> str:
    """A basic string of TOML, with all escaped that a terminal would obey: JSON's escapes are among TOML's own."""
    escaped = json.dumps(text, ensure_ascii=False)
    return "".join(char if char.isprintable() else f"\\U{ord(char):08x}" for char in escaped)


def _reach(every: Iterable[str]) -> dict[str, set[str]]:
    """Each pattern with some components made `*` -> the cases that it matches."""
    reach: dict[str, set[str]] = {}
    for name in every:
        for pattern in _patterns(name):
            reach.setdefault(pattern, set()).add(name)
    return reach


def _smallest(wanted: frozenset[str], reach: Mapping[str, set[str]]) -> list[str]:
    """Greedily, the pattern that covers most of what is left, and nothing that is not wanted."""
    candidates = sorted({pattern for name in wanted for pattern in _patterns(name)})
    sound = {pattern: names for pattern in candidates if (names := reach.get(pattern, {pattern})) <= wanted}
    left, chosen = set(wanted), []
    while left:
        best = max(sound, key=lambda pattern: len(sound[pattern] & left))
        chosen.append(best)
        left -= sound[best]
    return chosen


def _patterns(name: str) -> Iterator[str]:
    """All patterns of a name with any of its components made `*`."""
    parts = name.split("/")
    for mask in range(1 << len(parts)):
        yield "/".join("*" if mask >> index & 1 else part for index, part in enumerate(parts))
