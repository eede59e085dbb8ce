"""The process that moves the clock of one case. It talks with the warden over a socket, in JSON, one message a packet:

    -> {}                                   at the beginning, with a descriptor by which the process can be ended
    -> {"quiet": [1500000000, 1600000000]}  all its threads wait: between these moments the first one goes on by itself;
                                            null where none ever does
    {"to": 1500000000, "until": 2000000000} answers `quiet`: the moment to move to, 0 where time is to pass by itself;
                                            and until when nobody else does anything, if the case sends nothing
    {"rest": true}                          the clock is not to be moved any more
    -> {"moved": true}                      the clock was moved
    -> {"real": "why", "doubt": true}       its waits can't be cut short; with `doubt`, what it did since the clock was
                                            moved may not be what it would have done

Moments are nanoseconds of the case's own clock (case.py).
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import time
from collections.abc import Callable

from harness.launch.clock.calls import Unmeasured, Unmoved
from harness.launch.clock.case import CaseClock, Late
from harness.launch.clock.moved import Moved
from harness.launch.clock.programs import WentOn
from harness.launch.clock.readings import OtherClock
from harness.launch.clock.target import SECOND, target
from harness.launch.clock.vdso import Unmovable

LOOKS = (0.001, 0.004, 0.032)
"""Seconds between two looks at a case: at least, at most while all its threads sleep, and at most where it works or
time is to pass by itself."""
SLOWER = 1.25
"""By how much each pause is longer than the one before: most cases soon wait again."""
LEAST = 0.001
"""Seconds to the next look, where a wait has to be ended sooner than the next look would be."""
GIVEN_UP = 4 * LOOKS[2]
"""Seconds until the next look at a case whose clock can't be moved now."""


class Clocks:
    """Looks at one case until the warden hangs up."""

    def __init__(self, client: socket.socket, first: int, began: int, moved: Moved, slot: int) -> None:
        self._client = client
        self._clock = CaseClock(first, began, lambda offset, sure: moved.write(slot, offset, sure=sure))
        self._pause, self._next = LOOKS[0], 0.0
        self._asked = False
        self._until, self._traffic = 0, ""
        """Until when nobody else does anything, as long as nothing is sent."""
        self._rests = False
        """True once the clock is not to be moved any more: what its program does until its end still sees it moved."""
        self._told = False
        """True once the warden knows why time is real."""

    def serve(self) -> None:
        """Handles messages, looks at the case, and lets go on what ptrace has stopped."""
        wake, woken = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        signal.set_wakeup_fd(woken)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        poll = select.poll()
        for descriptor in (self._client.fileno(), wake):
            poll.register(descriptor, select.POLLIN)
        while True:
            for descriptor, _ in poll.poll(max(0.0, self._next - time.monotonic()) * 1000):
                if descriptor == wake:
                    with contextlib.suppress(BlockingIOError):
                        os.read(wake, 4096)
                else:
                    message = self._client.recv(4096)
                    if not message:
                        return
                    self._hear(json.loads(message))
            self._try(self._clock.tracer.handle_stops)
            if self._next <= time.monotonic():
                self._try(self._look)

    def _hear(self, message: dict[str, int]) -> None:
        if "rest" in message:
            self._rests, self._asked = True, False
        else:
            self._try(self._take, message["to"], message["until"])

    def _look(self) -> None:
        worked = self._clock.works
        quiet = self._clock.look()
        if self._asked:
            self._rest(LOOKS[1])
            return
        works = self._clock.works
        self._rest(LOOKS[0] if worked and not works else min(SLOWER * self._pause, LOOKS[2 if works else 1]))
        soonest = self._clock.soonest()
        if soonest is not None:
            left = (soonest - self._clock.now()) / SECOND
            self._next = min(self._next, time.monotonic() + max(left, LEAST))
        if not quiet or self._rests:
            return
        due = self._clock.due()
        if self._until and self._clock.traffic == self._traffic and not self._clock.calls:
            self._move(target(due, self._until, self._clock.now()))
            return
        self._asked, self._traffic = True, self._clock.traffic
        self._say(quiet=due)

    def _take(self, to: int, until: int) -> None:
        """The answer to what was said last."""
        self._asked, self._until = False, until
        self._move(to)

    def _move(self, to: int) -> None:
        self._rest(min(SLOWER * self._pause, LOOKS[2]))
        if to and self._clock.move(to):
            self._rest(LOOKS[0])
            self._say(moved=True)

    def _rest(self, pause: float) -> None:
        self._pause = pause
        self._next = time.monotonic() + pause

    def _try(self, what: Callable[..., None], *arguments: int) -> None:
        """Does something, and says so where it can't be done: whatever the case's memory and files hold."""
        before = self._clock.offset
        try:
            what(*arguments)
        except (WentOn, FileNotFoundError, ProcessLookupError) as error:
            self._give_up(error, doubt=self._clock.offset > before)
        except Exception as error:
            safe = isinstance(error, Unmeasured) and not isinstance(error, Unmoved)
            self._give_up(error, doubt=isinstance(error, Late | OtherClock) or (self._clock.offset > 0 and not safe))

    def _give_up(self, error: Exception, *, doubt: bool) -> None:
        """Lets time pass by itself for a while."""
        self._rest(LOOKS[2] if doubt or self._clock.offset else GIVEN_UP)
        if doubt or not (self._told or isinstance(error, WentOn | OSError)):
            self._told = True
            own = isinstance(error, Unmeasured | Unmovable | Late | OtherClock)
            self._say(real=str(error) if own else "its memory or its threads are not as expected", doubt=doubt)

    def _say(self, **told: object) -> None:
        with contextlib.suppress(OSError):  # the warden is gone: `serve` learns it next
            self._client.send(json.dumps(told).encode())
