"""The times of files as a program sees them whose clock was moved: the kernel writes them by the machine's clock."""

from __future__ import annotations

import struct
import time
from collections.abc import Callable
from typing import NamedTuple

from harness.launch.clock.target import SECOND

_STAT = (144, (72, 88, 104))
_STATX = (256, (64, 80, 96, 112))
"""The bytes of what stat(2) and statx(2) tell, and where its times stand there."""
_KINDS = {4: (1, _STAT), 5: (1, _STAT), 6: (1, _STAT), 262: (2, _STAT), 332: (4, _STATX)}
"""stat, fstat, lstat, newfstatat and statx: which argument is the place, and what is there afterwards."""
CALLS = tuple(_KINDS)
_REALTIME_COARSE, _MONOTONIC_COARSE = 5, 6
"""The clocks that files have their times of: they are behind the others, on a busy machine by some 10 ms."""


class Correction(NamedTuple):
    """What is to be changed of that which a call writes, once it has succeeded."""

    place: int
    size: int
    changed: Callable[[bytes], bytes]


def are_after(moment: int) -> bool:
    """True where what is written to files from now on is later, by their times, than what was written until then."""
    return time.clock_gettime_ns(_MONOTONIC_COARSE) > moment


class FileTimes:
    """The times of files by a clock that is moved again and again."""

    def __init__(self) -> None:
        self._moves: list[tuple[int, int]] = []
        """From which time of a file on the clock was ahead, and by how much; the last one first."""

    def move(self, offset: int) -> None:
        """From now on the clock is so far ahead."""
        self._moves.insert(0, (time.clock_gettime_ns(_REALTIME_COARSE), offset))

    def change(self, number: int, arguments: tuple[int, ...]) -> Correction | None:
        """What is to be changed of the answer to a call; None if nothing is."""
        if number not in _KINDS or not self._moves:
            return None
        argument, (size, places) = _KINDS[number]
        return Correction(arguments[argument], size, lambda told: self._changed(told, places))

    def _changed(self, told: bytes, places: tuple[int, ...]) -> bytes:
        changed = bytearray(told)
        for place in places:
            seconds, rest = struct.unpack_from("<qI", told, place)
            moment = seconds * SECOND + rest
            ahead = next((offset for begin, offset in self._moves if begin <= moment), 0)
            struct.pack_into("<qI", changed, place, *divmod(moment + ahead, SECOND))
        return bytes(changed)
