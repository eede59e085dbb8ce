"""What the filter of system calls decides, as the kernel runs it (seccomp(2), bpf(4))."""

from __future__ import annotations

import errno
import socket
import struct

import pytest

from harness.launch import seccomp

ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
NUMBERS = {
    "x86_64": {"socket": 41, "connect": 42, "unshare": 272},
    "aarch64": {"socket": 198, "connect": 203, "unshare": 97},
}
TELL, REFUSE, ALLOW = 0x7FC00000, 0x00050000 | errno.EPERM, 0x7FFF0000
SPACES = {"mount": 0x20000, "ipc": 0x8000000, "user": 0x10000000, "pid": 0x20000000, "net": 0x40000000}
FILES = 0x400
"""unshare(2) of open files alone, which needs no rights."""

both = pytest.mark.parametrize("machine", ["x86_64", "aarch64"])


def decided(machine: str, number: int, first: int = 0, third: int = 0, *, tells: bool = True, arch: int = 0) -> int:
    """What the filter returns for a call."""
    data = struct.pack("<IIQQQQQQQ", number, arch or ARCH[machine], 0, first, 0, third, 0, 0, 0)
    steps = list(struct.iter_unpack("HBBI", seccomp._program(machine, tells=tells)))
    at, accumulator = 0, 0
    while True:
        code, yes, no, value = steps[at]
        at += 1
        if code == 0x20:
            (accumulator,) = struct.unpack_from("<I", data, value)
        elif code == 0x06:
            return value
        else:
            holds = {0x15: accumulator == value, 0x35: accumulator >= value, 0x45: bool(accumulator & value)}[code]
            at += yes if holds else no


@both
def test_calls_that_no_example_needs_are_told_and_those_of_runtimes_refused(machine: str) -> None:
    for name, numbers in seccomp.REFUSED.items():
        number = numbers[list(ARCH).index(machine)]
        assert (REFUSE if name.startswith("io_uring_") else TELL) == decided(machine, number), name
        assert REFUSE == decided(machine, number, tells=False), name


@both
@pytest.mark.parametrize("number", [0, 1, 400, 1000])
def test_all_other_calls_pass(machine: str, number: int) -> None:
    assert ALLOW == decided(machine, number)


def test_calls_of_another_interface_are_refused() -> None:
    assert REFUSE == decided("x86_64", 0, arch=ARCH["aarch64"])
    assert REFUSE == decided("x86_64", 0, arch=0x40000003)
    assert REFUSE == decided("x86_64", 0x40000000)
    assert ALLOW == decided("x86_64", 0x3FFFFFFF)


@both
@pytest.mark.parametrize(
    ("family", "protocol", "decision"),
    [
        (socket.AF_UNIX, 0, ALLOW),
        (socket.AF_INET, 6, ALLOW),
        (socket.AF_INET6, 17, ALLOW),
        (socket.AF_NETLINK, 0, ALLOW),
        (socket.AF_NETLINK, 12, REFUSE),
        (socket.AF_PACKET, 0, TELL),
        (socket.AF_VSOCK, 0, TELL),
        (socket.AF_ALG, 0, REFUSE),
    ],
)
def test_sockets_are_those_of_the_internet_of_files_and_of_routes(
    machine: str, family: int, protocol: int, decision: int
) -> None:
    assert decision == decided(machine, NUMBERS[machine]["socket"], family, protocol)


@both
@pytest.mark.parametrize(("size", "decision"), [(16, ALLOW), (28, ALLOW), (15, TELL), (110, TELL)])
def test_a_connection_is_told_unless_its_address_is_the_internets(machine: str, size: int, decision: int) -> None:
    assert decision == decided(machine, NUMBERS[machine]["connect"], 3, size)
    assert ALLOW == decided(machine, NUMBERS[machine]["connect"], 3, size, tells=False)


@both
@pytest.mark.parametrize("space", SPACES)
def test_namespaces_of_its_own_are_told(machine: str, space: str) -> None:
    assert TELL == decided(machine, NUMBERS[machine]["unshare"], SPACES[space])
    assert TELL == decided(machine, NUMBERS[machine]["unshare"], SPACES[space] | FILES)
    assert ALLOW == decided(machine, NUMBERS[machine]["unshare"], FILES)


def test_a_refused_call_has_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seccomp, "_machine", "aarch64")
    assert ["socket", "connect", "unshare", "mount", "bpf", ""] == [
        seccomp.name_of(number) for number in (198, 203, 97, 40, 280, 0)
    ]
