"""A network namespace, in which one case after another runs, and what watches it there."""

from __future__ import annotations

import contextlib
import os
import socket
from typing import Any

from harness.launch import linux, loopback
from harness.launch.cells import RunningCell
from harness.launch.escapes import Escape, Names, escape_of
from harness.launch.furnish import Furniture

IP_PKTINFO = 8
"""ip(7); Python names it from 3.14 on."""
AT_ONCE = 64
"""Name look-ups that are answered in one go: a program that asks without end must not hold up the others."""
MOST_ESCAPES = 64
"""Tries at what is outside that are reported for one case."""


class NetworkPlace:
    """A new network namespace, which its maker is then in. Raises OSError where the system gives none."""

    def __init__(self, furniture: Furniture) -> None:
        linux.unshare(linux.CLONE_NEWNET)
        loopback.bring_up()
        self.resolver = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.resolver.setsockopt(socket.IPPROTO_IP, IP_PKTINFO, 1)
        self.resolver.bind(("0.0.0.0", 53))  # noqa: S104 - of a namespace that nothing outside can reach
        self.resolver.setblocking(False)
        self.namespace = os.open("/proc/self/ns/net", os.O_RDONLY | os.O_CLOEXEC)
        self.sniffer = loopback.sniffer()
        self.port = 0
        self.cell: RunningCell | None = None
        """The cell of the case that runs here."""
        self.told: dict[str, Any] = {}
        """How its program ended, once its cell has said so."""
        self.spoiled = False
        """True where another case may not have that cell: a program there was ended, or tried what is refused."""
        self.clock: socket.socket | None = None
        """The socket on which whoever moves the case's clock is spoken to; None where nobody does."""
        self.mover = -1
        """That process, as a descriptor (pidfd_open(2)); -1 where it has not said it."""
        self._furniture = furniture
        self._names = Names(furniture)
        self._escapes: dict[Escape, None] = {}

    def note(self, escape: Escape) -> None:
        """Something outside was tried."""
        self.spoiled = True
        if len(self._escapes) < MOST_ESCAPES:
            self._escapes[escape] = None

    def escaped(self) -> list[Escape]:
        """All that the case which has ended here has tried. Then nothing is known of it any more."""
        self._sniff()
        escapes = list(dict.fromkeys([*self._escapes, *self._names.unused()]))[:MOST_ESCAPES]
        self._escapes.clear()
        self._names = Names(self._furniture)
        return escapes

    def resolve(self) -> None:
        """Answers name look-ups: every name has an address here, so that what is then tried can be seen."""
        with contextlib.suppress(OSError):  # none is left to read, or who asked can't be reached
            for _ in range(AT_ONCE):
                query, ancillary, _, sender = self.resolver.recvmsg(4096, 256)
                answer = self._names.answer(query)
                if answer:
                    asked = [(level, kind, _from_asked(data)) for level, kind, data in ancillary]
                    self.resolver.sendmsg([answer], asked, 0, sender)

    def _sniff(self) -> None:
        """Reads what the sniffer holds; the program has ended, so that no more comes."""
        with contextlib.suppress(BlockingIOError):
            while True:
                packet = self.sniffer.recv(512)
                escape = escape_of(packet, self.port, self._names, self._furniture.doors)
                if escape:
                    self.note(escape)


def _from_asked(pktinfo: bytes) -> bytes:
    """The packet information (ip(7)) by which an answer comes from the address that was asked."""
    return b"\0\0\0\0" + pktinfo[8:12] + b"\0\0\0\0"
