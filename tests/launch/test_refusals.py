"""Which of a program's calls are reported: those of sockets of the machine, and those that are refused."""

from __future__ import annotations

import ctypes
import os
import socket
import struct

import pytest

from harness.launch.refusals import Refusals, _refused

THERE = ("\0agent", "/srv/own/agent.sock")
OWN = ("/srv/own",)


def called(name: bytes, *, family: int = socket.AF_UNIX, size: int | None = None) -> object:
    """What is reported of a call of an address, which this process holds in its memory."""
    address = struct.pack("=H", family) + name
    held = ctypes.create_string_buffer(address, len(address) + 8)
    reading, writing = os.pipe()
    try:
        one = Refusals(reading, THERE, OWN)
        return one._called(os.getpid(), [3, ctypes.addressof(held), len(address) if size is None else size])
    finally:
        os.close(reading)
        os.close(writing)


@pytest.mark.parametrize(
    ("name", "reported"),
    [
        (b"/run/docker.sock\0", "/run/docker.sock"),
        (b"/run/docker.sock", "/run/docker.sock"),
        (b"/var/run/docker.sock\0", "/run/docker.sock"),
        (b"/run/nscd/../docker.sock\0", "/run/docker.sock"),
        (b"/srv/ownership.sock\0", "/srv/ownership.sock"),
        (b"/srv/own/agent.sock\0", "/srv/own/agent.sock"),
        (b"\0agent", "@agent"),
    ],
)
def test_a_socket_of_the_machine_is_reported_by_its_name(name: bytes, reported: str) -> None:
    assert (reported, 0, "unix") == called(name)


@pytest.mark.parametrize(
    "name",
    [
        b"/srv/own/mine.sock\0",
        b"\0mine",
        b"relative.sock\0",
        b"/run/nscd/socket\0",
        b"/var/run/nscd/socket\0",
        b"/run/user/1000/bus\0",
        b"\0/tmp/.X11-unix/X0",
        b"",
    ],
)
def test_a_socket_of_the_program_or_of_libraries_is_not(name: bytes) -> None:
    assert called(name) is None


def test_another_family_and_memory_that_can_not_be_read_are_not_reported() -> None:
    assert called(b"/run/docker.sock\0", family=socket.AF_INET) is None
    assert called(b"/run/docker.sock\0", size=2) is None
    reading, writing = os.pipe()
    assert Refusals(reading, THERE, OWN)._called(os.getpid(), [3, 8, 20]) is None
    assert Refusals(reading, THERE, OWN)._called(2**22 + 1, [3, 8, 20]) is None
    os.close(reading)
    os.close(writing)


@pytest.mark.parametrize(
    ("name", "first", "reported"),
    [
        ("ptrace", 1, "ptrace"),
        ("socket", 17, "socket(AF_PACKET)"),
        ("socket", 40, "socket(AF_VSOCK)"),
        ("socket", 38, "socket(38)"),
    ],
)
def test_a_refused_call_is_reported_by_its_name_and_a_socket_by_its_family(
    name: str, first: int, reported: str
) -> None:
    assert (reported, 0, "call") == _refused(name, [first])
