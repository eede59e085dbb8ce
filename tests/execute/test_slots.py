"""Who works when."""

from __future__ import annotations

import asyncio
import contextlib

from harness.execute.slots import MOST_SHORT, Slots
from harness.scenarios import LONG


def test_the_lowest_rank_that_waits_for_a_core_gets_it_first() -> None:
    order: list[int] = []

    async def work(slots: Slots, rank: int) -> None:
        async with slots.slot(rank, waits=0):
            order.append(rank)
            await asyncio.sleep(0)

    async def all_of_them() -> None:
        slots = Slots(1)
        async with slots.slot(0, waits=0):
            tasks = [asyncio.ensure_future(work(slots, rank)) for rank in (3, 1, 2)]
            await asyncio.sleep(0)
        await asyncio.gather(*tasks)

    asyncio.run(all_of_them())
    assert [1, 2, 3] == order


def test_a_program_that_waits_gives_its_core_to_the_next() -> None:
    async def both() -> str:
        slots = Slots(1)
        async with slots.slot(1, waits=2) as waiting:
            waiting.wait()
            async with slots.slot(2, waits=0):
                return "both are alive"

    assert "both are alive" == asyncio.run(both())


def test_a_core_that_was_given_to_one_who_no_longer_wants_it_goes_on() -> None:
    async def cancelled() -> str:
        slots = Slots(1)
        await slots.acquire(0)
        gone, next_one = (asyncio.ensure_future(slots.acquire(rank)) for rank in (1, 2))
        await asyncio.sleep(0)
        slots.release()
        gone.cancel()
        await next_one
        return "the next one has it"

    assert "the next one has it" == asyncio.run(cancelled())


def test_programs_that_wait_a_little_keep_none_from_beginning_that_waits_for_long() -> None:
    async def begins() -> str:
        slots = Slots(1)
        async with contextlib.AsyncExitStack() as waiting:
            for rank in range(MOST_SHORT):
                (await waiting.enter_async_context(slots.slot(rank, waits=2))).wait()
            async with slots.slot(MOST_SHORT, waits=LONG):
                return "it has begun"

    assert "it has begun" == asyncio.run(begins())
