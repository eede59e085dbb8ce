"""Whether anything has changed since the last run: then what its report says still holds."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from harness.cache import contents
from harness.cache.fingerprint import Fingerprints
from harness.common import own_folder, own_key
from harness.plan.session import Session


def keep(session: Session, path: Path, how: Mapping[str, object]) -> None:
    """Writes down what a run that has just ended depended on. A folder that can't be written costs a later run."""
    with contextlib.suppress(OSError):
        own_folder.write(path, _state(session, how))


def since(session: Session, path: Path, how: Mapping[str, object]) -> bool:
    """True if a run of these cases, in this way, would depend on just the same as the last one."""
    try:
        return path.read_bytes() == _state(session, how)
    except OSError:
        return False


def _state(session: Session, how: Mapping[str, object]) -> bytes:
    """A digest of the cases with all that makes them end so, of what judges them, of the day, and of the report."""
    fingerprints, settings = Fingerprints(session, how), session.settings
    hashed = hashlib.sha256(f"{settings!r} {datetime.now(UTC).date()} {session.left_out!r}".encode())
    for planned in session.plan.cases:
        hashed.update(fingerprints.of(planned).encode())
    for case in session.plan.every:
        hashed.update(case.name.encode("utf-8", "surrogateescape"))
    for part in (contents.of_file(settings.known_failures), contents.of_folder(settings.requests)):
        hashed.update(part.encode())
    hashed.update(session.settings.own.last_run.read_bytes())
    return own_key.mac("last run", hashed.digest())
