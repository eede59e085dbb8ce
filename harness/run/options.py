"""How a run goes, whatever it runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from harness.report.shape import CaseRecord
from harness.run.world import MOCK, World

if TYPE_CHECKING:
    from harness.execute.keeper import Keeper
    from harness.plan.shards import Shard
    from harness.report.details import Details


class Watcher(Protocol):
    """What wants to know how far a run is; it is called on the runner's threads, and must not keep them."""

    def due(self, count: int) -> None:
        """So many programs are to run: other cases are remembered."""

    def began(self, name: str) -> None:
        """A program starts."""

    def ended(self, name: str) -> None:
        """A program has ended."""

    def judged(self, record: CaseRecord) -> None:
        """A case has its verdict."""


@dataclass(frozen=True)
class Options:
    """What a run's command line says of it."""

    jobs: int = 0
    """How many programs run at once; 0 is as many as there are cores."""
    launcher: Literal["local", "docker"] = "local"
    """Where the programs run: on this machine, or in containers."""
    strict: bool = False
    """True where a missing toolchain is a failure and not a skip."""
    world: World = MOCK
    """What answers the programs' requests."""
    recordings: Path | None = None
    """The folder to which each case's exchanges are written as HAR files."""
    keeper: Keeper | None = None
    """What is called for each program that was started, before its private copy goes."""
    shard: Shard | None = None
    """Which part of the plan this run is, where it is one."""
    details: Details | None = None
    """What keeps the pictures and first bytes that only the HTML page shows."""
    durations: Mapping[str, float] = field(default_factory=dict)
    """Case name -> seconds that it took before, for the order."""
    watcher: Watcher | None = None
    """Whom to tell how far the run is."""
    cache: bool = False
    """True where a case of which nothing has changed is answered from the cache."""
    most_failures: int = 0
    """After how many failed cases no other begins; 0 lets all run."""
    first_verdict_soon: bool = False
    """True where a person waits: `success` comes first, and what only waits last."""
    repeat: int = 1
    """How often each case runs; from 2 on it is flaky if it both passes and fails."""
    update_requests: bool = False
    """True where the reviewed requests are written anew from what the programs send."""
    require_guard: bool = False
    """True where programs that nothing confines are not to run."""
    virtual_time: bool = False
    """True where the clock of a program that only waits is moved, so that it need not wait for real."""
    cold: bool = False
    """True where every program is started from nothing."""

    @property
    def remembers(self) -> bool:
        """True where the cache has all that is asked for: it keeps no HAR files, private copies, or live answers."""
        return self.cache and self.world.repeatable and self.repeat == 1 and not (self.recordings or self.keeper)
