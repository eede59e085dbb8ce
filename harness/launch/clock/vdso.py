"""The clock of one process: what its own copy of the vDSO (vdso(7)) tells of the time is moved by an offset.

The functions there that tell the time are replaced by the system call, and an addition. x86-64 alone.
"""

from __future__ import annotations

import os
import struct

from harness.launch.clock.target import SECOND

_DYNSYM = 11
"""The type of an ELF section that holds the symbols (elf(5))."""
_MARK = b"mark"
"""The place in the code of the mark by which a filter knows its system calls (readings.py)."""
_DISTANCE = b"dist"
"""The place in the code of the distance to the offset: seconds, nanoseconds and microseconds, 8 bytes each."""

# In comments: the assembler's text. Clocks of processor time stay unmoved: 2, 3 and those below 0.
_CLOCK_GETTIME = (
    bytes.fromhex("41b9")  # mov r9d, mark
    + _MARK
    + bytes.fromhex("b8e40000000f05")  # mov eax, 228; syscall
    + bytes.fromhex("85c0753a 85ff7836")  # test eax, eax; jnz end; test edi, edi; js end
    + bytes.fromhex("83ff027431 83ff03742c")  # cmp edi, 2; je end; cmp edi, 3; je end
    + bytes.fromhex("488d0d")  # lea rcx, [rip + offset]
    + _DISTANCE
    + bytes.fromhex("488b11 480116")  # mov rdx, [rcx]; add [rsi], rdx
    + bytes.fromhex("488b5108 48035608")  # mov rdx, [rcx + 8]; add rdx, [rsi + 8]
    + bytes.fromhex("4881fa00ca9a3b 7c0a")  # cmp rdx, 1000000000; jl store
    + bytes.fromhex("48ff06 4881ea00ca9a3b")  # inc qword [rsi]; sub rdx, 1000000000
    + bytes.fromhex("48895608 c3")  # store: mov [rsi + 8], rdx; end: ret
)
_GETTIMEOFDAY = (
    bytes.fromhex("41b9")  # mov r9d, mark
    + _MARK
    + bytes.fromhex("b8600000000f05")  # mov eax, 96; syscall
    + bytes.fromhex("4885ff742c")  # test rdi, rdi; jz end
    + bytes.fromhex("488d0d")  # lea rcx, [rip + offset]
    + _DISTANCE
    + bytes.fromhex("488b11 480117")  # mov rdx, [rcx]; add [rdi], rdx
    + bytes.fromhex("488b5110 48035708")  # mov rdx, [rcx + 16]; add rdx, [rdi + 8]
    + bytes.fromhex("4881fa40420f00 7c0a")  # cmp rdx, 1000000; jl store
    + bytes.fromhex("48ff07 4881ea40420f00")  # inc qword [rdi]; sub rdx, 1000000
    + bytes.fromhex("48895708 c3")  # store: mov [rdi + 8], rdx; end: ret
)
# time(2) cuts what is left of a second off, and so would lag behind: the offset is added to what clock_gettime gives.
_TIME = (
    bytes.fromhex("57 4883ec10 41b9")  # push rdi; sub rsp, 16; mov r9d, mark
    + _MARK
    + bytes.fromhex("31ff 4889e6 b8e40000000f05")  # xor edi, edi; mov rsi, rsp; mov eax, 228; syscall
    + bytes.fromhex("488d0d")  # lea rcx, [rip + offset]
    + _DISTANCE
    + bytes.fromhex("488b0424 480301")  # mov rax, [rsp]; add rax, [rcx]
    + bytes.fromhex("488b5108 4803542408")  # mov rdx, [rcx + 8]; add rdx, [rsp + 8]
    + bytes.fromhex("4881fa00ca9a3b 7c03 48ffc0")  # cmp rdx, 1000000000; jl give; inc rax
    + bytes.fromhex("4883c410 5f")  # give: add rsp, 16; pop rdi
    + bytes.fromhex("4885ff 7403 488907 c3")  # test rdi, rdi; jz end; mov [rdi], rax; end: ret
)
_REPLACED = {"__vdso_clock_gettime": _CLOCK_GETTIME, "__vdso_gettimeofday": _GETTIMEOFDAY, "__vdso_time": _TIME}
_ROOM = "__vdso_clock_gettime"
"""The largest of the functions: all new code goes into its place, and the others jump there."""
_SYSCALL = b"\x0f\x05"
"""The instruction that makes a system call."""


