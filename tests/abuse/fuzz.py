"""Requests that are no requests: sound ones with bytes taken away, changed and put in, by a seed."""

from __future__ import annotations

import asyncio
import contextlib
import random
import socket
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import cast

from harness.mock import Station
from harness.mock.connection import Connection
from harness.model import Reply

_HOST = b" HTTP/1.1\r\nHost: x\r\n"
SOUND = (
    b"GET /a?b=1" + _HOST + b"\r\n",
    b"POST /a" + _HOST + b"Content-Length: 5\r\n\r\nhello",
    b"POST /a" + _HOST + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
    b"POST /a" + _HOST + b"Transfer-Encoding: chunked\r\nTrailer: a\r\n\r\n3;x=y\r\nabc\r\n0\r\nA: b\r\n\r\n",
    b"POST /a" + _HOST + b"Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n1\r\na\r\n0\r\n\r\n",
    b"POST /" + _HOST + b"Expect: 100-continue\r\nContent-Length: 3\r\n\r\nabc",
    b"CONNECT x:1" + _HOST + b"\r\nabc",
    b"GET /" + _HOST + b"Upgrade: websocket\r\nConnection: upgrade\r\n\r\nabc",
    b"HEAD /" + _HOST + b"\r\n",
    b"OPTIONS *" + _HOST + b"\r\n",
    b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
    b"GET /\r\n",
    b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00",
)
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
SCRAPS = (
    *(b"\r\n", b"\n", b"\r", b"\0", b" ", b":", b"\xff\xfe", b"%00", b"\t folded\r\n", b"A" * 300),
    *(b"HTTP/1.1", b"HTTP/9.9", b"Host: y\r\n", b"Connection: close\r\n", b"Connection: ,,,\r\n"),
    *(b"Content-Length: -1\r\n", b"Content-Length: 99999999999999999999\r\n", b"Transfer-Encoding: gzip\r\n"),
    *(b"ffffffffffffffffffff\r\n", b"GET " + b"/" * 5000),
)
REPLIES = (
    Reply(200, (), b"ok"),
    Reply(200, (), b"ok" * 9000, framing="chunked"),
    Reply(404, (), b"no", close=True),
    Reply(204),
    Reply(304),
    Reply(200, (), b"half", fault="truncate"),
    Reply(fault="reset"),
    Reply(fault="hang"),
)


@dataclass
class Fuzzed:
    """What came of many requests."""

    wrong: list[str] = field(default_factory=list)
    faults: Counter[str | None] = field(default_factory=Counter)
    """What was told of requests that can't be read; None stands for those that can."""


def requests(count: int, seed: int) -> Iterator[tuple[bytes, Reply, random.Random]]:
    """Requests, the reply that each is to get, and the chance that goes on."""
    chance = random.Random(seed)  # noqa: S311 - nothing is kept secret by it
    for _ in range(count):
        reply = chance.choice(REPLIES)
        yield _changed(chance), reply, chance


def parser(count: int, seed: int) -> Fuzzed:
    """Sends requests to a connection without a socket: each must be recorded byte for byte, and nothing may break."""
    found = Fuzzed()

    async def go() -> None:
        for data, reply, chance in requests(count, seed):
            try:
                _send(data, reply, chance, found)
            except Exception as error:  # whatever breaks is what is looked for
                found.wrong.append(f"{error!r} after {data[:200]!r}, answered {reply}")

    asyncio.run(go())
    return found


def sockets(count: int, seed: int) -> list[str]:
    """Sends requests over sockets to one station, and tells what the event loop had to complain of."""
    wrong: list[str] = []

    async def go() -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, context: wrong.append(str(context)))
        listener = socket.create_server(("127.0.0.1", 0))
        listener.setblocking(False)
        station = Station(lambda _: REPLIES[0], bounded=False)
        await station.open(listener)
        for data, _, _ in requests(count, seed):
            reader, writer = await asyncio.open_connection(*listener.getsockname())
            with contextlib.suppress(OSError):  # the mock may end it before all was said
                writer.write(data)
                writer.write_eof()
                await reader.read()
            writer.transport.abort()
            with contextlib.suppress(OSError):
                await writer.wait_closed()
        await station.close()
        if len(station.exchanges) < count:
            wrong.append(f"of {count} requests {len(station.exchanges)} were recorded")

    asyncio.run(go())
    return wrong


class _Wire:
    """A transport that leads nowhere."""

    def __init__(self) -> None:
        self.closed = False

    def write(self, data: bytes) -> None:
        if self.closed:
            raise ValueError(f"written after the end: {data[:40]!r}")

    def close(self) -> None:
        self.closed = True

    abort = close

    def is_closing(self) -> bool:
        return self.closed

    def pause_reading(self) -> None:
        """Whoever sends goes on here."""

    resume_reading = pause_reading

    def get_extra_info(self, _: str) -> _Wire:
        return self

    def setsockopt(self, *_: object) -> None:
        """Nothing to set."""


def _send(data: bytes, reply: Reply, chance: random.Random, found: Fuzzed) -> None:
    station, wire = Station(lambda _: reply), _Wire()
    connection = Connection(station)
    connection.connection_made(cast(asyncio.Transport, wire))
    position = 0
    while position < len(data) and not wire.closed:
        size = chance.choice((1, 3, 50, len(data)))
        connection.data_received(data[position : position + size])
        position += size
    if not wire.closed:
        connection.eof_received()
    connection.connection_lost(None)
    found.faults.update(exchange.request.fault for exchange in station.exchanges)
    kept = [exchange.request.raw for exchange in station.exchanges]
    if data.lstrip(b"\r\n").startswith(PREFACE):  # HTTP/2: its frames are no text that could be compared
        return
    if data.strip(b"\r\n") and not kept:
        found.wrong.append(f"nothing was recorded of {data!r}")
    elif not _is_of(kept, data):
        found.wrong.append(f"other bytes were recorded of {data!r}: {kept!r}")


def _is_of(kept: list[bytes], data: bytes) -> bool:
    """True if the data begins with the requests, with nothing but empty lines before each (RFC 9112, section 2.2)."""
    for raw in kept:
        data = data if data.startswith(raw) else data.lstrip(b"\r\n")
        if not data.startswith(raw):
            return False
        data = data[len(raw) :]
    return True


def _changed(chance: random.Random) -> bytes:
    """A sound request with up to 8 changes."""
    data = bytearray(chance.choice(SOUND))
    for _ in range(chance.choice((0, 1, 1, 2, 3, 8))):
        position = chance.randrange(len(data) + 1)
        match chance.randrange(5):
            case 0:
                del data[position : position + chance.randrange(1, 9)]
            case 1:
                data[position:position] = chance.choice(SCRAPS)
            case 2:
                data[position : position + 1] = bytes([chance.randrange(256)])
            case 3:
                del data[position:]
            case _:
                data += chance.choice(SOUND)
    return bytes(data)
