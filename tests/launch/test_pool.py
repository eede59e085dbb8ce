"""Containers for one program at a time, and listeners that one of them alone may call."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import pytest

from harness.errors import EnvironmentTrouble
from harness.launch.containers import PeerSocket
from harness.launch.engine import Container
from harness.launch.pool import AT_MOST, Pool


class Engine:
    """Starts containers that are names alone; those in `broken` fail to start, by their number."""

    def __init__(self, broken: tuple[int, ...] = ()) -> None:
        self.broken, self.numbers, self.ended = broken, count(), list[str]()

    def start(self) -> Container:
        number = next(self.numbers)
        if number in self.broken:
            raise EnvironmentTrouble(f"number {number} does not start")
        return Container(str(number), "", None)

    def end(self, container: Container) -> None:
        self.ended.append(container.id)


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as executor:
        yield executor


def test_a_container_that_is_free_is_taken_before_another_is_started(threads: ThreadPoolExecutor) -> None:
    async def use() -> list[str]:
        pool, seen = Pool(Engine().start, Engine().end, threads), []
        for _ in range(3):
            async with pool.one() as container:
                seen.append(container.id)
        return seen

    assert ["0", "0", "0"] == asyncio.run(use())


def test_programs_side_by_side_have_containers_of_their_own_until_there_are_enough(threads: ThreadPoolExecutor) -> None:
    async def use() -> tuple[int, str]:
        pool, leave = Pool(Engine().start, Engine().end, threads), asyncio.Event()
        inside: list[str] = []

        async def hold() -> None:
            async with pool.one() as container:
                inside.append(container.id)
                await leave.wait()

        async def wait() -> str:
            async with pool.one() as container:
                return container.id

        async with asyncio.TaskGroup() as group:
            for _ in range(AT_MOST):
                group.create_task(hold())
            while len(inside) < AT_MOST:
                await asyncio.sleep(0)
            last = group.create_task(wait())
            await asyncio.sleep(0)
            assert not last.done()
            leave.set()
        return len(set(inside)), last.result()

    alone, last = asyncio.run(use())
    assert (AT_MOST, True) == (alone, int(last) < AT_MOST)


def test_one_that_failed_is_taken_away_and_another_comes_in_its_place(threads: ThreadPoolExecutor) -> None:
    engine = Engine()

    async def use() -> str:
        pool = Pool(engine.start, engine.end, threads)
        for _ in range(AT_MOST):
            with pytest.raises(EnvironmentTrouble):
                async with pool.one():
                    raise EnvironmentTrouble("the program can't be ended")
        async with pool.one() as container:
            return container.id

    assert str(AT_MOST) == asyncio.run(use())
    threads.shutdown(wait=True)
    assert [str(number) for number in range(AT_MOST)] == engine.ended


def test_one_that_does_not_start_takes_no_place(threads: ThreadPoolExecutor) -> None:
    engine = Engine(broken=tuple(range(AT_MOST)))

    async def use() -> str:
        pool = Pool(engine.start, engine.end, threads)
        for number in range(AT_MOST):
            with pytest.raises(EnvironmentTrouble, match=f"number {number} "):
                async with pool.one():
                    pass
        async with pool.one() as container:
            return container.id

    assert str(AT_MOST) == asyncio.run(use())


def test_a_container_that_nobody_waits_for_any_more_serves_the_next_program(threads: ThreadPoolExecutor) -> None:
    engine = Engine()

    async def use() -> str:
        pool = Pool(engine.start, engine.end, threads)
        given_up = asyncio.ensure_future(pool._take())
        await asyncio.sleep(0)
        given_up.cancel()
        with pytest.raises(asyncio.CancelledError):
            await given_up
        pool._places = AT_MOST  # so that the next one waits for that container
        async with pool.one() as container:
            return container.id

    assert "0" == asyncio.run(use())


def test_a_listener_answers_its_own_container_and_nobody_else() -> None:
    with PeerSocket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        listener.peer = "127.0.0.3"
        stranger = socket.create_connection(listener.getsockname(), source_address=("127.0.0.2", 0))
        own = socket.create_connection(listener.getsockname(), source_address=("127.0.0.3", 0))
        with stranger, own:
            connection, address = listener.accept()
            with connection:
                assert ("127.0.0.3", b"") == (address[0], stranger.recv(1))
