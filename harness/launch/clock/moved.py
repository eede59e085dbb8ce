"""How far the clocks of cases were moved: numbers in memory that the harness shares with whoever moves them.

So the mock's clock is never behind that of the program, however late a message comes.
"""

from __future__ import annotations

import mmap
import os
import struct

SLOTS = 4096
"""Cases whose clocks are moved, until a place in memory is used again."""
_NUMBERS = struct.Struct("<qq")


class Moved:
    """Nanoseconds by which each clock is ahead of the machine's."""

    def __init__(self, descriptor: int) -> None:
        """`descriptor` is that of `make`, or a copy of it in another process."""
        self._memory = mmap.mmap(descriptor, SLOTS * _NUMBERS.size)
        self._next = 0

    def take(self) -> int:
        """The slot of a clock that was not moved yet."""
        slot, self._next = self._next, (self._next + 1) % SLOTS
        self.write(slot, 0)
        return slot

    def read(self, slot: int) -> int:
        """How far a clock was moved so far."""
        return self._read(slot)[0]

    def is_sure(self, slot: int) -> bool:
        """False from the moment on at which a clock begins to be moved, until all has come out right."""
        return not self._read(slot)[1]

    def write(self, slot: int, nanoseconds: int, *, sure: bool = True) -> None:
        """Says how far a clock was moved so far."""
        _NUMBERS.pack_into(self._memory, slot * _NUMBERS.size, nanoseconds, not sure)

    def _read(self, slot: int) -> tuple[int, int]:
        nanoseconds, unsure = _NUMBERS.unpack_from(self._memory, slot * _NUMBERS.size)
        return int(nanoseconds), int(unsure)


def make() -> int:
    """Such memory, as a descriptor (memfd_create(2))."""
    descriptor = os.memfd_create("moved", os.MFD_CLOEXEC)
    os.ftruncate(descriptor, SLOTS * _NUMBERS.size)
    return descriptor
