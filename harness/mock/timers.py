"""What a listener does after a while, by the clock of the program that it answers. That clock can be moved."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable


def _not_moved() -> float:
    return 0.0


class Timer:
    """Something that will be done; `cancel` lets it be."""

    def __init__(self, timers: Timers, at: float, do: Callable[[], None]) -> None:
        self.at = at
        """When, by the clock of `timers`."""
        self._timers, self._do = timers, do
        self._handle: asyncio.TimerHandle | None = None

    def set(self) -> None:
        """Lets it be done in time by the clock as it is now."""
        if self._handle:
            self._handle.cancel()
        self._handle = asyncio.get_running_loop().call_later(max(0.0, self.at - self._timers.now()), self._fire)

    def cancel(self) -> None:
        """Lets it be."""
        if self._handle:
            self._handle.cancel()
        self._timers.drop(self)

    def _fire(self) -> None:
        self._timers.drop(self)
        self._do()


class Timers:
    """The timers of one listener, in seconds."""

    def __init__(self) -> None:
        self.ahead: Callable[[], float] = _not_moved
        """Seconds that the program's clock is ahead of the machine's, now."""
        self._timers: dict[Timer, None] = {}

    def now(self) -> float:
        """The time by the program's clock, from a moment that says nothing."""
        return asyncio.get_running_loop().time() + self.ahead()

    def later(self, delay: float, do: Callable[[], None]) -> Timer:
        """Does something after a delay."""
        timer = Timer(self, self.now() + delay, do)
        self._timers[timer] = None
        timer.set()
        return timer

    def due(self) -> float:
        """Seconds until something is done; infinity if nothing is."""
        return max(0.0, min((timer.at for timer in self._timers), default=math.inf) - self.now())

    def moved(self) -> None:
        """The clock was moved: what is due by now is done next."""
        for timer in tuple(self._timers):
            timer.set()

    def drop(self, timer: Timer) -> None:
        """Forgets a timer that is done or cancelled."""
        self._timers.pop(timer, None)
