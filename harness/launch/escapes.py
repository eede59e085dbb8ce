"""Tries at other hosts, read off the packets and the name look-ups of a program's own network namespace."""

from __future__ import annotations

import struct
from collections.abc import Collection
from socket import AF_INET6, inet_aton, inet_ntoa, inet_ntop

from harness.launch.furnish import HOST_ADDRESS, NOTHING, Furniture, address_of

Escape = tuple[str, int, str]
"""Host, port (0 where only the name was looked up) and protocol of a try at another host: harness.model.Escape, which
the warden has no room for."""
_A, _IN = 1, 1
_FIRST = 0xC6120001
"""198.18.0.1. Names get addresses from the range for benchmarks (RFC 2544), which no host of the world has."""


class Names:
    """The names that were looked up in a place, and the address that each was given."""

    def __init__(self, furniture: Furniture = NOTHING) -> None:
        self._furniture = furniture
        self._addresses: dict[str, str] = {}
        self._tried: set[str] = set()
        self._own = ""
        """The last of the place's own names that was looked up."""

    def answer(self, query: bytes) -> bytes | None:
        """The answer to a DNS query (RFC 1035, section 4): an address for A, none for other kinds."""
        try:
            name, end = _question(query)
            kind = struct.unpack_from(">H", query, end)[0]
        except (IndexError, struct.error):
            return None
        header = query[:2] + struct.pack(">HHHHH", 0x8180, 1, int(kind == _A), 0, 0)
        question = query[12 : end + 4]
        if kind != _A:
            self.address(name)
            return header + question
        packed = inet_aton(self.address(name))
        return header + question + struct.pack(">HHHIH", 0xC00C, _A, _IN, 1, 4) + packed

    def address(self, name: str) -> str:
        """The address that a name was given, the same each time it is asked for."""
        if self._furniture.has(name):
            self._own = name
            return address_of(name)
        return self._addresses.setdefault(name, inet_ntoa(struct.pack(">I", _FIRST + len(self._addresses))))

    def name_of(self, address: str) -> str:
        """The name that was given an address; the address itself where none was."""
        if address == HOST_ADDRESS and self._furniture.names:
            return self._own or self._furniture.names[0]
        name = next((name for name, given in self._addresses.items() if given == address), address)
        self._tried.add(name)
        return name

    def unused(self) -> list[Escape]:
        """Names that were looked up, and then not called."""
        return [(name, 0, "dns") for name in self._addresses if name not in self._tried]


def escape_of(packet: bytes, own_port: int, names: Names, doors: Collection[tuple[str, int]] = ()) -> Escape | None:
    """The try that an IP packet is; None where it goes to a listener of the case or is a name look-up.

    `own_port` is its own on any loopback address, `doors` are addresses and ports of the others.
    """
    try:
        if packet[0] >> 4 == 4:
            protocol, address, transport = packet[9], inet_ntoa(packet[16:20]), packet[(packet[0] & 15) * 4 :]
        else:
            protocol, address, transport = packet[6], inet_ntop(AF_INET6, packet[24:40]), packet[40:]
        port = struct.unpack_from(">H", transport, 2)[0]
    except (IndexError, OSError, ValueError, struct.error):
        return None
    kind = "tcp" if protocol == 6 else "udp"
    if kind == "tcp" and (address, port) in doors:
        return None
    own = address == "::1" or address.startswith("127.")
    if (own and kind == "tcp" and port == own_port) or (kind == "udp" and _is_look_up(transport, port)):
        return None
    return names.name_of(address), port, kind


def _is_look_up(transport: bytes, port: int) -> bool:
    """A query to a resolver, or the answer from it."""
    return 53 in (port, struct.unpack_from(">H", transport, 0)[0])


def _question(query: bytes) -> tuple[str, int]:
    """The name asked for, and where its kind is."""
    labels, position = [], 12
    while length := query[position]:
        labels.append(query[position + 1 : position + 1 + length].decode("latin-1"))
        position += length + 1
    return ".".join(labels).lower(), position + 1
