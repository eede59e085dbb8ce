"""One case's listener, and everything that came over it."""

from __future__ import annotations

import asyncio
import select
import socket
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Literal

from harness.common import clock
from harness.common.listening import BACKLOG
from harness.errors import EnvironmentTrouble
from harness.mock.connection import Connection
from harness.mock.door import Door
from harness.mock.spool import weight
from harness.mock.timers import Timers
from harness.mock.tls import TlsLayer
from harness.model import Exchange, Message, Reply, Request, Responder, Talk

ACCEPTING = 4
"""Turns of the event loop from a connection that waits to be accepted to its `connection_made`, and one to spare: a
program may have sent its request and ended before the loop came to look."""
MOST_CONNECTIONS = 256
"""Connections that one program may hold open at once."""
MOST_REQUESTS = 1000
"""Requests of one program that are kept and answered; no example has a use for more than a few."""
MOST_SIZE = 256 * 1024 * 1024
"""Bytes of all of them."""
MOST_IN_MEMORY = 16 * 1024 * 1024
"""Bytes of those that are small enough to stay in memory, and of the heads of the others."""
AT_ONCE = 64 * 1024
"""Bytes of a request up to which the reply is decided at once; longer ones are read on another thread, so that other
programs get their answers meanwhile."""
LONGEST_PAUSE = 1.0
"""Seconds that the pieces of a body are apart at the most, however slow a program is."""
AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
"""Statuses after which a client may wait, and ask once more."""
UNANSWERED = Reply(fault="reset")
"""What appears in an exchange until its reply is there."""

_READERS = ThreadPoolExecutor(1, "reader")
"""Reads large requests, one after another: a few at once would take the memory of all of them."""


def distrust(how: str) -> EnvironmentTrouble:
    """What to say where a program does not believe that the mock is its host."""
    return EnvironmentTrouble(
        f"the program does not trust the mock's certificate ({how}): its client brings a list of CAs of its own, "
        'to be named in the settings\' "ca_bundles"'
    )


