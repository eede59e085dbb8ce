"""Records of cases as they come, and those who wait for them."""

from __future__ import annotations

import concurrent.futures
import contextlib
from collections.abc import Iterable

from harness.model import AS_EXPECTED, Verdict
from harness.report.document import unfinished
from harness.report.shape import CaseRecord
from harness.run.options import Options

LOOK_UP = 1.0
"""Seconds after which whoever waits for a record looks whether the run was interrupted."""


class Records:
    """Hands out each case's record as soon as it is asked for.

    `name`, `of` and `done` are for the caller's thread; `publish` is for the thread that judges the cases.
    """

    def __init__(self, options: Options) -> None:
        self._options = options
        self._coming: dict[str, concurrent.futures.Future[CaseRecord]] = {}
        self._failures = 0
        self.interrupted = False

    def name(self, names: Iterable[str]) -> None:
        """Names cases that will come."""
        self._coming.update({name: concurrent.futures.Future() for name in names})

    def __contains__(self, name: str) -> bool:
        """True if a case of that name will come."""
        return name in self._coming

    def of(self, name: str) -> CaseRecord:
        """Waits for a case's record. Raises KeyboardInterrupt once the run was interrupted.

        Once enough cases have failed, what has none is skipped.
        """
        while not self.interrupted:
            if self.enough and not self._coming[name].done():
                self._skip_the_rest()
            with contextlib.suppress(TimeoutError):
                return self._coming[name].result(LOOK_UP)
        raise KeyboardInterrupt

    def publish(self, record: CaseRecord) -> None:
        """Hands on a record."""
        if self._options.watcher:
            self._options.watcher.judged(record)
        with contextlib.suppress(concurrent.futures.InvalidStateError):  # it was skipped while it still ran
            self._coming[record["name"]].set_result(record)
            self._failures += record["verdict"] not in AS_EXPECTED
        if self.enough:
            self._skip_the_rest()

    @property
    def enough(self) -> bool:
        """True once as many cases have failed as the options allow: no other is to begin."""
        return 0 < self._options.most_failures <= self._failures

    def interrupt(self) -> None:
        """Lets nobody wait any more. Safe to call from a signal's handler.

        The KeyboardInterrupt that a handler raises may be lost: Python drops what is raised in a `__del__`, and
        whoever waited for a record would then wait for ever.
        """
        self.interrupted = True

    def done(self) -> dict[str, CaseRecord]:
        """The records that are there already, by name."""
        return {name: future.result() for name, future in self._coming.items() if _came(future)}

    def cancel(self, name: str | None = None) -> None:
        """Gives up a case, or all that have no record."""
        for future in self._coming.values() if name is None else (self._coming[name],):
            future.cancel()

    def _skip_the_rest(self) -> None:
        """Gives every case without a record the one of a case that did not run: nobody waits for it then."""
        reason = f"not run: {self._failures} failed before it (--maxfail)"
        for name, future in list(self._coming.items()):
            with contextlib.suppress(concurrent.futures.InvalidStateError):
                future.set_result(unfinished(name, Verdict.SKIPPED, reason))


def _came(future: concurrent.futures.Future[CaseRecord]) -> bool:
    return future.done() and not future.cancelled()
