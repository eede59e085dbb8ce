"""A program that asks to be called back: who listens when it asks, and what its end does to a call on its way."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any

import pytest

from harness.execute.calling_back import CallingBack
from harness.model import Reply, Request
from harness.plan.callbacks import CallBack

ASKED = Request("POST", "/jobs", (), b"")


class Callbacks:
    """One callback to port 8080 after each request to /jobs."""

    def after(self, request: Request, _: int) -> list[CallBack]:
        due: Any = None
        return [CallBack(8080, due)] if request.target == "/jobs" else []


class Place:
    """A place in which nobody can be reached; a try at it hides that it was cancelled."""

    def __init__(self, *ports: int) -> None:
        self.open = ports

    async def ports(self) -> tuple[int, ...]:
        return self.open

    async def make_socket(self, _: int) -> None:
        try:
            await asyncio.sleep(0.3)
        except asyncio.CancelledError:
            raise ConnectionRefusedError from None


async def waiting(ports: tuple[int, ...], *requests: Request) -> set[int]:
    """Where a program waits that listened on ports, sent requests, and ended while its call was tried."""
    hooks, place = Callbacks(), Place(*ports)
    calling: Any = CallingBack(hooks, place)  # type: ignore[arg-type]
    answer = calling.around(lambda _: Reply())
    for request in requests:
        reply = answer(request)
        assert isinstance(reply, Awaitable)
        await reply
    await asyncio.sleep(0.15)
    await asyncio.wait_for(calling.close(), 2)
    return set(calling.waiting)


@pytest.mark.parametrize(
    ("ports", "requests", "left"),
    [
        ((8080, 9090), (ASKED,), {8080}),
        ((9090,), (ASKED,), set()),
        ((8080,), (ASKED, Request("GET", "/jobs/1", (), b"")), set()),
    ],
)
def test_a_program_that_ends_while_it_is_called_is_known_and_hangs_nothing(
    ports: tuple[int, ...], requests: tuple[Request, ...], left: set[int]
) -> None:
    assert left == asyncio.run(waiting(ports, *requests))