class Station:
    """Answers the requests that come over one listening socket, and keeps the exchanges in order of arrival."""

    def __init__(
        self,
        responder: Responder,
        waiting: Callable[[], None] = lambda: None,
        *,
        bounded: bool = True,
        keeping: bool = True,
    ) -> None:
        """`waiting` is called whenever an answer is put off, never comes, or asks its client to wait.

        `bounded` is False for a station that may be called without end; with `keeping` False it keeps no exchanges.
        """
        self._responder = responder
        self._waiting = waiting
        self.timers = Timers()
        self.waits = asyncio.Event()
        """Set when an answer was put off, never comes, or asks its client to wait or to come again."""
        self._servers: list[asyncio.Server] = []
        self._connections: dict[Connection, None] = {}
        """In the order in which they came."""
        self._idle = asyncio.Event()
        self._idle.set()
        self._later: set[asyncio.Task[Reply]] = set()
        self._bounded, self._keeping = bounded, keeping
        self._size = self._in_memory = self._reading = 0
        self._ready: float | None = None
        """When it first could be called, by time.monotonic."""
        self._slowness: float | None = None
        """Seconds that the program took from then to its first connection."""
        self.exchanges: list[Exchange] = []
        self.trouble: Exception | None = None
        """What the responder raised, where it did: then the case says nothing about the program."""
        self.left = False
        """True where a client left as soon as it had seen the mock's certificate."""

    async def open(self, listener: socket.socket, door: Door | None = None) -> None:
        """Starts answering on a socket that is bound and listening; `door` says what host that is."""
        loop = asyncio.get_running_loop()
        self._ready = self._ready or time.monotonic()
        self._servers.append(await loop.create_server(lambda: self._connection(door), sock=listener, backlog=BACKLOG))

    def _connection(self, door: Door | None) -> asyncio.Protocol:
        connection = Connection(self, door)
        return TlsLayer(connection, door.context, connection.speaks, self._refused) if door else connection

    def _refused(self, reason: str) -> None:
        """A client does not trust the mock's certificate: then the case says nothing about the program."""
        if reason:
            self.trouble = self.trouble or distrust(reason)
        self.left = True

    async def close(self, patience: float = 0.2) -> None:
        """Stops listening, and takes what is still on its way from connections that the program has left.

        `patience`, in seconds, is how long a connection may stay open that its owner's end should have closed: one
        is still open only where a process outlived the case.
        """
        if self._servers:
            for _ in range(ACCEPTING):
                await asyncio.sleep(0)
            for server in self._servers:
                server.close()
        try:
            await asyncio.wait_for(self._idle.wait(), patience)
        except TimeoutError:
            for connection in tuple(self._connections):
                connection.drop()
        for connection in tuple(self._connections):
            connection.record_leftover()
        await asyncio.gather(*self._later, return_exceptions=True)

    async def due(self) -> float:
        """Seconds until something is done by itself: 0 until all that came is read, answered and sent, but for answers
        that are put off; infinity if there are none."""
        for _ in range(ACCEPTING):
            await asyncio.sleep(0)
        lines = [line for server in self._servers for line in server.sockets]
        if self._later or self._reading or any(one.works for one in self._connections):
            return 0.0
        return 0.0 if lines and select.select(lines, [], [], 0)[0] else self.timers.due()

    def abandon(self) -> None:
        """Waits no more for replies that are still to come."""
        for task in self._later:
            task.cancel()

    def opened(self, connection: Connection) -> None:
        """Called by a connection when it begins.

        Of too many one is ended at once: that one, or, where the station may be called without end, the oldest that
        waits for nothing.
        """
        unused = () if self._bounded else (one for one in self._connections if one.is_idle)
        left = next(iter(unused), connection) if len(self._connections) >= MOST_CONNECTIONS else None
        self._connections[connection] = None
        self._idle.clear()
        if self._slowness is None:
            self._slowness = time.monotonic() - self._ready if self._ready and self._bounded else 0.0
        if self._full():
            left = connection
        if left:
            left.drop()

    def closed(self, connection: Connection) -> None:
        """Called by a connection when it has ended."""
        self._connections.pop(connection, None)
        if not self._connections:
            self._idle.set()

    def answer(self, request: Request) -> Reply | asyncio.Task[Reply]:
        """Decides the reply to a request, and records both; a task where the responder takes its time.

        A request beyond what is kept is not recorded, and its connection is reset.
        """
        if self._full():
            return UNANSWERED
        size, in_memory = weight(request)
        self._size += size
        self._in_memory += in_memory
        exchange, begun = Exchange(request, UNANSWERED, time.time() + self.timers.ahead()), time.monotonic()
        reply: Reply | Awaitable[Reply]
        if (size > AT_ONCE or self._reading) and not request.fault:
            reply = self._read_later(request)
        else:
            reply = self._reply(request)
        if not isinstance(reply, Reply):
            place = self._keep(exchange)
            task = asyncio.ensure_future(self._answer_later(request, reply, place, begun))
            self._later.add(task)
            task.add_done_callback(self._later.discard)
            return task
        reply = self._as_sent(request, reply)
        self._keep(replace(exchange, reply=reply, seconds=time.monotonic() - begun + reply.delay))
        self._say_if_put_off(reply)
        return reply

    def conversed(self, talk: Talk, messages: tuple[Message, ...]) -> None:
        """Called by a connection when a WebSocket has ended: what was said goes into its exchange."""
        for place, one in enumerate(self.exchanges):
            if one.reply.talk is talk:
                fault: Literal["truncate"] | None = "truncate" if any(said.breaks_off for said in messages) else None
                self.exchanges[place] = replace(
                    one, reply=replace(one.reply, talk=None, fault=fault), messages=messages
                )

    def _say_if_put_off(self, reply: Reply) -> None:
        put_off = reply.delay or reply.fault == "hang" or reply.header("Retry-After")
        if put_off:
            self._waiting()
        if put_off or reply.status in AGAIN:
            self.waits.set()

    def _reply(self, request: Request) -> Reply | Awaitable[Reply]:
        ahead = clock.ahead.set(self.timers.ahead())
        try:
            return self._responder(request)
        except Exception as error:  # whatever a project's own rules raise; a program must still get an end of its call
            return self.failed(error)
        finally:
            clock.ahead.reset(ahead)

    async def _read_later(self, request: Request) -> Reply:
        """The reply to a request that takes long to read. Those that come meanwhile are answered after it."""
        self._reading += 1
        try:
            reply = await asyncio.get_running_loop().run_in_executor(_READERS, self._reply, request)
        finally:
            self._reading -= 1
        return reply if isinstance(reply, Reply) else await reply

    async def _answer_later(self, request: Request, coming: Awaitable[Reply], place: int | None, begun: float) -> Reply:
        """Waits for a reply, and puts it into the exchange that waits for it."""
        try:
            reply = self._as_sent(request, await coming)
        except Exception as error:  # as in `answer`
            reply = self.failed(error)
        if place is not None:
            seconds = time.monotonic() - begun + reply.delay
            self.exchanges[place] = replace(self.exchanges[place], reply=reply, seconds=seconds)
        self._say_if_put_off(reply)
        return reply

    def _as_sent(self, request: Request, reply: Reply) -> Reply:
        """The reply without what the client does not get of it. A slow program gets longer pauses between pieces: it
        is to read each of them alone."""
        if request.method == "HEAD":
            return replace(reply, body=b"", left_out=len(reply.body), cuts=())
        if not reply.cuts:
            return reply
        return replace(reply, pause=max(reply.pause, min(self._slowness or 0.0, LONGEST_PAUSE)))

    def _keep(self, exchange: Exchange) -> int | None:
        """Puts an exchange at the end of those that are kept, and tells its place; None where none are kept."""
        if not self._keeping:
            return None
        self.exchanges.append(exchange)
        return len(self.exchanges) - 1

    def _full(self) -> bool:
        many = len(self.exchanges) >= MOST_REQUESTS or self._size > MOST_SIZE or self._in_memory > MOST_IN_MEMORY
        return many and self._bounded

    def failed(self, error: Exception) -> Reply:
        """Keeps trouble of our own, for which no program is to blame, and says how the program gets an end."""
        self.trouble = self.trouble or error
        return Reply(fault="reset")
