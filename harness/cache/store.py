"""The cache's files: one for each group of cases, so that workers that share a folder never write to one another's.

A file holds a line a case: a digest of the rest of the line, the case's key, its name, and its entry, all JSON or plain
text, with tabs between. The digest needs this user's key. Whatever is cut off, edited or of another form is as good as
absent: its case is run again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from harness.common import own_folder, own_key

PURPOSE = "case"
"""What the digests are made for."""
LIMIT = 512 * 1024 * 1024
"""Bytes that the folder may hold; the files that were used longest ago go first."""
LARGEST = 128 * 1024 * 1024
"""Bytes of one file beyond which it is not read."""
KEPT = 2
"""Entries of one case: that of an edit that is taken back is still there."""
FRESH = 24 * 3600.0
"""Seconds for which a file counts as just used, so that using it costs no write."""

Entry = dict[str, Any]


class Store:
    """The entries below a folder. Reading and writing never raise: without the folder everything is run anew."""

    def __init__(self, folder: Path, limit: int = LIMIT) -> None:
        self._folder, self._limit = folder, limit
        self._known: dict[str, dict[str, bytes]] = {}
        self._new: dict[str, dict[str, tuple[str, Entry]]] = {}

    def get(self, group: str, key: str) -> Entry | None:
        """The entry of a case by its key; None if there is none, or it is damaged."""
        if group not in self._known:
            self._known[group] = self._lines(self._path(group))
        line = self._known[group].get(key)
        return _entry(line) if line else None

    def put(self, group: str, key: str, name: str, entry: Entry) -> None:
        """Remembers an entry, beside the `KEPT - 1` last ones that the case of that name had."""
        self._new.setdefault(group, {})[name] = (key, entry)

    def write(self) -> None:
        """Writes what was put, each file in one step, and removes what has not been used for longest."""
        for group, entries in self._new.items():
            with contextlib.suppress(OSError):
                self._write(self._path(group), entries)
        if self._new:
            with contextlib.suppress(OSError):
                self._remove_oldest()
        self._new.clear()

    def _path(self, group: str) -> Path:
        return self._folder / f"{hashlib.sha256(group.encode('utf-8', 'surrogateescape')).hexdigest()[:32]}.cache"

    def _lines(self, path: Path) -> dict[str, bytes]:
        """Key -> line. The lines' digests are looked at when an entry is asked for."""
        try:
            status = path.stat()
            if status.st_size > LARGEST:
                return {}
            if time.time() - status.st_mtime > FRESH:
                os.utime(path)
            content = path.read_bytes()
        except OSError:
            return {}
        parts = (line.split(b"\t", 2) for line in content.split(b"\n"))
        return {part[1].decode("ascii", "replace"): b"\t".join(part) for part in parts if len(part) == 3}

    def _write(self, path: Path, entries: Mapping[str, tuple[str, Entry]]) -> None:
        lines: dict[bytes, list[bytes]] = {}
        for line in self._lines(path).values():
            lines.setdefault(line.split(b"\t", 3)[2], []).append(line)
        for name, (key, entry) in entries.items():
            lines.setdefault(json.dumps(name).encode(), []).append(_line(key, name, entry))
        own_folder.write(path, b"".join(line + b"\n" for of_case in lines.values() for line in of_case[-KEPT:]))

    def _remove_oldest(self) -> None:
        files = [(path.stat(), path) for path in self._folder.iterdir()]
        size = sum(status.st_size for status, _ in files)
        for status, path in sorted(files, key=lambda file: file[0].st_mtime):
            if size <= self._limit:
                return
            path.unlink(missing_ok=True)
            size -= status.st_size


def _line(key: str, name: str, entry: Entry) -> bytes:
    rest = "\t".join((key, json.dumps(name), json.dumps(entry, separators=(",", ":")))).encode("ascii")
    return own_key.mac(PURPOSE, rest) + b"\t" + rest


def _entry(line: bytes) -> Entry | None:
    digest, _, rest = line.partition(b"\t")
    if not own_key.holds(digest, PURPOSE, rest):
        return None
    try:
        found = json.loads(rest.split(b"\t", 2)[2])
    except (ValueError, IndexError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
