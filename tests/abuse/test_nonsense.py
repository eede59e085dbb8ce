"""What is no HTTP is recorded byte for byte and answered or dropped, and the mock goes on."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from abuse import fuzz, fuzz_samples
from harness.mock import Station, connection, spool
from harness.mock import station as station_module
from harness.model import Reply

OK = Reply(200, (), b"ok")
HEAD = b"POST /a HTTP/1.1\r\nHost: x\r\n"


def exchange(*sent: bytes, reply: Reply = OK) -> tuple[list[bytes], Station]:
    """What comes back to each text on a connection of its own, up to the end of it, and the station it went to."""

    async def go() -> tuple[list[bytes], Station]:
        listener = socket.create_server(("127.0.0.1", 0))
        listener.setblocking(False)
        station = Station(lambda _: reply)
        await station.open(listener)
        answers = [await _talk(listener.getsockname(), data) for data in sent]
        await station.close()
        return answers, station

    return asyncio.run(go())


async def _talk(address: tuple[str, int], data: bytes) -> bytes:
    reader, writer = await asyncio.open_connection(*address)
    try:
        writer.write(data)
        writer.write_eof()
        return await reader.read()
    except OSError:  # it was ended before all was said
        return b""
    finally:
        writer.transport.abort()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


@pytest.mark.parametrize("seed", range(4))
def test_fuzzed_requests_break_nothing_and_are_recorded_byte_for_byte(seed: int) -> None:
    found = fuzz.parser(2500, seed)
    assert [] == found.wrong
    assert len(found.faults) > 100


def test_fuzzed_requests_over_sockets_leave_the_event_loop_nothing_to_complain_of() -> None:
    assert [] == fuzz.sockets(300, seed=9)


@pytest.mark.parametrize("seed", range(2))
def test_fuzzed_documents_pages_and_samples_break_nothing(seed: int, tmp_path: Path) -> None:
    found = fuzz_samples.extractor(1000, seed, tmp_path)
    assert [] == found.wrong
    assert found.samples > 100


def test_a_tunnel_is_answered_and_ended() -> None:
    answers, station = exchange(b"CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\nabc")
    assert b"HTTP/1.1 200 OK\r\n" in answers[0]
    assert ["CONNECT"] == [one.request.method for one in station.exchanges]


def test_who_says_that_no_more_comes_gets_a_late_answer_and_the_end_of_the_connection() -> None:
    answers, _ = exchange(HEAD + b"Content-Length: 0\r\n\r\n", reply=replace(OK, delay=0.02))
    assert b"HTTP/1.1 200 OK\r\n" in answers[0]


def test_a_request_larger_than_what_stays_in_memory_is_read_back_from_a_file_that_goes_with_it() -> None:
    body = os.urandom(spool.IN_MEMORY + 1)
    head = HEAD + f"Content-Length: {len(body)}\r\n\r\n".encode()
    _, station = exchange(head + body)
    (one,) = station.exchanges
    assert isinstance(one.request, spool.LargeRequest)
    assert (body, head + body) == (one.request.body, one.request.raw)
    gc.collect()  # other tests' files are none of ours
    before = len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else None  # noqa: PTH112, PTH208
    del one
    station.exchanges.clear()
    gc.collect()
    assert before is None or before - 2 == len(os.listdir("/proc/self/fd"))  # noqa: PTH208


def test_bytes_that_follow_a_large_request_belong_to_the_next() -> None:
    body = b"x" * spool.IN_MEMORY
    first = HEAD + f"Content-Length: {len(body)}\r\n\r\n".encode() + body
    _, station = exchange(first + HEAD + b"Content-Length: 1\r\n\r\ny")
    assert [body, b"y"] == [one.request.body for one in station.exchanges]


def test_a_body_beyond_the_limit_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "MAX_BODY", 1024**2)
    _, station = exchange(HEAD + b"Content-Length: 3000000\r\n\r\n" + bytes(3_000_000))
    assert ["a body of more than 1 MB"] == [one.request.fault for one in station.exchanges]


def test_of_endless_requests_only_so_many_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(station_module, "MOST_REQUESTS", 5)
    _, station = exchange((HEAD + b"Content-Length: 0\r\n\r\n") * 20)
    assert 5 == len(station.exchanges)


def test_requests_are_kept_up_to_a_size_in_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(station_module, "MOST_SIZE", 5000)
    _, station = exchange((HEAD + b"Content-Length: 1000\r\n\r\n" + bytes(1000)) * 20)
    assert 5 == len(station.exchanges)


def test_connections_beyond_the_limit_are_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(station_module, "MOST_CONNECTIONS", 0)
    answers, station = exchange(HEAD + b"Content-Length: 0\r\n\r\n")
    assert [b""] == answers
    assert [] == station.exchanges
