"""A network namespace in which every address is this machine: a try at any host arrives here, and can be seen."""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import socket
import struct

_SIOCGIFFLAGS, _SIOCSIFFLAGS, _IFF_UP = 0x8913, 0x8914, 1
_RTM_NEWADDR, _RTM_NEWROUTE = 20, 24
_REQUEST_CREATE_ACK = 0x1 | 0x400 | 0x4
_LO = 1
"""The index of `lo`, always the first interface of a namespace."""
_SO_ATTACH_FILTER = 26
_ETH_P_ALL = 3
_LISTENING = "0A"
"""The state of a socket that listens, as /proc/net/tcp has it (proc(5))."""
OWN_ADDRESS = "192.0.2.254"
"""An address of `lo` that is not of the loopback range (RFC 5737): resolvers ask only where the machine has one."""

# Classic BPF over the IP header: TCP segments that open a connection, and all UDP.
_SYN_OR_UDP = (
    (0x30, 0, 0, 0),  # 0  A = version and header length
    (0x54, 0, 0, 0xF0),  # 1  A &= 0xf0
    (0x15, 0, 6, 0x40),  # 2  IPv4? else 9
    (0x30, 0, 0, 9),  # 3  A = protocol
    (0x15, 11, 0, 17),  # 4  UDP: 16
    (0x15, 0, 11, 6),  # 5  TCP? else 17
    (0xB1, 0, 0, 0),  # 6  X = header length
    (0x50, 0, 0, 13),  # 7  A = TCP flags
    (0x05, 0, 0, 5),  # 8  to 14
    (0x15, 0, 7, 0x60),  # 9  IPv6? else 17
    (0x30, 0, 0, 6),  # 10 A = next header
    (0x15, 4, 0, 17),  # 11 UDP: 16
    (0x15, 0, 4, 6),  # 12 TCP? else 17
    (0x30, 0, 0, 53),  # 13 A = TCP flags
    (0x54, 0, 0, 0x12),  # 14 A &= SYN | ACK
    (0x15, 0, 1, 0x02),  # 15 SYN alone? else 17
    (0x06, 0, 0, 0xFFFF),  # 16 take it
    (0x06, 0, 0, 0),  # 17 leave it
)


def bring_up() -> None:
    """Makes `lo` of the current network namespace the way to every IPv4 and IPv6 address."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        request = struct.pack("16sh14x", b"lo", 0)
        flags = struct.unpack("16sh14x", fcntl.ioctl(control, _SIOCGIFFLAGS, request))[1]
        fcntl.ioctl(control, _SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", flags | _IFF_UP))
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0) as netlink:
        address = socket.inet_aton(OWN_ADDRESS)
        body = struct.pack("BBBBI", socket.AF_INET, 32, 0, 0, _LO) + _attribute(2, address) + _attribute(1, address)
        _ask(netlink, _RTM_NEWADDR, body)
        _ask(netlink, _RTM_NEWROUTE, _everything_is_local(socket.AF_INET, 254))
        try:
            _ask(netlink, _RTM_NEWROUTE, _everything_is_local(socket.AF_INET6, 0))
        except OSError:  # a kernel without IPv6: there is nothing that could get out by it
            return


def sniffer() -> socket.socket:
    """A socket that sees each try at a connection and each UDP packet of the current network namespace."""
    packets = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, 0)
    program = b"".join(struct.pack("HBBI", *step) for step in _SYN_OR_UDP)
    buffer = ctypes.create_string_buffer(program)
    packets.setsockopt(
        socket.SOL_SOCKET, _SO_ATTACH_FILTER, struct.pack("HL", len(_SYN_OR_UDP), ctypes.addressof(buffer))
    )
    packets.bind(("lo", _ETH_P_ALL))
    packets.setblocking(False)
    return packets


def listening() -> list[int]:
    """The ports on which anybody listens in the caller's network namespace."""
    found = set()
    for table in ("/proc/self/net/tcp", "/proc/self/net/tcp6"):
        with contextlib.suppress(OSError), open(table) as lines:  # noqa: PTH123 - no pathlib in the warden
            for _, local, _, state, *_ in (line.split() for line in lines):
                if state == _LISTENING:
                    found.add(int(local.rpartition(":")[2], 16))
    return sorted(found)


def _everything_is_local(family: int, scope: int) -> bytes:
    table_local, protocol_boot, type_local = 255, 3, 2
    route = struct.pack("BBBBBBBBI", family, 0, 0, 0, table_local, protocol_boot, scope, type_local, 0)
    return route + _attribute(4, struct.pack("I", _LO))


def _attribute(kind: int, value: bytes) -> bytes:
    return struct.pack("HH", 4 + len(value), kind) + value + b"\0" * (-len(value) % 4)


def _ask(netlink: socket.socket, kind: int, body: bytes) -> None:
    netlink.send(struct.pack("IHHII", 16 + len(body), kind, _REQUEST_CREATE_ACK, 1, 0) + body)
    answer = netlink.recv(4096)
    number = -struct.unpack_from("i", answer, 16)[0]
    if number:
        raise OSError(number, os.strerror(number), "netlink")
