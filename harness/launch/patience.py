"""A time limit of which nothing counts during which this process itself stood still."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from typing import Any

SLICE = 1.0
"""Seconds that are waited at a time."""
SLOWEST = 1.5
"""Times its length that a slice counts at the most. What is longer was a stopped process (SIGSTOP), a machine that
slept, or a loop that was busy: none of it is the program's time.
"""


async def comes_within(
    coming: asyncio.Future[Any],
    limit: float,
    clock: Callable[[], float] = time.monotonic,
    spared: Callable[[], float] = lambda: 0.0,
) -> bool:
    """True if a future is done within the limit, in seconds. It is not cancelled if not.

    `spared` tells the seconds so far that count, though they did not have to be waited.
    """
    left = limit
    while left > spared() and not coming.done():
        patience, began = min(SLICE, left - spared()), clock()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(coming), patience)
        left -= min(clock() - began, SLOWEST * patience)
    return coming.done()
