"""What leaves this machine: a count of the packets that its outer interfaces send, by address and by name."""

from __future__ import annotations

import contextlib
import ctypes
import socket
import struct
from types import TracebackType

ETH_P_ALL = 3
OUTGOING = 4
"""PACKET_OUTGOING: packet(7)."""
TARGETS = {0x0800: slice(16, 20), 0x0806: slice(24, 28)}
"""Where the address stands that an IPv4 packet goes to, or that an ARP request asks for."""
NOWHERE = slice(0, 0)
SOL_PACKET, PACKET_STATISTICS = 263, 6
SO_ATTACH_FILTER, SO_RCVBUFFORCE = 26, 33
BUFFER = 8 << 20
"""Bytes of packets that may wait to be looked at."""
LOOPBACK = 1
"""The index of `lo`, always the first interface."""


def only_outgoing(ignored: int) -> bytes:
    """Classic BPF that takes what the machine sends over any interface but one: other packets must not fill the buffer.

    The offsets are SKF_AD_PKTTYPE and SKF_AD_IFINDEX of linux/filter.h.
    """
    steps = (
        (0x28, 0, 0, 0xFFFFF004),  # 0 A = the packet's kind
        (0x15, 0, 2, OUTGOING),  # 1 one that is sent? else 4
        (0x20, 0, 0, 0xFFFFF008),  # 2 A = the interface
        (0x15, 0, 1, ignored),  # 3 the one that is ignored? else 5
        (0x06, 0, 0, 0),  # 4 leave it
        (0x06, 0, 0, 0xFFFF),  # 5 take it
    )
    return b"".join(struct.pack("HBBI", *step) for step in steps)


def may_watch() -> bool:
    """True where this process may see the machine's packets: on Linux, with the right to raw sockets."""
    try:
        with Outside():
            return True
    except (AttributeError, PermissionError):
        return False


class Outside:
    """Takes down every packet that leaves the machine while it is open; loopback is not outside."""

    def __init__(self, ignored: int = LOOPBACK) -> None:
        """`ignored` is the index of an interface whose packets go nowhere."""
        self._ignored = ignored

    def __enter__(self) -> Outside:
        self._socket = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(ETH_P_ALL))
        with contextlib.suppress(PermissionError):
            self._socket.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, BUFFER)
        steps = only_outgoing(self._ignored)
        held = ctypes.create_string_buffer(steps)
        program = struct.pack("HL", len(steps) // 8, ctypes.addressof(held))
        self._socket.setsockopt(socket.SOL_SOCKET, SO_ATTACH_FILTER, program)
        self._socket.setblocking(False)
        self._packets: list[tuple[int, bytes]] = []
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()

    def lost(self) -> int:
        """How many packets could not be taken down; the system counts from the last call on."""
        return int(struct.unpack("II", self._socket.getsockopt(SOL_PACKET, PACKET_STATISTICS, 8))[1])

    def count(self, host: str) -> int:
        """How many packets went to an IPv4 address or asked the network for it, or had a name in them."""
        self._take()
        try:
            packed = socket.inet_aton(host)
        except OSError:
            label = host.split(".")[0].encode().lower()
            return sum(label in packet.lower() for _, packet in self._packets)
        return sum(packet[TARGETS.get(kind, NOWHERE)] == packed for kind, packet in self._packets)

    def _take(self) -> None:
        while True:
            try:
                packet, (_, protocol, way, *_) = self._socket.recvfrom(0xFFFF)
            except BlockingIOError:
                return
            if way == OUTGOING:  # one that came before the filter was there may be another
                self._packets.append((protocol, packet))
