"""How many programs work at once. A program that only waits holds no core, and so no slot."""

from __future__ import annotations

import asyncio
from types import TracebackType

MOST_WAITING = 128
"""Programs that may wait at once: each costs memory, though no time."""


class Slots:
    """`jobs` places for programs that work, and many more for those that wait."""

    def __init__(self, jobs: int) -> None:
        self._work = asyncio.Semaphore(jobs)
        self._alive = asyncio.Semaphore(jobs + MOST_WAITING)

    def slot(self) -> Slot:
        """A slot for one program, held from `async with` to its end or until it waits."""
        return Slot(self._work, self._alive)


class Slot:
    """One program's hold on a core."""

    def __init__(self, work: asyncio.Semaphore, alive: asyncio.Semaphore) -> None:
        self._work, self._alive = work, alive
        self._working = False

    async def __aenter__(self) -> Slot:
        await self._alive.acquire()
        await self._work.acquire()
        self._working = True
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.wait()
        self._alive.release()

    def wait(self) -> None:
        """The program waits from now on. What it does afterwards is short, and is let run without a slot."""
        if self._working:
            self._working = False
            self._work.release()
