"""What is read of threads that wait, and what follows from it for a clock that is to be moved."""

import math
import os
import struct
import time

import pytest

from harness.launch.clock import moved
from harness.launch.clock.asleep import ran_last
from harness.launch.clock.calls import SystemCall, Unmeasured, wait_of
from harness.launch.clock.case import first_of
from harness.launch.clock.family import DescriptorTimer, call_in, state_in, timer_in
from harness.launch.clock.file_times import FileTimes
from harness.launch.clock.network import is_delayed, passes
from harness.launch.clock.readings import OtherClock, answer
from harness.launch.clock.target import SECOND, target

HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
ROW = "   0: 0100007F:D3A3 0100007F:0050 {} {}:{} 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0\n"
SPAN = struct.pack("<qq", 1, 500_000_000)
HALF_A_SECOND = struct.pack("<qq", 0, 500_000)


def memory(_place, _size):
    return SPAN


@pytest.mark.parametrize(
    ("line", "call"),
    [
        ("7 0x7ffc 0x1 0x1388 0x0 0x0 0x0 0x7ffc10 0x7f01\n", SystemCall(7, (0x7FFC, 1, 5000, 0, 0, 0))),
        ("running\n", None),
        ("-1 0x7ffc10 0x7f01\n", None),
    ],
)
def test_a_line_of_proc_says_which_call_a_thread_is_in(line, call):
    assert call == call_in(line)


def test_the_state_is_found_behind_any_name():
    assert "S" == state_in("12 (a ) R b) S 1 12 12 0 -1 4194304\n")


