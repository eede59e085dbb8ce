"""A program's time begins when its fork server has loaded what it needs, and not before."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from harness.launch import confined
from harness.launch.command import Command, Ending, ForkServer

LOADED = [{"began": True}, {"ended": 0, "warm": True}]


def played(tmp_path: Path, warm: bool, *answers: dict[str, Any]) -> tuple[Ending, list[dict[str, Any]], int]:
    """How a program with no time at all ended, what the warden was told, and how much of that before its answers."""
    said: list[dict[str, Any]] = []

    async def play() -> tuple[Ending, int]:
        place = confined.ConfinedPlace(SimpleNamespace(say=said.append, time=None), 0, 1, [])  # type: ignore[arg-type]
        server = ForkServer(("python3", "server.py"), {}) if warm else None
        command = Command(("x",), tmp_path, {}, tmp_path / "out", tmp_path / "err", 0.0, server)
        running = asyncio.create_task(place.run(command))
        while not said:
            await asyncio.sleep(0)
        for _ in range(10):  # as long as a loop takes to say all that it has to say
            await asyncio.sleep(0)
        before = len(said)
        for answer in answers:
            place.hear({"place": 0, **answer})
        return await running, before

    ending, before = asyncio.run(play())
    return ending, said, before


def test_while_its_fork_server_loads_a_program_is_not_ended(tmp_path: Path) -> None:
    ending, said, before = played(tmp_path, True, *LOADED)
    assert (0, True, 1) == (ending.exit_status, ending.warm, before)
    assert ["start"] == [one["do"] for one in said]


def test_a_program_that_starts_cold_has_its_time_from_the_start(tmp_path: Path) -> None:
    ending, said, before = played(tmp_path, False, {"ended": 0})
    assert (None, 2) == (ending.exit_status, before)
    assert ["start", "signal"] == [one["do"] for one in said]


def test_a_program_that_never_began_has_ended(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="no such"):
        played(tmp_path, True, {"failed": [2, "no such", "x"]})
