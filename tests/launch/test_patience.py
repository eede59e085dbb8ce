"""A time limit leaves out the time in which the harness itself stood still."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from harness.launch.patience import SLICE, SLOWEST, comes_within


def _clock(*steps: float) -> Iterator[float]:
    """Readings of a clock, as far apart as these steps and then not at all."""
    now = 0.0
    yield now
    for step in steps:
        now += step
        yield now
        yield now
    while True:
        yield now


@pytest.mark.parametrize(("stopped", "comes"), [(3600.0, True), (0.01, True)])
def test_an_hour_in_which_the_harness_was_stopped_is_not_the_program_s(stopped: float, comes: bool) -> None:
    async def ends() -> bool:
        readings = _clock(stopped)
        ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        waiting = asyncio.ensure_future(comes_within(ended, 2 * SLOWEST * SLICE, lambda: next(readings)))
        asyncio.get_running_loop().call_later(1.2 * SLICE, ended.set_result, None)
        return await waiting

    assert comes is asyncio.run(ends())


def test_the_time_of_a_program_that_does_not_end_is_over_at_its_limit() -> None:
    async def ends() -> bool:
        ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        return await comes_within(ended, 0.01) or ended.done() or ended.cancelled()

    assert False is asyncio.run(ends())


def test_so_much_of_each_slice_counts_and_no_more() -> None:
    async def slices() -> int:
        count = 0

        def clock() -> float:
            nonlocal count
            count += 1
            return count * 100.0

        ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        await comes_within(ended, 0.02, clock)
        return count

    assert 2 == asyncio.run(slices())
