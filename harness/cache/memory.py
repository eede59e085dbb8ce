"""What is remembered of a session's cases from run to run."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harness.cache.fingerprint import Fingerprints
from harness.cache.store import Store
from harness.common.guards import weak
from harness.compare.remembered import Remembered, read
from harness.plan import Planned
from harness.plan.session import Session


class Memory:
    """Cases that have run, each under a digest of all that it depends on.

    `how` holds what of the run's options changes what a program meets. With `require_guard` no case is known that ran
    where nothing confined it.
    """

    def __init__(self, session: Session, how: Mapping[str, Any], *, require_guard: bool = False) -> None:
        self._session, self._how, self._require_guard = session, how, require_guard
        self._fingerprints = Fingerprints(session, how)
        self._store = Store(session.settings.own.cache)
        self._new: list[tuple[Planned, Remembered]] = []
        self.guards: set[str] = set()
        """What kept the programs of the answered cases from other hosts, when they ran."""

    def of(self, planned: Planned) -> Remembered | None:
        """What is remembered of a case; None where nothing is, or something has changed."""
        entry = self._store.get(planned.worker_group, self._fingerprints.of(planned))
        remembered = read(planned.case, entry) if entry else None
        if remembered and self._require_guard and weak(remembered.guard):
            return None
        if remembered:
            self.guards.add(remembered.guard)
        return remembered

    def keep(self, planned: Planned, remembered: Remembered, *, lasting: bool) -> None:
        """Remembers a case that was asked for by `of` before it ran, where it would end so again."""
        if lasting:
            self._new.append((planned, remembered))

    def write(self) -> None:
        """Writes what was kept, but for the cases of which something has changed since the run began."""
        now = Fingerprints(self._session, self._how)
        for planned, remembered in self._new:
            key, case = self._fingerprints.of(planned), planned.case
            if now.of(planned) == key:
                self._store.put(planned.worker_group, key, case.name, remembered.entry(planned.secrets))
        self._new.clear()
        self._store.write()
