"""A private copy of the folder that a program runs from, and what the program did to it."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from harness.common import own_folder
from harness.common.published import is_published
from harness.launch.removal import remove_tree
from harness.model import WrittenFile

"""Where the harness keeps its own things, which change while programs run: no input of theirs."""
COPY_LIMIT = 8 * 1024 * 1024
"""Bytes up to which an input is copied; a larger one is linked."""
MOST_FILES = 2_000
"""Files and folders after which a program's folder is looked at no further."""
MOST_LEVELS = 64
"""Folders in folders that are looked into; a deeper one counts as a file."""
KEEP_LIMIT = 16 * 1024 * 1024
"""Bytes of a written file that are kept for the checks."""
KEEP_IN_ALL = 32 * 1024 * 1024
"""Bytes of all written files that are kept."""

MOST_KEPT, FILES_KEPT = 256 * 1024, 64
"""Bytes of an input, and inputs, that are kept in memory from one case to the next."""

_kept: dict[str, tuple[tuple[int, ...], bytes]] = {}
_NEW = os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC


@dataclass(frozen=True)
class _Stamp:
    size: int
    changed: int
    inode: int
    source: str | None
    behind: tuple[int, int, int] | None = None
    """Of what a link leads to: its size, its time of change and its number."""


class Workspace:
    """The tree's own files and the work folder's, copied; folders beside them linked; `outputs` left to the program.

    The folder of the outputs is made where it comes with the tree (`is_published`), or where `makes` says so.

    Layout below `root`: `tree/` is a copy of the examples tree, `home/` and `tmp/` are the program's own, `stdout` and
    `stderr` take what it prints.
    """

    def __init__(
        self, root: Path, tree: Path, workdir: Path, outputs: str, *, makes: bool = False, confined: bool = False
    ) -> None:
        """`confined` is True where the program can't write outside its copy: what changes there is not its doing."""
        self.root = root
        self._confined = confined
        self.key = (tree, workdir, outputs, makes)
        self.pristine: dict[str, tuple[int | str | bytes, ...]] = {}
        """What there was before any program ran (reuse.py)."""
        self._sources: dict[str, tuple[int, ...]] = {}
        self._brought: set[str] = set()
        self._tree = root / "tree"
        self.folder = self._tree / workdir.relative_to(tree)
        self._before: dict[str, _Stamp] = {}
        root.mkdir(parents=True, exist_ok=True)
        for folder in (self._tree, root / "home", root / "tmp"):
            folder.mkdir()
        self._printed = {path: os.open(path, _NEW, 0o600) for path in (self.stdout, self.stderr)}
        self._fill()
        if makes or is_published(workdir / outputs):
            self._make_outputs(self.folder / outputs)

    @property
    def stdout(self) -> Path:
        """The file that takes standard output."""
        return self.root / "stdout"

    @property
    def stderr(self) -> Path:
        """The file that takes standard error."""
        return self.root / "stderr"

    def printed(self, path: Path, most: int) -> bytes:
        """What went to `stdout` or `stderr`; of more than `most` bytes, the beginning and the end.

        A program can take the file away, or put a pipe or a link in its place: it is the one of old that is read.
        """
        descriptor = self._printed[path]
        size = os.fstat(descriptor).st_size
        if size <= most:
            return os.pread(descriptor, size, 0)
        left_out = f"\n[... {size - most} bytes left out ...]\n".encode()
        return os.pread(descriptor, most // 2, 0) + left_out + os.pread(descriptor, most // 2, size - most // 2)

    def bring(self, source: Path) -> Path:
        """Puts a file or a folder into the work folder, where the program finds it beside what lies there."""
        target = self.folder / source.name
        if source.exists() and not target.exists():
            if source.is_dir() or source.stat().st_size > COPY_LIMIT:
                target.symlink_to(source)
            else:
                target.write_bytes(source.read_bytes())
            status, origin = target.lstat(), None if target.is_symlink() else str(source)
            behind = _behind(str(target)) if origin is None else None
            stamp = _Stamp(status.st_size, status.st_mtime_ns, status.st_ino, origin, behind)
            name = target.relative_to(self._tree).as_posix()
            self._before[name] = stamp
            self._brought.add(name)
        return target

    def is_current(self) -> bool:
        """True if what it is a copy of is still what it was."""
        return self._sources == {path: _stamp_of(entry) for path, _, entry in self._entries_of_sources()}

    def forget(self) -> bool:
        """Makes it new, where nothing is left of the case that it was for; False where that can't be done."""
        for name in self._brought:
            del self._before[name]
        self._brought.clear()
        return all(self._is_empty(path) or self._make_anew(path) for path in self._printed)

    def _is_empty(self, path: Path) -> bool:
        """True if nothing was ever printed to a file, and it is still the one of old, with no other name.

        Its attributes were not changed either: that changes the one of its times that a program can't set (stat(2)).
        """
        own, there = os.fstat(self._printed[path]), path.lstat()
        is_old = (own.st_size, own.st_nlink, own.st_ino, own.st_mode & 0o7777) == (0, 1, there.st_ino, 0o600)
        return is_old and own.st_ctime_ns == own.st_mtime_ns

    def _make_anew(self, path: Path) -> bool:
        """A file of its own for the next case: cutting one off is slow, for file systems write it out first."""
        path.unlink()
        os.close(self._printed[path])
        self._printed[path] = os.open(path, _NEW, 0o600)
        return True

    def environment(self) -> dict[str, str]:
        """The variables that keep a program inside its folder."""
        return {"HOME": str(self.root / "home"), "TMPDIR": str(self.root / "tmp")}

    def collect(self) -> tuple[tuple[WrittenFile, ...], tuple[str, ...]]:
        """The files that the program wrote, and the inputs that are no longer what they were."""
        try:
            os.stat(self._tree)  # noqa: PTH116 - as in `_bring`
        except PermissionError:  # an ordinary user's program may have closed the way for its owner
            self.root.chmod(0o700)
        now = dict(_walk(self._tree))
        root = f"{self._tree}/"
        changed = tuple(
            sorted(path for path, stamp in self._before.items() if not self._same(stamp, now.get(path), root + path))
        )
        written, left = [], KEEP_IN_ALL
        for path in sorted(now.keys() - self._before.keys()):
            written.append(_read(self._tree, path, min(left, KEEP_LIMIT)))
            left -= len(written[-1].content)
        return tuple(written), changed

    def _same(self, before: _Stamp, now: os.stat_result | None, path: str) -> bool:
        if now is None:
            return False
        if _identity(now) == (before.size, before.changed, before.inode):
            return self._confined or before.behind is None or _behind(path) == before.behind
        if before.source is None or not stat.S_ISREG(now.st_mode) or now.st_size != before.size:
            return False
        return _read_file(Path(path), COPY_LIMIT) == Path(before.source).read_bytes()

    def close(self) -> None:
        """Lets go of what the program printed."""
        for descriptor in self._printed.values():
            os.close(descriptor)
        self._printed.clear()

    def remove(self) -> None:
        """Takes the whole copy away, whatever rights the program gave its files."""
        self.close()
        remove_tree(self.root)

    def _fill(self) -> None:
        """Brings all but the program's outputs, and the work folder, whose entries come one by one."""
        os.makedirs(self.folder, exist_ok=True)  # noqa: PTH103 - this is done for every case, and pathlib is slow
        for source, name, entry in self._entries_of_sources():
            self._sources[source] = _stamp_of(entry)
            target = f"{self._tree}/{name}"
            self._before[name] = _bring(entry, target)

    def _make_outputs(self, folder: Path) -> None:
        """Makes the folder in the copy; one that a link leads to is the tree's own, and stays as it is."""
        if folder.resolve().is_relative_to(self.root.resolve()):
            folder.mkdir(parents=True, exist_ok=True)

    def _entries_of_sources(self) -> Iterator[tuple[str, str, os.DirEntry[str]]]:
        """What is brought: its path, its name in the copy, and the entry."""
        tree, workdir, outputs, _ = self.key
        way = {str(folder) for folder in (workdir, *workdir.parents)}
        prefix = "" if workdir == tree else f"{self.folder.relative_to(self._tree).as_posix()}/"
        for source, start in {tree: "", workdir: prefix}.items():
            left_out = (outputs, own_folder.NAME) if start == prefix else (own_folder.NAME,)
            with os.scandir(source) as entries:
                for entry in entries:
                    if entry.name not in left_out and entry.path not in way:
                        yield entry.path, start + entry.name, entry


def _stamp_of(entry: os.DirEntry[str]) -> tuple[int, ...]:
    """By what something of the tree is known again: a file by its content's times, anything else by its number."""
    if entry.is_file():
        status = entry.stat()
        return status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns
    return (entry.inode(),)


def _bring(entry: os.DirEntry[str], target: str) -> _Stamp:
    """Copies a file, or links what is large or a folder."""
    if entry.is_file() and entry.stat().st_size <= COPY_LIMIT:
        return _copy(entry, target)
    os.symlink(os.path.realpath(entry.path) if entry.is_symlink() else entry.path, target)  # noqa: PTH211 - as above
    status = os.lstat(target)
    return _Stamp(status.st_size, status.st_mtime_ns, status.st_ino, None, _behind(target))


def _copy(entry: os.DirEntry[str], target: str) -> _Stamp:
    made = os.open(target, _NEW, 0o666)
    try:
        left = memoryview(_content(entry.path, entry.stat()))
        while left:
            left = left[os.write(made, left) :]
        status = os.fstat(made)
    finally:
        os.close(made)
    return _Stamp(status.st_size, status.st_mtime_ns, status.st_ino, entry.path)


def _content(source: str, status: os.stat_result) -> bytes:
    """A file's bytes; a small one's are kept for the next case, for as long as it stays what it is."""
    stamp = (status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
    if source in _kept and _kept[source][0] == stamp:
        return _kept[source][1]
    content = Path(source).read_bytes()
    if len(content) <= MOST_KEPT:
        while len(_kept) >= FILES_KEPT:
            del _kept[next(iter(_kept))]
        _kept[source] = stamp, content
    return content


def _walk(root: Path) -> list[tuple[str, os.stat_result]]:
    """Every file below a folder with its path from there, up to a number; folders that are too deep among them."""
    found: list[tuple[str, os.stat_result]] = []
    pending, seen = [(root, "", 0)], 0
    while pending and seen < MOST_FILES:
        folder, prefix, level = pending.pop()
        for entry in _entries(folder):
            seen += 1
            with contextlib.suppress(OSError):
                if entry.is_dir(follow_symlinks=False) and level < MOST_LEVELS:
                    pending.append((Path(entry.path), f"{prefix}{entry.name}/", level + 1))
                else:
                    found.append((prefix + entry.name, entry.stat(follow_symlinks=False)))
            if seen >= MOST_FILES:
                break
    return found


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    """What lies in a folder, though the program may have taken the right to look from its owner."""
    with contextlib.suppress(OSError):
        try:
            with os.scandir(folder) as entries:
                return list(islice(entries, MOST_FILES))
        except PermissionError:
            folder.chmod(0o700)
            with os.scandir(folder) as entries:
                return list(islice(entries, MOST_FILES))
    return []


def _identity(status: os.stat_result) -> tuple[int, int, int]:
    return status.st_size, status.st_mtime_ns, status.st_ino


def _behind(path: str) -> tuple[int, int, int] | None:
    """The identity of what a path leads to; None where it leads nowhere."""
    try:
        return _identity(os.stat(path))  # noqa: PTH116 - as in `_bring`
    except OSError:
        return None


def _read(tree: Path, path: str, most: int) -> WrittenFile:
    shown = path.encode("utf-8", "backslashreplace").decode()  # a name may hold bytes that are no text
    file = tree / path
    if file.is_symlink() or not file.is_file():  # a link, a pipe or a socket: nothing to read safely
        return WrittenFile(shown, b"")
    content = _read_file(file, most)
    return WrittenFile(shown, content, truncated=file.stat().st_size > len(content))


def _read_file(path: Path, most: int) -> bytes:
    """The beginning of a file, though the program may have taken the right to read it from its owner."""
    with contextlib.suppress(PermissionError), path.open("rb") as stream:
        return stream.read(most)
    path.chmod(0o600)
    with path.open("rb") as stream:
        return stream.read(most)
