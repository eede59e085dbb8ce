"""Calls a program back that asked for it: at the address that it named, once its request was answered."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from harness.execute.receiving import LONGEST_WAIT, connected
from harness.launch import Place
from harness.mock.sender import send
from harness.model import Delivered, Reply, Request, Responder
from harness.plan.callbacks import CallBack, Callbacks

AFTERWARDS = 0.1
"""Seconds from an answer to what it promises: a program first reads the answer."""
LIMIT = 10.0
"""Seconds that a program may take for an answer."""


@dataclass
class CallingBack:
    """The callbacks of one start of a program."""

    callbacks: Callbacks
    place: Place | None = None
    """Where the program runs; known before its first request."""
    delivered: list[Delivered] = field(default_factory=list)
    ports: set[int] = field(default_factory=set)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _loop: asyncio.AbstractEventLoop = field(default_factory=asyncio.get_running_loop)
    _count: int = 0

    def around(self, responder: Responder) -> Responder:
        """The same responder; what it answers well is followed by its callbacks. It may be called on any thread."""

        def respond(request: Request) -> object:
            reply = responder(request)
            if isinstance(reply, Reply) and reply.status < 400 and not reply.fault:
                self._loop.call_soon_threadsafe(self._begin, request)
            return reply

        return respond  # type: ignore[return-value]

    async def close(self) -> None:
        """Ends what is still on its way: the program has ended."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _begin(self, request: Request) -> None:
        self._count += 1
        for one in self.callbacks.after(request, self._count):
            self.ports.add(one.port)
            self._tasks.add(self._loop.create_task(self._deliver(one)))

    async def _deliver(self, one: CallBack) -> None:
        """A program that never opens its port is not called: it ends, or its time limit ends it."""
        assert self.place is not None  # noqa: S101 - no program runs without
        await asyncio.sleep(AFTERWARDS)
        while (connection := await connected(self.place, one.port)) is None:
            await asyncio.sleep(LONGEST_WAIT)
        exchange = await send(connection, one.delivery.request, LIMIT)
        self.delivered.append(Delivered(one.delivery, exchange))