@pytest.mark.parametrize(
    ("call", "most", "result"),
    [
        (SystemCall(7, (0, 0, 5000)), 5 * SECOND, 0),
        (SystemCall(7, (0, 0, 0xFFFFFFFF)), None, 0),
        (SystemCall(232, (3, 0, 8, 250)), SECOND // 4, 0),
        (SystemCall(35, (16, 0)), 1_500_000_000, 0),
        (SystemCall(202, (8, 128, 0, 16)), 1_500_000_000, -110),
        (SystemCall(202, (8, 128, 0, 0)), None, -110),
        (SystemCall(230, (1, 0, 16, 0)), 1_500_000_000, 0),
        (SystemCall(61, (0, 0, 0, 0)), None, 0),
    ],
)
def test_a_call_says_how_long_it_waits_and_what_it_gives_then(call, most, result):
    wait = wait_of(call, memory, 0)
    assert (most, result) == (wait.most, wait.result)


def test_a_wait_until_a_moment_is_shorter_by_what_the_clock_was_moved():
    until = time.monotonic_ns() + 10 * SECOND
    wait = wait_of(SystemCall(230, (1, 1, 16, 0)), lambda *_: struct.pack("<qq", *divmod(until, SECOND)), 4 * SECOND)
    assert 5 * SECOND < (wait.most or 0) <= 6 * SECOND
    assert not wait.since_start


def test_the_time_of_select_is_in_microseconds_and_its_sets_and_what_is_left_of_it_are_cleared():
    wait = wait_of(SystemCall(23, (65, 16, 0, 32, 48)), lambda *_: HALF_A_SECOND, 0)
    assert (SECOND // 2, ((16, 16), (32, 16), (48, 16))) == (wait.most, wait.cleared)


def test_a_call_that_nobody_knows_is_not_measured():
    with pytest.raises(Unmeasured, match="system call 243"):
        wait_of(SystemCall(243, (0,) * 6), memory, 0)


@pytest.mark.parametrize(
    ("state", "sent", "received", "expected"),
    [
        ("01", "00000000", "00000000", False),
        ("01", "00000010", "00000000", True),
        ("01", "00000000", "00000010", False),
        ("02", "00000000", "00000000", True),
        ("0A", "00000000", "00000001", True),
        ("0A", "00000000", "00000000", False),
    ],
)
def test_bytes_that_nobody_has_taken_yet_are_on_their_way(state, sent, received, expected):
    assert expected == passes("tcp", HEAD + ROW.format(state, sent, received))


def test_a_datagram_that_nobody_has_read_is_on_its_way():
    assert passes("udp", HEAD + ROW.format("07", "00000000", "00000010"))


@pytest.mark.parametrize(("held", "expected"), [("00000000", False), ("00000003", True)])
def test_a_datagram_that_the_kernel_has_not_delivered_is_on_its_way(held, expected):
    assert expected == is_delayed(" ".join(["00001eb3", *["00000000"] * 10, held, "00000000"]) + "\n")


def test_a_call_that_a_program_makes_itself_is_answered_by_its_own_clock():
    given, written = answer(201, (16, 0), 40 * SECOND) or (0, {})
    assert 38 <= given - time.time() <= 40
    assert {16: struct.pack("<q", given)} == written
    _, written = answer(228, (time.CLOCK_MONOTONIC, 32), 40 * SECOND) or (0, {})
    assert 39 <= struct.unpack("<qq", written[32])[0] - time.monotonic() <= 40


def test_a_clock_of_processor_time_is_not_moved_and_one_that_nobody_knows_is_none():
    assert answer(228, (time.CLOCK_PROCESS_CPUTIME_ID, 32), SECOND) is None
    with pytest.raises(OtherClock, match="times"):
        answer(100, (16, 0), SECOND)


def test_a_file_that_is_written_once_the_clock_was_moved_is_as_late_as_the_clock():
    times, before = FileTimes(), time.time_ns() - SECOND
    times.move(40 * SECOND)
    change = times.change(5, (3, 16))
    stat = bytearray(144)
    after = time.time_ns()
    for place, moment in ((72, after), (88, before)):
        struct.pack_into("<qq", stat, place, *divmod(moment, SECOND))
    assert change
    changed = change.changed(bytes(stat))
    found = [struct.unpack_from("<qq", changed, place) for place in (72, 88)]
    assert [divmod(after + 40 * SECOND, SECOND), divmod(before, SECOND)] == found


def test_a_timer_says_what_is_left_and_whether_it_waits_for_a_moment():
    text = "pos:\t0\nclockid: 1\nticks: 0\nsettime flags: 01\nit_value: (2, 500)\nit_interval: (0, 0)\n"
    assert DescriptorTimer(5, 2 * SECOND + 500, absolute=True) == timer_in(5, text)


def test_the_scheduler_says_when_a_thread_ran_last():
    assert 15_581_450_789_689 == ran_last("cat (1, #threads: 1)\nse.exec_start      :      15581450.789689\n")


def test_the_first_of_some_waits_is_told_only_where_its_order_is_certain():
    assert (100 * SECOND, 101 * SECOND) == first_of([(None, None), (100 * SECOND, 101 * SECOND), (102 * SECOND,) * 2])
    assert first_of([(None, None)]) is None
    with pytest.raises(Unmeasured, match="either may end first"):
        first_of([(100 * SECOND, 102 * SECOND), (101 * SECOND, 103 * SECOND)])


@pytest.mark.parametrize(
    ("quiet", "others", "expected"),
    [
        ((15, 15.4), 30, 15.4),
        ((15, 15.4), 2, 2),
        ((15, 15.4), 15.2, 0),
        (None, 30, 30),
        ((1.002, 1.003), 30, 0),
    ],
)
def test_time_is_moved_to_what_comes_first_if_that_is_certain_and_not_soon(quiet, others, expected):
    span = quiet and tuple(round(at * SECOND) for at in quiet)
    assert round(expected * SECOND) == target(span, round(others * SECOND), SECOND)


def test_what_one_process_says_of_a_clock_another_one_reads():
    descriptor = moved.make()
    ours, theirs = moved.Moved(descriptor), moved.Moved(os.dup(descriptor))
    slots = [ours.take() for _ in range(2)]
    theirs.write(slots[1], -math.floor(1.5e9))
    assert [0, -1_500_000_000] == [ours.read(slot) for slot in slots]
