"""Time that need not be waited for: the clock of a program that only waits is moved to when its wait is over.

Another process moves it (clock/clocks.py). It does so only when all threads of the case wait, and nobody has anything
to do for them. Where that is not certain, time passes by itself.
"""

from __future__ import annotations

import asyncio
import contextlib
import math
import os
import time
from collections.abc import Callable, Coroutine
from typing import Any

from harness.launch.clock.moved import Moved
from harness.launch.clock.target import Span, target
from harness.launch.command import Counterpart

QUIET = 1.0
"""Seconds after which a program is looked at that nobody said to wait."""
SETTLED = 0.02
"""Seconds from an answer that may let a program wait until it is looked at: most have ended by then."""
AT_ONCE = (os.cpu_count() or 1) + 2
"""Programs of one launcher that are looked at at once: it takes a core. Time passes by itself for the others."""
_SECOND = 1_000_000_000


class Shared:
    """What the cases of one launcher share."""

    def __init__(self, descriptor: int) -> None:
        """`descriptor` is that of the memory that says how far clocks were moved (clock/moved.py)."""
        self.moved = Moved(descriptor)
        self.looks = asyncio.Semaphore(AT_ONCE)


class VirtualTime:
    """The time of one case."""

    def __init__(
        self, say: Callable[[dict[str, Any]], None], shared: Shared, answering: Counterpart | None, limit: float
    ) -> None:
        """`say` sends a message about the case to the warden. Where nobody is `answering`, all time is real."""
        self._say, self._shared, self._answering, self._limit = say, shared, answering, limit
        self._slot: int | None = None
        self._asked = self._started = time.monotonic_ns()
        self.real = ""
        """Why waits are real ones; empty if they are not."""
        self.doubt = ""
        """Why the clock may have misled the program; empty if it did not."""
        self.over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        """Done when the program's time is over, or nothing that it still does counts."""
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def spared(self) -> float:
        """Seconds that were not waited."""
        return 0.0 if self._slot is None else self._shared.moved.read(self._slot) / _SECOND

    def misled(self, *, timed_out: bool) -> str:
        """Why the clock may have misled the program: also where its time was up, and nobody has seen that it waits."""
        unseen = timed_out and self._slot is not None and not self.over.done()
        unsure = self._slot is not None and not self._shared.moved.is_sure(self._slot)
        return (
            self.doubt
            or ("its time was up while its clock was looked at" if unseen else "")
            or ("it ended while its clock was moved" if unsure else "")
        )

    def start(self) -> None:
        """The program's time begins."""
        self._started = time.monotonic_ns()
        if self._answering:
            self._answering.timers.ahead = lambda: self.spared
            self._do(self._begin(self._answering))

    def close(self) -> None:
        """From now on all time is real."""
        if self._slot is not None and self._answering:
            self._shared.looks.release()
        self._answering = None
        for task in tuple(self._tasks):
            task.cancel()
        self._tasks.clear()

    def hear(self, message: dict[str, Any]) -> bool:
        """Takes a message of whoever moves the clock; False for another one."""
        if "quiet" in message:
            if self._answering:
                self._do(self._go_on(self._answering, message["quiet"]))
        elif "moved" in message:
            if self._answering:
                self._answering.timers.moved()
            if self._now() >= self._end:
                self._finish()
        elif "real" in message:
            self.real = message["real"]
            if message.get("doubt") or ("gone" in message and self.spared):
                self.doubt = message["real"]
                self._finish()
        else:
            return False
        return True

    def _now(self) -> int:
        return time.monotonic_ns() + round(self.spared * _SECOND)

    @property
    def _end(self) -> int:
        return self._started + round(self._limit * _SECOND)

    def _finish(self) -> None:
        if not self.over.done():
            self.over.set_result(None)

    def _do(self, what: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(what)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _begin(self, answering: Counterpart) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(answering.waits.wait(), QUIET)
        await asyncio.sleep(SETTLED)
        await self._shared.looks.acquire()
        self._slot = self._shared.moved.take()
        self._tell({"do": "watch", "began": self._asked, "slot": self._slot})

    async def _go_on(self, answering: Counterpart, quiet: Span) -> None:
        """All threads wait."""
        due = await answering.due()
        now = self._now()
        others = min(self._end, now + round(due * _SECOND)) if due < math.inf else self._end
        self._tell({"do": "move", "to": target(quiet, others, now), "until": others if due else 0})

    def _tell(self, message: dict[str, Any]) -> None:
        with contextlib.suppress(OSError):  # the warden is gone: whoever waits for the program's end learns it
            self._say(message)
