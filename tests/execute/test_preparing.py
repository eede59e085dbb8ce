"""When the programs of a language may begin."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from harness.execute.preparing import MOST_SOURCE, Preparations
from harness.languages import Language, Preparation
from harness.languages.toolchain import Tool
from harness.model import Example

TURNS = 10
"""Turns of the event loop, more than a preparation that is done takes to be given out."""


def language(name: str, may_end: threading.Event, ended: threading.Event, *, builds: bool) -> Language:
    """A language whose programs are ready once they may be."""

    def prepare(_: Sequence[Example], __: Mapping[str, Tool], ___: Path) -> Preparation:
        may_end.wait(10)
        ended.set()
        return Preparation()

    return Language(name, name.title(), (name,), name, (), prepare, builds=builds)


def who_is_ready(root: Path, *, builds: bool) -> list[str]:
    """In which order the programs of two languages may begin, where the first takes longer than the second."""
    built, at_once, prepared = threading.Event(), threading.Event(), threading.Event()
    at_once.set()
    known = {
        "slow": language("slow", built, threading.Event(), builds=builds),
        "quick": language("quick", at_once, prepared, builds=False),
    }
    preparations = Preparations(known, root)
    preparations.expect(Example(name, "v1", "note", "note", root / name, name, root) for name in known)
    order: list[str] = []

    async def wait_for(name: str) -> None:
        await preparations.of(name)
        order.append(name)

    async def both() -> None:
        waiting = [asyncio.ensure_future(wait_for(name)) for name in known]
        await asyncio.to_thread(prepared.wait, 10)
        await preparations._task("quick")  # else both may end in one turn, in which either is the first
        while not builds and not order:
            await asyncio.sleep(0)
        for _ in range(TURNS):
            await asyncio.sleep(0)
        built.set()
        await asyncio.gather(*waiting)

    asyncio.run(both())
    return order


def test_a_build_has_all_cores_to_itself(tmp_path: Path) -> None:
    assert ["slow", "quick"] == who_is_ready(tmp_path, builds=True)


def test_a_language_that_does_not_build_holds_no_other_back(tmp_path: Path) -> None:
    assert ["quick", "slow"] == who_is_ready(tmp_path, builds=False)


def test_a_program_of_more_bytes_than_are_judged_could_not_run_and_is_not_read(tmp_path: Path) -> None:
    seen: list[str] = []

    def prepare(examples: Sequence[Example], _: Mapping[str, Tool], __: Path) -> Preparation:
        seen.extend(example.name for example in examples)
        return Preparation()

    preparations = Preparations({"a": Language("a", "A", ("a",), "a", (), prepare)}, tmp_path)
    for name, size in (("long", MOST_SOURCE + 1), ("short", MOST_SOURCE)):
        (tmp_path / name).write_bytes(bytes(size))
    preparations.expect(Example("a", "v1", name, "note", tmp_path / name, name, tmp_path) for name in ("long", "short"))
    made = asyncio.run(preparations.of("a"))
    assert ["short"] == seen
    assert (
        f"long: expected a program of at most {MOST_SOURCE} bytes, got {MOST_SOURCE + 1}"
        == made.failures["v1/long/a"].reason
    )
