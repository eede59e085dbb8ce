"""Packets and look-ups of names -> tries at other hosts."""

from __future__ import annotations

import struct
from ipaddress import ip_address

import pytest

from harness.launch.escapes import Names, escape_of
from harness.launch.furnish import HOST_ADDRESS, Furniture

TCP, UDP = 6, 17
OWN = 8080


def packet(address: str, port: int, protocol: int = TCP, source: int = 40000, options: int = 0) -> bytes:
    """An IP packet that opens a connection, or a datagram; `options` are words of IPv4 options."""
    transport = struct.pack(">HH", source, port)
    to = ip_address(address)
    if to.version == 6:
        return bytes((0x60, 0, 0, 0, 0, 4, protocol, 64)) + bytes(16) + to.packed + transport
    return bytes((0x45 + options, *bytes(8), protocol, 0, 0, 127, 0, 0, 1)) + to.packed + bytes(4 * options) + transport


@pytest.mark.parametrize(
    ("sent", "escape"),
    [
        (packet("93.184.216.34", 443), ("93.184.216.34", 443, "tcp")),
        (packet("93.184.216.34", 443, options=2), ("93.184.216.34", 443, "tcp")),
        (packet("2001:db8::1", 80), ("2001:db8::1", 80, "tcp")),
        (packet("93.184.216.34", 123, UDP), ("93.184.216.34", 123, "udp")),
        (packet("127.0.0.1", OWN), None),
        (packet("127.9.9.9", OWN), None),
        (packet("::1", OWN), None),
        (packet("::2", OWN), ("::2", OWN, "tcp")),
        (packet("128.0.0.1", OWN), ("128.0.0.1", OWN, "tcp")),
        (packet("127.0.0.1", OWN + 1), ("127.0.0.1", OWN + 1, "tcp")),
        (packet("127.0.0.1", OWN, UDP), ("127.0.0.1", OWN, "udp")),
        (packet("93.184.216.34", 53), ("93.184.216.34", 53, "tcp")),
        (packet("93.184.216.34", 53, UDP), None),
        (packet("93.184.216.34", 40000, UDP, source=53), None),
        (packet("198.18.9.9", 443), None),
        (packet("198.18.9.9", 444), ("198.18.9.9", 444, "tcp")),
        (packet("198.18.9.9", 443, UDP), ("198.18.9.9", 443, "udp")),
    ],
)
def test_a_try_is_what_goes_to_no_listener_of_the_case(sent: bytes, escape: tuple[str, int, str] | None) -> None:
    assert escape == escape_of(sent, OWN, Names(), [("198.18.9.9", 443)])


@pytest.mark.parametrize("cut", [0, 1, 10, 18, 21, 23])
def test_what_is_no_whole_packet_is_no_try(cut: int) -> None:
    assert escape_of(packet("93.184.216.34", 443)[:cut], OWN, Names()) is None


@pytest.mark.parametrize("cut", [7, 30, 41])
def test_what_is_no_whole_packet_of_ipv6_is_no_try(cut: int) -> None:
    assert escape_of(packet("2001:db8::1", 443)[:cut], OWN, Names()) is None


def query(name: str, kind: int = 1) -> bytes:
    """A DNS query."""
    labels = b"".join(bytes((len(label),)) + label.encode() for label in name.split("."))
    return struct.pack(">HHHHHH", 0xABCD, 0x0100, 1, 0, 0, 0) + labels + b"\0" + struct.pack(">HH", kind, 1)


def test_a_name_gets_an_address_that_no_host_has() -> None:
    asked = query("API.Example.com")
    answer = Names().answer(asked)
    assert answer is not None
    assert (0xABCD, 0x8180, 1, 1, 0, 0) == struct.unpack(">HHHHHH", answer[:12])
    assert asked[12:] == answer[12 : len(asked)]
    assert struct.pack(">HHHIH", 0xC00C, 1, 1, 1, 4) + bytes((198, 18, 0, 1)) == answer[len(asked) :]


def test_another_kind_of_question_has_no_answer_but_the_name_was_looked_up() -> None:
    names = Names()
    asked = query("api.example.com", 28)
    answer = names.answer(asked)
    assert answer is not None
    assert (0xABCD, 0x8180, 1, 0, 0, 0) == struct.unpack(">HHHHHH", answer[:12])
    assert asked[12:] == answer[12:]
    assert [("api.example.com", 0, "dns")] == names.unused()


@pytest.mark.parametrize("cut", [5, 12, 20, 29])
def test_a_broken_query_is_not_answered(cut: int) -> None:
    assert Names().answer(query("api.example.com")[:cut]) is None


def test_each_name_has_one_address_and_each_address_its_name() -> None:
    names = Names()
    assert ["198.18.0.1", "198.18.0.2", "198.18.0.1"] == [names.address(one) for one in ("a", "b", "a")]
    assert ("b", 443, "tcp") == escape_of(packet("198.18.0.2", 443), OWN, names)
    assert [("a", 0, "dns")] == names.unused()
    assert "198.18.0.3" == names.name_of("198.18.0.3")


def test_the_hosts_of_the_case_are_named_by_the_one_that_was_looked_up_last() -> None:
    names = Names(Furniture(("a.example", "b.example")))
    assert "a.example" == names.name_of(HOST_ADDRESS)
    assert HOST_ADDRESS == names.address("b.example")
    assert "b.example" == names.name_of(HOST_ADDRESS)
    assert [] == names.unused()
    assert HOST_ADDRESS == Names().name_of(HOST_ADDRESS)
