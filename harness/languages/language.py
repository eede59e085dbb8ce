"""What a language is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from harness.languages.toolchain import Requirement, Tool
from harness.model import CouldNotStart, Example


@dataclass(frozen=True)
class Preparation:
    """All programs of a language, ready to start."""

    commands: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """An example's id -> the argument list that starts it."""
    failures: Mapping[str, CouldNotStart] = field(default_factory=dict)
    """An example's id -> why it can't be started."""
    env: Mapping[str, str] = field(default_factory=dict)
    """Variables that every program of the language gets."""
    fork_servers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """An example's id -> the argument list of a process that it may be forked from (harness/launch/warm.py)."""


Prepare = Callable[[Sequence[Example], Mapping[str, Tool], Path], Preparation]
"""Examples, tools by name, and a folder for build products that outlives the run -> what to start."""


@dataclass(frozen=True)
class Language:
    """A language: the four that are bundled, and any that a project adds, are values of this type."""

    name: str
    title: str
    extensions: tuple[str, ...]
    workdir: str
    """The folder below the examples tree that the programs run from."""
    requirements: tuple[Requirement, ...]
    prepare: Prepare
    builds: bool = False
    """True where making its programs ready may keep all cores busy."""
    comment: str = "#"
    """How a line of comment begins."""
    time_limit: float | None = None
    env: Mapping[str, str] = field(default_factory=dict)
    """Variables that every program gets, whatever command starts it."""
    image: str = ""
    """The image that its programs run in, where they run in containers; empty for a language that has none."""
    inside: Mapping[str, str] = field(default_factory=dict)
    """A word of its commands -> what the image calls it, where that is not the word itself."""
    libraries: Callable[[Path], Mapping[str, str]] = lambda _: {}
    """The work folder -> variables by which programs in a container find the libraries that lie there."""
    words: Callable[[Path], Mapping[str, str]] = lambda _: {}
    """The work folder -> words besides `{file}` and the tools' names that a command may hold."""
