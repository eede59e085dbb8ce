"""The containers of one image: one for each program that runs, so that programs share nothing in them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Executor

from harness.launch.engine import Container

AT_MOST = 16
"""Containers of one image. More programs than these wait for one before their time begins."""


class Pool:
    """Starts containers as programs ask for them, and gives each to one program at a time.

    `start` and `end` wait for the engine, so they are called on threads; `start` raises EnvironmentTrouble.
    """

    def __init__(self, start: Callable[[], Container], end: Callable[[Container], None], threads: Executor) -> None:
        self._start, self._end, self._threads = start, end, threads
        self._places = 0
        self._free: asyncio.LifoQueue[Container | None] = asyncio.LifoQueue()
        """None is a place in which no container is."""

    @contextlib.asynccontextmanager
    async def one(self) -> AsyncIterator[Container]:
        """A container that no other program is in. Raises EnvironmentTrouble where none could be started."""
        container = await self._take()
        try:
            yield container
        except BaseException:  # nobody knows what is left in it
            asyncio.get_running_loop().run_in_executor(self._threads, self._end, container)
            self._free.put_nowait(None)
            raise
        self._free.put_nowait(container)

    async def _take(self) -> Container:
        found = None
        if self._free.empty() and self._places < AT_MOST:
            self._places += 1
        else:
            found = await self._free.get()
        if found:
            return found
        begun = asyncio.get_running_loop().run_in_executor(self._threads, self._start)
        try:
            return await asyncio.shield(begun)
        except BaseException:  # it failed, or the program was given up meanwhile
            begun.add_done_callback(self._settle)
            raise

    def _settle(self, begun: asyncio.Future[Container]) -> None:
        self._free.put_nowait(None if begun.cancelled() or begun.exception() else begun.result())
