"""Whether something is on its way between the sockets of a case: what the kernel says of them (proc_pid_net(5)).

A packet on the loopback interface may wait in the kernel for a core, on a busy machine for long. Meanwhile its receiver
sleeps, and so does its sender.
"""

from __future__ import annotations

_PASSING = frozenset({"02", "03", "04", "09", "0B"})
"""States of TCP that end by themselves: SYN_SENT, SYN_RECV, FIN_WAIT1, LAST_ACK, CLOSING (tcp_states.h)."""
_LISTENS = "0A"
_TABLES = ("tcp", "tcp6", "udp", "udp6")


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
        if any(passes(table, self._read(table)) for table in _TABLES):
            return False
        self.traffic = traffic
        return True

    def _read(self, table: str) -> str:
        try:
            with open(f"{self._folder}/{table}", encoding="ascii") as stream:  # noqa: PTH123 - pathlib is slow
                return stream.read()
        except FileNotFoundError:
            if table.endswith("6"):  # a kernel without IPv6
                return ""
            raise


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