class Unmovable(Exception):
    """This process's clock can't be moved; its text says why."""


class VirtualClock:
    """The clock of a process. Raises Unmovable and OSError.

    `memory` is its /proc/PID/mem, open for reading, and `maps` the text of /proc/PID/maps. `mark` is what a filter of
    system calls knows those of the vDSO by.
    """

    def __init__(self, memory: int, maps: str, mark: int) -> None:
        start, size = _region(maps)
        try:
            symbols = _symbols(os.pread(memory, size, start))
        except (struct.error, ValueError, IndexError):
            raise Unmovable("its vDSO is none") from None  # a program can write there
        if set(_REPLACED) - set(symbols):
            raise Unmovable("its vDSO lacks a function that tells the time")
        patches, offset = _patches(symbols, _ROOM, struct.pack("<I", mark))
        self._region = range(start, start + size)
        self._patches = {start + place: code for place, code in patches.items()}
        self._offset = start + offset
        self.syscall = start + symbols[_ROOM][0] + _CLOCK_GETTIME.index(_SYSCALL)
        """The place of an instruction that makes a system call, once the clock has begun."""

    def is_read(self, place: int) -> bool:
        """True where a thread that is at this place may be reading the clock: then its code can't be replaced."""
        return place in self._region

    def begin(self, nanoseconds: int) -> dict[int, bytes]:
        """What is to be written where, so that the clock can be moved, and is so far before the machine's now."""
        return self._patches | self.moved(nanoseconds)

    def moved(self, nanoseconds: int) -> dict[int, bytes]:
        """What is to be written where, so that the clock is so far before the machine's."""
        return {self._offset: _offset(nanoseconds)}


def _patches(symbols: dict[str, tuple[int, int]], room: str, mark: bytes) -> tuple[dict[int, bytes], int]:
    """What to write at which places of the image, the code before the jumps to it, and the place of the offset."""
    begin, size = symbols[room]
    places, end = {}, begin
    for name, code in sorted(_REPLACED.items(), key=lambda item: item[0] != room):
        places[name] = end
        end += len(code)
    offset = end + -end % 8
    if offset + 24 > begin + size:
        raise Unmovable("its vDSO has no room for the code")
    written = {offset: _offset(0)}
    for name, code in _REPLACED.items():
        at = code.index(_DISTANCE)
        distance = offset - (places[name] + at + len(_DISTANCE))
        written[places[name]] = code.replace(_DISTANCE, struct.pack("<i", distance)).replace(_MARK, mark)
        if name != room:
            written[symbols[name][0]] = b"\xe9" + struct.pack("<i", places[name] - symbols[name][0] - 5)
    return written, offset


def _offset(nanoseconds: int) -> bytes:
    seconds, rest = divmod(nanoseconds, SECOND)
    return struct.pack("<qqq", seconds, rest, rest // 1000)


def _region(maps: str) -> tuple[int, int]:
    """Where the vDSO begins, and its bytes."""
    for line in maps.splitlines():
        words = line.split(None, 5)
        if words[4:] == ["0", "[vdso]"]:  # no file of that name
            start, _, end = words[0].partition("-")
            return int(start, 16), int(end, 16) - int(start, 16)
    raise Unmovable("it has no vDSO")


def _symbols(image: bytes) -> dict[str, tuple[int, int]]:
    """The place and the size of each function of a small ELF image of 64 bits (elf(5))."""
    (at,) = struct.unpack_from("<Q", image, 0x28)
    size, count = struct.unpack_from("<HH", image, 0x3A)
    sections = [struct.unpack_from("<IIQQQQIIQQ", image, at + index * size) for index in range(count)]
    found: dict[str, tuple[int, int]] = {}
    for section in sections:
        if section[1] == _DYNSYM:
            names = sections[section[6]][4]
            for place in range(section[4], section[4] + section[5], 24):
                name, _, _, _, value, length = struct.unpack_from("<IBBHQQ", image, place)
                found[image[names + name : image.index(b"\0", names + name)].decode()] = (value, length)
    return found
