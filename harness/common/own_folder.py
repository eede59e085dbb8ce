"""The project's own folder: what one run leaves for another. Whoever writes to it does so through this module.

A contributor can commit a folder of that name with links in it, so no link is followed below the project's root.
"""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path

from harness.common import atomic, own_key

NAME = ".harness"


@dataclass(frozen=True)
class OwnFolder:
    """`.harness` below a project's root."""

    root: Path
    """The project's root."""

    @property
    def path(self) -> Path:
        """The folder itself."""
        return self.root / NAME

    @property
    def last_run(self) -> Path:
        """The JSON report of the last run."""
        return self.path / "last-run.json"

    @property
    def earlier(self) -> Path:
        """The folder of the JSON reports before it, as far as they have cases that it has not."""
        return self.path / "earlier"

    @property
    def page(self) -> Path:
        """The HTML report that `harness report` opens."""
        return self.path / "report.html"

    @property
    def last_state(self) -> Path:
        """A digest of all that the last run's report depends on."""
        return self.path / "last-run.state"

    @property
    def durations(self) -> Path:
        """How long each case took."""
        return self.path / "durations.json"

    @property
    def shown(self) -> Path:
        """What the HTML report shows beside the records."""
        return self.path / "shown.json"

    @property
    def exchanges(self) -> Path:
        """The folder of what each program sent, and what it was answered."""
        return self.path / "exchanges"

    @property
    def samples(self) -> Path:
        """The folder of the programs that were taken out of documents."""
        return self.path / "samples"

    @property
    def build(self) -> Path:
        """The folder of compiled programs."""
        return self.path / "build"

    @property
    def matrix(self) -> Path:
        """The folder of the toolchains and libraries of a matrix."""
        return self.path / "matrix"

    @property
    def cache(self) -> Path:
        """The folder of the cases' results."""
        return self.path / "cache"

    @property
    def lint(self) -> Path:
        """The folder of what was found in each document."""
        return self.path / "lint"

    @property
    def tools(self) -> Path:
        """The folder of the documents' own tools."""
        return self.path / "tools"

    @property
    def documents(self) -> Path:
        """The folder of large documents as they were read."""
        return self.path / "documents"

    def check(self) -> None:
        """Raises EnvironmentTrouble where the folder, or one that commands fill, is a link or another user's.

        The tools' folder may be a link, and is then only read.
        """
        folders = (self.earlier, self.exchanges, self.samples, self.build, self.cache, self.lint, self.documents)
        with contextlib.suppress(OSError):
            owners = {os.geteuid(), self.root.stat().st_uid}
            for path in (self.path, *folders):
                with contextlib.suppress(FileNotFoundError, NotADirectoryError):
                    atomic.check_own(path, path.lstat(), owners)


def make(folder: Path) -> None:
    """Makes a folder below `.harness`. Raises OSError, and EnvironmentTrouble for a link on the way."""
    atomic.folder_below(_base(folder), folder)


def write(path: Path, content: str | bytes) -> None:
    """Writes a file below `.harness` in one step. Raises OSError, and EnvironmentTrouble for a link on the way."""
    atomic.write_below(_base(path), path, content)


def write_signed(path: Path, content: bytes) -> None:
    """As `write`, with a digest that only this user's harness can make, for this file's name."""
    write(path, own_key.mac(path.stem, content) + b"\n" + content)


def read_signed(path: Path) -> bytes:
    """What `write_signed` wrote. Raises OSError, and ValueError for a file that is damaged, or that others wrote."""
    digest, _, content = path.read_bytes().partition(b"\n")
    if not own_key.holds(digest, path.stem, content):
        raise ValueError(f"{path}: expected what this user's harness wrote")
    return content


def _base(path: Path) -> Path:
    """The project's root; for a path that is not below `.harness`, as tests have, the folder that it lies in."""
    for folder in reversed(path.parents):
        if folder.name == NAME:
            return folder.parent
    return path.parent
