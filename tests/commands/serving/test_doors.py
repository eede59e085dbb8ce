"""The sockets of a port that a person names."""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import Iterator

import pytest

from harness.commands.serving.doors import open_doors, owner
from harness.errors import EnvironmentTrouble, UserError


@contextlib.contextmanager
def opened(port: int = 0, address: str | None = None) -> Iterator[list[socket.socket]]:
    doors = open_doors(port, address)
    try:
        yield doors
    finally:
        for door in doors:
            door.close()


def test_a_port_is_opened_at_every_loopback_address_of_the_machine() -> None:
    with opened() as doors:
        port = doors[0].getsockname()[1]
        assert "127.0.0.1" == doors[0].getsockname()[0]
        assert [port] * len(doors) == [door.getsockname()[1] for door in doors]
        assert {socket.AF_INET} <= {door.family for door in doors} <= {socket.AF_INET, socket.AF_INET6}
        for door in doors:
            socket.create_connection(door.getsockname()[:2]).close()
            assert door.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR)
            assert not door.getblocking()
            assert door.family == socket.AF_INET or door.getsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY)


def test_another_address_is_opened_alone() -> None:
    with opened(address="127.0.0.2") as doors:
        assert ["127.0.0.2"] == [door.getsockname()[0] for door in doors]


def test_a_port_that_is_taken_is_told_with_who_has_it() -> None:
    with opened(address="127.0.0.1") as (door,):
        port = door.getsockname()[1]
        assert owner(port).endswith(f"(process {os.getpid()})")
        with pytest.raises(
            EnvironmentTrouble, match=rf"--port {port}: expected a free port, found it taken by .*--port"
        ):
            open_doors(port)
    assert "" == owner(port)


@pytest.mark.parametrize(
    ("address", "error", "words"),
    [
        ("host", UserError, "--host host: expected an address such as 0.0.0.0 or ::"),
        ("192.0.2.1", EnvironmentTrouble, "--host 192.0.2.1: expected an address of this machine"),
    ],
)
def test_what_is_no_address_of_this_machine_is_told(address: str, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        open_doors(0, address)
