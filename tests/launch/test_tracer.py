"""Writing to the memory of a stopped thread, a word at a time."""

from __future__ import annotations

import pytest

from harness.launch.clock import tracer
from harness.launch.clock.tracer import Tracer

WORDS = 4
SIZE = 8


@pytest.mark.parametrize(("place", "data"), [(0, b"x" * 8), (3, b"abc"), (6, b"abcd"), (5, b"y" * 20), (8, b"z")])
def test_what_lies_beside_the_bytes_written_stays(monkeypatch: pytest.MonkeyPatch, place: int, data: bytes) -> None:
    memory = bytearray(range(WORDS * SIZE))
    expected = bytes(memory[:place]) + data + bytes(memory[place + len(data) :])

    def poke(_request: int, _thread: int, address: int, word: int) -> None:
        memory[address : address + SIZE] = word.to_bytes(SIZE, "little")

    monkeypatch.setattr(tracer, "_peek", lambda _thread, at: bytes(memory[at : at + SIZE]))
    monkeypatch.setattr(tracer, "_ptrace", poke)
    Tracer(lambda _: None, lambda *_: None, lambda: 0).write(1, place, data)
    assert expected == memory
