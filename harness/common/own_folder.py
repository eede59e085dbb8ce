"""The project's own folder: what one run leaves for another."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

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
