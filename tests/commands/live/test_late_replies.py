"""A responder that takes its time: the reply goes out when it is there, and the exchange keeps its place."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable

from harness.mock import Station
from harness.model import Exchange, Reply, Request

GET = b"GET /%d HTTP/1.1\r\nHost: x\r\n\r\n"


class Late:
    """Answers each request once it is let go."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.go = asyncio.Event()

    def __call__(self, request: Request) -> Reply | Awaitable[Reply]:
        return self._answer(request)

    async def _answer(self, request: Request) -> Reply:
        self.asked.set()
        await self.go.wait()
        return Reply(200, body=request.target.encode())


async def opened(responder: Late) -> tuple[Station, asyncio.StreamReader, asyncio.StreamWriter]:
    """A station, and a client's connection to it."""
    station = Station(responder)
    listener = socket.create_server(("127.0.0.1", 0))
    listener.setblocking(False)
    await station.open(listener)
    return station, *await asyncio.open_connection(*listener.getsockname())


def test_requests_on_one_connection_are_answered_in_their_order() -> None:
    async def talk() -> tuple[bytes, list[Exchange]]:
        late = Late()
        station, reader, writer = await opened(late)
        writer.write(GET % 1 + GET % 2)
        await late.asked.wait()
        late.go.set()
        answer = await reader.readuntil(b"/2")
        writer.close()
        await station.close()
        return answer, station.exchanges

    answer, exchanges = asyncio.run(talk())
    assert answer.index(b"/1") < answer.index(b"/2")
    assert [b"/1", b"/2"] == [exchange.reply.body for exchange in exchanges]
    assert all(exchange.started > 0 and exchange.seconds > 0 for exchange in exchanges)


def test_a_reply_that_comes_when_the_program_has_gone_is_recorded_all_the_same() -> None:
    async def talk() -> list[Exchange]:
        late = Late()
        station, _, writer = await opened(late)
        writer.write(GET % 1)
        await late.asked.wait()
        writer.transport.abort()
        closing = asyncio.create_task(station.close())
        late.go.set()
        await closing
        return station.exchanges

    (exchange,) = asyncio.run(talk())
    assert (200, None) == (exchange.reply.status, exchange.reply.fault)


def test_a_station_that_is_abandoned_waits_for_no_reply() -> None:
    async def talk() -> tuple[bytes, list[Exchange]]:
        late = Late()
        station, reader, writer = await opened(late)
        writer.write(GET % 1)
        await late.asked.wait()
        station.abandon()
        try:
            left = await reader.read()
        except ConnectionError:
            left = b""
        await station.close()
        writer.close()
        return left, station.exchanges

    left, (exchange,) = asyncio.run(asyncio.wait_for(talk(), 10))
    assert (b"", "reset") == (left, exchange.reply.fault)
