"""The reviewed requests: what all languages must send, read from files and written anew."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from harness.common import atomic
from harness.compare.canonical import Canonical, text
from harness.settings import Settings


@dataclass(frozen=True)
class Renewed:
    """A file that was written anew."""

    path: Path
    before: str
    """Its text until then; empty if the file is new."""
    after: str


def reviewed(settings: Settings, group: str) -> Canonical | None:
    """The reviewed request of an operation; None if nobody has reviewed one."""
    path = _path(settings, group)
    return json.loads(path.read_text("utf-8")) if path.is_file() else None


def usual(requests: Sequence[Canonical]) -> Canonical:
    """The request that most programs send, of at least one."""
    ((most, _),) = Counter(text(request) for request in requests).most_common(1)
    found: Canonical = json.loads(most)
    return found


def renew(settings: Settings, requests: Mapping[str, Sequence[Canonical]]) -> Iterator[Renewed]:
    """Writes for each operation what most of its programs sent. Gives back the files that this changed."""
    for group, forms in sorted(requests.items()):
        path, after = _path(settings, group), text(usual(forms))
        before = path.read_text("utf-8") if path.is_file() else ""
        if before != after:
            atomic.check_inside(settings.root, path)
            atomic.write(path, after)
            yield Renewed(path, before, after)


def _path(settings: Settings, group: str) -> Path:
    return settings.requests / f"{group}.json"
