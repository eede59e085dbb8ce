"""What a language is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from harness.languages.fragments import Completed, as_it_is
from harness.languages.toolchain import Requirement, Tool
from harness.model import CouldNotStart, Dialect, Example


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
    """A language: the bundled ones, and any that a project or a package adds, are values of this type."""

    name: str
    title: str
    extensions: tuple[str, ...]
    workdir: str
    """The folder below the examples tree that the programs run from, the tree itself where it does not exist;
    `{folder}` is each program's own."""
    requirements: tuple[Requirement, ...]
    prepare: Prepare
    dialect: Dialect = field(default_factory=Dialect)
    """How its programs read. Marks that are omitted are those of all bundled languages (registry.py)."""
    complete: Callable[[str], Completed] = as_it_is
    """A sample -> a whole program: it adds what is certain to be lacking, and nothing else."""
    beside: Mapping[str, str] = field(default_factory=dict)
    """Name -> text of the files that must lie in a folder that the programs run from."""
    ping: str = ""
    """A program by which `harness doctor` tries the language: one GET of `@PATH@` from the host in the variable
    `@HOST@`, with the key in `@KEY@` as a bearer token. Its exit status is not 0 where the answer is not 200."""
    writer: str = ""
    """The function by which `harness new` writes programs, as `module:name`; only that command imports it."""
    forks_load_tree: bool = True
    """False where what its programs are forked from loads nothing of the tree, its libraries included."""
    builds: bool = False
    """True where making its programs ready may keep all cores busy."""
    time_limit: float | None = None
    env: Mapping[str, str] = field(default_factory=dict)
    """Variables that every program gets, whatever command starts it."""
    image: str = ""
    """The image that its programs run in, where they run in containers; empty for a language that has none."""
    inside: Mapping[str, str] = field(default_factory=dict)
    """A word of its commands -> what the image calls it, where that is not the word itself."""
    prepare_with: Callable[[Path], Prepare] | None = None
    """A folder of libraries -> the same as `prepare`, for programs that find them there; None where the language has
    a place of its own for them."""
    libraries: Callable[[Path], Mapping[str, str]] = lambda _: {}
    """The work folder -> variables by which programs in a container find the libraries that lie there."""
    uses_libraries: Callable[[Path], bool] = lambda _: True
    """False for a program that needs the language alone: other versions of libraries are nothing to it."""
    words: Callable[[Path], Mapping[str, str]] = lambda _: {}
    """The work folder -> words besides `{file}` and the tools' names that a command may hold."""
