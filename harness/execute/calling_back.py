"""Calls a program back that asked for it: at the address that it named, once its request was answered."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
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
    waiting: set[int] = field(default_factory=set)
    """Those on which it listened when its last request asked for a call, and at which it was not reached."""
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _count: int = 0
    _closed: bool = False

    def around(self, responder: Responder) -> Responder:
        """The same responder; what it answers well is followed by its callbacks. It may be called on any thread."""

        def respond(request: Request) -> Reply | Awaitable[Reply]:
            reply = responder(request)
            if isinstance(reply, Reply) and reply.status < 400 and not reply.fault:
                return self._begin(request, reply)
            return reply

        return respond

    async def close(self) -> None:
        """Ends what is still on its way: the program has ended.

        A try at a port that fails just then hides that it was cancelled (`asyncio.wait_for` before Python 3.12).
        """
        self._closed = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _begin(self, request: Request, reply: Reply) -> Reply:
        """Begins what a good reply promises; who listens is looked at before the program has it, and may close."""
        self._count += 1
        due = tuple(self.callbacks.after(request, self._count))
        self.ports |= {one.port for one in due}
        open_now = await self.place.ports() if self.place and due else ()
        self.waiting = {one.port for one in due} & set(open_now)
        self._tasks |= {asyncio.create_task(self._deliver(one, reply.delay)) for one in due}
        return reply

    async def _deliver(self, one: CallBack, delay: float) -> None:
        """A program that never opens its port is not called: it ends, or its time limit ends it."""
        assert self.place is not None  # noqa: S101 - no program runs without
        await asyncio.sleep(AFTERWARDS + delay)
        while (connection := await connected(self.place, one.port)) is None:
            if self._closed:
                return
            await asyncio.sleep(LONGEST_WAIT)
        self.waiting.discard(one.port)
        exchange = await send(connection, one.delivery.request, LIMIT)
        self.delivered.append(Delivered(one.delivery, exchange))
