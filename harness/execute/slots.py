"""How many programs work at once. A program that only waits holds no core, and so no slot."""

from __future__ import annotations

import asyncio
import heapq
from types import TracebackType

from harness.scenarios import LONG

MOST_LONG, MOST_SHORT = 80, 24
"""Programs that may wait at once, for long and for less: each costs some 2 MB of memory, though no time. They are
counted apart, or those of a language that is ready early would keep the long ones of the others from beginning."""


class Slots:
    """`jobs` places for programs that work, given out by rank, and more for those that wait for an answer.

    A program that will wait never keeps one that works from starting.
    """

    def __init__(self, jobs: int, room: int = 1000) -> None:
        """`room` is how many programs there may be at once in all, waiting ones among them: 3 or more."""
        jobs = min(jobs, room // 3)
        self._free = jobs
        self._queue: list[tuple[int, asyncio.Future[None]]] = []
        self._long, self._short = (
            asyncio.Semaphore(min(max(jobs, most), room // 3)) for most in (MOST_LONG, MOST_SHORT)
        )

    def slot(self, rank: int, *, waits: float) -> Slot:
        """A slot for one program; the lowest rank comes first. `waits` is for how many seconds it will only wait."""
        return Slot(self, rank, (self._long if waits >= LONG else self._short) if waits else None)

    async def acquire(self, rank: int) -> None:
        """Waits until a core is free for this rank. Ranks are unlike one another."""
        if self._free:
            self._free -= 1
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._queue, (rank, turn))
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():
                self.release()
            raise

    def release(self) -> None:
        """Gives a core to the next one in rank."""
        while self._queue:
            _, turn = heapq.heappop(self._queue)
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1


class Slot:
    """One program's hold on a core, from `async with` to its end or until it waits."""

    def __init__(self, slots: Slots, rank: int, waiting: asyncio.Semaphore | None) -> None:
        self._slots, self._rank, self._waiting = slots, rank, waiting
        self._working = False

    async def __aenter__(self) -> Slot:
        if self._waiting:
            await self._waiting.acquire()
        await self._slots.acquire(self._rank)
        self._working = True
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.wait()
        if self._waiting:
            self._waiting.release()

    def wait(self) -> None:
        """The program waits from now on. What it does afterwards is short, and is let run without a slot."""
        if self._working:
            self._working = False
            self._slots.release()
