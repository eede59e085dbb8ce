"""Answers that are put off, by a clock that can be moved."""

import asyncio
import math
import socket

from harness.common import clock
from harness.mock import Station
from harness.mock.timers import Timers
from harness.model import Reply


def test_what_is_put_off_is_done_as_soon_as_the_clock_is_moved_there():
    async def scenario():
        timers, ahead, done = Timers(), [0.0], asyncio.Event()
        timers.ahead = lambda: ahead[0]
        timers.later(3600, done.set)
        assert 3599 < timers.due() <= 3600
        ahead[0] = 3600
        timers.moved()
        await asyncio.wait_for(done.wait(), 10)
        assert timers.due() == math.inf

    asyncio.run(scenario())


def test_what_was_cancelled_is_not_due():
    async def scenario():
        timers = Timers()
        timers.later(3600, lambda: None).cancel()
        return timers.due()

    assert math.inf == asyncio.run(scenario())


def test_a_station_has_work_until_all_that_came_is_answered_and_then_says_what_it_put_off():
    async def scenario():
        station, dates = Station(lambda _: dates.append(clock.now()) or Reply(200, delay=3600)), []
        station.timers.ahead = lambda: 86400.0
        listener = socket.create_server(("127.0.0.1", 0))
        await station.open(listener)
        assert await station.due() == math.inf
        client = socket.create_connection(listener.getsockname())
        client.sendall(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")
        assert await station.due() == 0
        await asyncio.wait_for(station.waits.wait(), 10)
        assert 3599 < await station.due() <= 3600
        client.close()
        await station.close()
        return dates[0] - station.exchanges[0].started

    assert -1 < asyncio.run(scenario()) < 1
