"""A program that receives: it is started, sent deliveries once its port is open, and asked to end."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from harness.errors import EnvironmentTrouble
from harness.launch import Command, Ending, Launcher, Place, Workspace
from harness.mock.sender import send
from harness.model import Delivered, Escape, Reception, WrittenFile
from harness.plan.deliveries import Deliveries

ADDRESSES = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))
"""Where programs listen that people try on their own machine."""
FIRST_WAIT, LONGEST_WAIT = 0.02, 0.2
"""Seconds between two tries at a port: the kernel tells nobody that one opens. Each try is a packet that is watched for
(loopback.py), so that they become fewer."""
CONNECTING = 1.0
"""Seconds that a connection may take to begin: it takes none, but where the program accepts no more."""
STOPPING = 5.0
"""Seconds from SIGTERM to the end of a program: servers close their connections first."""
SETTLING, LONGEST_SETTLING = 0.05, 1.0
"""Seconds without anything new after which a delivery's work counts as done, and seconds that it may take: programs
answer first and work behind it."""
MARGIN = 5.0
"""Seconds beside all that are allowed for its parts, after which a program is ended whatever it does."""
MOST_PRINTED = 256 * 1024
"""Bytes of stdout that are looked at after each delivery."""


@dataclass
class Attendance:
    """One start of a program that receives."""

    place: Place
    workspace: Workspace
    deliveries: Deliveries
    port: int
    _printed: int = 0
    _written: dict[str, WrittenFile] = field(default_factory=dict)

    async def run(self, command: Command) -> tuple[Ending, Reception]:
        """Runs the program to its end; raises OSError where it can't be started."""
        limit, made = command.time_limit, self.deliveries.make(f"127.0.0.1:{self.port}")
        most = limit + len(made) * (self.deliveries.answer_limit + LONGEST_SETTLING) + STOPPING + MARGIN
        running = asyncio.ensure_future(self.place.run(replace(command, time_limit=most)))
        try:
            reception = await self._attend(running, limit)
            if not running.done():
                self.place.signal(signal.SIGTERM)
                await asyncio.wait((running,), timeout=STOPPING)
            if not running.done():
                reception = replace(reception, lasted=STOPPING)
                self.place.signal(signal.SIGKILL)
            return await running, reception
        except BaseException:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError, OSError):
                await running
            raise

    async def _attend(self, running: asyncio.Future[Ending], limit: float) -> Reception:
        connection = await self._opened(running, limit)
        if connection is None:
            others = () if running.done() else tuple(await self.place.ports())
            return Reception(self.port, listened=False, others=others, ended_early=running.done())
        delivered: list[Delivered] = []
        for delivery in self.deliveries.make(f"127.0.0.1:{self.port}"):
            connection = connection or await connected(self.place, self.port)
            if connection is None:
                break
            exchange = await send(connection, delivery.request, self.deliveries.answer_limit)
            delivered.append(Delivered(delivery, exchange, *await self._effects(running)))
            connection = None
            if exchange.reply.fault:
                break
        broken = bool(delivered) and delivered[-1].exchange.reply.fault == "reset"
        await asyncio.wait((running,), timeout=CONNECTING if broken else FIRST_WAIT)  # its end may be on its way
        return Reception(self.port, delivered=tuple(delivered), ended_early=running.done())

    async def _opened(self, running: asyncio.Future[Ending], limit: float) -> socket.socket | None:
        """The first connection to the program's port; None where the program ends, or the limit is reached, first."""
        wait, waited = FIRST_WAIT, 0.0
        while waited < limit and not running.done():
            connection = await connected(self.place, self.port)
            if connection:
                return connection
            await asyncio.wait((running,), timeout=wait)
            waited, wait = waited + wait, min(wait * 1.2, LONGEST_WAIT)
        return None

    async def _effects(self, running: asyncio.Future[Ending]) -> tuple[str, tuple[WrittenFile, ...]]:
        """What was printed and which files were written since the last delivery, once nothing more comes."""
        printed, files, waited = "", dict[str, WrittenFile](), 0.0
        while True:
            said, left = self._said(), self._left()
            printed += said
            files |= {file.path: file for file in left}
            if running.done() or waited >= LONGEST_SETTLING or (waited and not said and not left):
                return printed, tuple(files.values())
            await asyncio.wait((running,), timeout=SETTLING)
            waited += SETTLING

    def _said(self) -> str:
        """What was printed on stdout since the last look."""
        whole = self.workspace.printed(self.workspace.stdout, MOST_PRINTED)
        new, self._printed = whole[self._printed :], len(whole)
        return new.decode("utf-8", "replace")

    def _left(self) -> tuple[WrittenFile, ...]:
        """The files that were written, or changed, since the last look."""
        now = {file.path: file for file in self.workspace.collect()[0]}
        new = tuple(file for path, file in now.items() if self._written.get(path) != file)
        self._written = now
        return new


async def connected(place: Place, port: int) -> socket.socket | None:
    """A connection to a program's port; None where nobody listens there."""
    loop = asyncio.get_running_loop()
    for family, address in ADDRESSES:
        try:
            made = await place.make_socket(family)
        except OSError:  # there is no IPv6
            continue
        try:
            await asyncio.wait_for(loop.sock_connect(made, (address, port)), CONNECTING)
            if made.getsockname() != made.getpeername():  # else it has met itself: TCP allows that
                return made
            made.close()
        except (OSError, TimeoutError):
            made.close()
        except BaseException:
            made.close()
            raise
    return None


def port_of(deliveries: Deliveries, place: Place, launcher: Launcher) -> int:
    """The port on which a program is to listen. Raises EnvironmentTrouble where it could not be reached there."""
    if not launcher.reaches:
        raise EnvironmentTrouble("what runs in a container can't be sent deliveries: run it without --launcher docker")
    if deliveries.port is not None and not launcher.confines:
        raise EnvironmentTrouble(
            f"its port is always {deliveries.port}, which it would share with other programs: that needs namespaces "
            '(harness doctor), or a program that reads its port from a variable ("port_env")'
        )
    return deliveries.port or place.spare


def without_own(escapes: Sequence[Escape], ports: Collection[int]) -> tuple[Escape, ...]:
    """The tries at other hosts, without the harness's own at the program's ports."""
    own = {(address, port, "tcp") for _, address in ADDRESSES for port in ports}
    return tuple(escape for escape in escapes if tuple(escape) not in own)
