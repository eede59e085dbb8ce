"""What a place's network is asked for, and the filter that sees tries at connections."""

from __future__ import annotations

import socket
import struct

import pytest

from harness.launch import loopback
from harness.launch.loopback import _attribute, _everything_is_local

TCP, UDP, ICMP = 6, 17, 1
SYN, ACK, FIN = 0x02, 0x10, 0x01
LOAD, AND, JUMP_IF, HEADER_LENGTH, LOAD_BEHIND, JUMP, RETURN = 0x30, 0x54, 0x15, 0xB1, 0x50, 0x05, 0x06


def taken(packet: bytes) -> int:
    """How many bytes of a packet the filter takes: classic BPF, as the kernel runs it (bpf(4))."""
    at, accumulator, index = 0, 0, 0
    while True:
        code, then, other, value = loopback._SYN_OR_UDP[at]
        at += 1
        if code == LOAD:
            accumulator = packet[value]
        elif code == AND:
            accumulator &= value
        elif code == JUMP_IF:
            at += then if accumulator == value else other
        elif code == HEADER_LENGTH:
            index = 4 * (packet[value] & 0xF)
        elif code == LOAD_BEHIND:
            accumulator = packet[index + value]
        elif code == JUMP:
            at += value
        else:
            assert RETURN == code
            return value


def ipv4(protocol: int, flags: int = 0, options: int = 0) -> bytes:
    head = bytes((0x45 + options, *bytes(8), protocol, *bytes(10))) + bytes(4 * options)
    return head + bytes(13) + bytes((flags, *bytes(6)))


def ipv6(protocol: int, flags: int = 0) -> bytes:
    return bytes((0x60, *bytes(5), protocol, *bytes(33))) + bytes(13) + bytes((flags, *bytes(6)))


@pytest.mark.parametrize(
    ("packet", "seen"),
    [
        (ipv4(TCP, SYN), True),
        (ipv4(TCP, SYN, options=3), True),
        (ipv4(TCP, SYN | ACK), False),
        (ipv4(TCP, ACK), False),
        (ipv4(TCP, FIN), False),
        (ipv4(TCP, SYN | FIN), True),
        (ipv4(UDP), True),
        (ipv4(ICMP, SYN), False),
        (ipv6(TCP, SYN), True),
        (ipv6(TCP, SYN | ACK), False),
        (ipv6(TCP, ACK), False),
        (ipv6(UDP), True),
        (ipv6(58, SYN), False),
        (bytes(60), False),
        (bytes((0x50, *bytes(60))), False),
    ],
)
def test_a_segment_that_opens_a_connection_is_seen_and_so_is_udp(packet: bytes, seen: bool) -> None:
    assert (0xFFFF if seen else 0) == taken(packet)


@pytest.mark.parametrize(
    ("value", "whole"),
    [
        (b"abcd", b"\x08\x00\x02\x00abcd"),
        (b"a", b"\x05\x00\x02\x00a\0\0\0"),
        (b"", b"\x04\x00\x02\x00"),
    ],
)
def test_an_attribute_has_its_length_and_is_filled_up(value: bytes, whole: bytes) -> None:
    assert whole == _attribute(2, value)


@pytest.mark.parametrize(("family", "scope"), [(socket.AF_INET, 254), (socket.AF_INET6, 0)])
def test_every_address_leads_to_the_first_interface(family: int, scope: int) -> None:
    local_table, by_boot, local = 255, 3, 2
    route = struct.pack("BBBBBBBBI", family, 0, 0, 0, local_table, by_boot, scope, local, 0)
    assert route + b"\x08\x00\x04\x00" + struct.pack("I", 1) == _everything_is_local(family, scope)


class Kernel:
    """A netlink socket that gives one answer."""

    def __init__(self, error: int) -> None:
        self.answer, self.sent = bytes(16) + struct.pack("i", -error), b""

    def send(self, message: bytes) -> None:
        self.sent = message

    def recv(self, _: int) -> bytes:
        return self.answer


def test_the_kernel_is_asked_to_create_and_to_answer() -> None:
    kernel = Kernel(0)
    loopback._ask(kernel, 20, b"body")  # type: ignore[arg-type]
    assert struct.pack("IHHII", 20, 20, 0x1 | 0x400 | 0x4, 1, 0) + b"body" == kernel.sent


def test_what_the_kernel_refuses_is_an_error() -> None:
    with pytest.raises(PermissionError):
        loopback._ask(Kernel(1), 20, b"")  # type: ignore[arg-type]
