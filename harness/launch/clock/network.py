"""Whether something is on its way between the sockets of a case: what the kernel says of them (proc_pid_net(5)).

A packet on the loopback interface may wait in the kernel for a core, on a busy machine for long. Meanwhile its receiver
sleeps, and so does its sender.
"""

from __future__ import annotations

from harness.launch.clock.family import read

_PASSING = frozenset({"02", "03", "04", "09", "0B"})
"""States of TCP that end by themselves: SYN_SENT, SYN_RECV, FIN_WAIT1, LAST_ACK, CLOSING (tcp_states.h)."""
_LISTENS = "0A"
_TABLES = ("tcp", "tcp6", "udp", "udp6")
_DELAYED, _HELD = "softnet_stat", 11
"""The table with what the kernel has not delivered yet, a row for each core, and the column that counts it."""


class Network:
    """The network namespace of a process. Each call raises OSError where that is gone."""

    def __init__(self, process: int) -> None:
        self._folder = f"/proc/{process}/net"
        self.traffic = ""
        """The counters of its interfaces, which grow with all that is sent: as they were when nothing was passing."""

    def is_still(self) -> bool:
        """False where bytes, a connection or its end are on their way. To see that takes long, the first time."""
        traffic = self._read("dev")
        if traffic == self.traffic:
            return True
        if any(passes(table, self._read(table)) for table in _TABLES) or is_delayed(self._read(_DELAYED)):
            return False
        self.traffic = traffic
        return True

    def _read(self, table: str) -> str:
        try:
            return read(f"{self._folder}/{table}")
        except FileNotFoundError:
            if table.endswith("6"):  # a kernel without IPv6
                return ""
            raise


def is_delayed(text: str) -> bool:
    """True where one of the cores holds packets: a datagram is in no socket's row then."""
    rows = [line.split() for line in text.splitlines()]
    return any(int(words[_HELD], 16) for words in rows if len(words) > _HELD)


def passes(table: str, text: str) -> bool:
    """True where one of the sockets in a table of the kernel's has sent or got what is not taken yet.

    A row has a number, two addresses, a state, and what was sent and what was received, in bytes.
    """
    return any(_passes(line.split(), datagrams=table.startswith("udp")) for line in text.splitlines()[1:])


def _passes(words: list[str], *, datagrams: bool) -> bool:
    state, (sent, _, received) = words[3], words[4].partition(":")
    if int(sent, 16):
        return True
    if datagrams or state == _LISTENS:
        return bool(int(received, 16))  # of a listening socket: connections that nobody has accepted
    return state in _PASSING
