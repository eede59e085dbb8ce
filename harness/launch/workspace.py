"""A private copy of the folder that a program runs from, and what the program did to it."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from harness.model import WrittenFile

COPY_LIMIT = 8 * 1024 * 1024
"""Bytes up to which an input is copied; a larger one is linked."""
MOST_FILES = 10_000
"""Files after which a program's folder is looked at no further."""
KEEP_LIMIT = 32 * 1024 * 1024
"""Bytes of a written file that are kept for the checks."""


@dataclass(frozen=True)
class _Stamp:
    size: int
    changed: int
    inode: int
    source: str | None


class Workspace:
    """The tree's own files and the work folder's, copied; folders beside them linked; `outputs` left to the program.

    Layout below `root`: `tree/` stands for the examples tree, `home/` and `tmp/` are the program's own, `stdout` and
    `stderr` take what it prints.
    """

    def __init__(self, root: Path, tree: Path, workdir: Path, outputs: str) -> None:
        self.root = root
        self._tree = root / "tree"
        self.folder = self._tree / workdir.relative_to(tree)
        self._outputs = outputs
        self._before: dict[str, _Stamp] = {}
        for folder in (self._tree, root / "home", root / "tmp"):
            folder.mkdir(parents=True)
        self._fill(tree, workdir)

    @property
    def stdout(self) -> Path:
        """The file that takes standard output."""
        return self.root / "stdout"

    @property
    def stderr(self) -> Path:
        """The file that takes standard error."""
        return self.root / "stderr"

    def environment(self) -> dict[str, str]:
        """The variables that keep a program inside its folder."""
        return {"HOME": str(self.root / "home"), "TMPDIR": str(self.root / "tmp")}

    def collect(self) -> tuple[tuple[WrittenFile, ...], tuple[str, ...]]:
        """The files that the program wrote, and the inputs that are no longer what they were."""
        now = dict(_walk(self._tree))
        changed = tuple(
            sorted(path for path, stamp in self._before.items() if not _same(stamp, now.get(path), self._tree / path))
        )
        written = tuple(_read(self._tree, path) for path in sorted(now.keys() - self._before.keys()))
        return written, changed

    def remove(self) -> None:
        """Takes the whole copy away, whatever rights the program gave its files."""
        shutil.rmtree(self.root, onerror=_make_removable)

    def _fill(self, tree: Path, workdir: Path) -> None:
        for source, target in {tree: self._tree, workdir: self.folder}.items():
            target.mkdir(parents=True, exist_ok=True)
            with os.scandir(source) as entries:
                for entry in entries:
                    self._consider(entry, target, workdir)

    def _consider(self, entry: os.DirEntry[str], target: Path, workdir: Path) -> None:
        """Brings one entry, but for the program's outputs, and for the work folder, whose entries come one by one."""
        outputs = target == self.folder and entry.name == self._outputs
        if not outputs and Path(entry.path) not in (workdir, *workdir.parents):
            self._bring(entry, target / entry.name)

    def _bring(self, entry: os.DirEntry[str], target: Path) -> None:
        if entry.is_file() and entry.stat().st_size <= COPY_LIMIT:
            shutil.copyfile(entry.path, target)
            source = entry.path
        else:
            target.symlink_to(Path(entry.path).resolve())
            source = None
        status = target.lstat()
        path = target.relative_to(self._tree).as_posix()
        self._before[path] = _Stamp(status.st_size, status.st_mtime_ns, status.st_ino, source)


def _walk(root: Path) -> list[tuple[str, os.stat_result]]:
    found: list[tuple[str, os.stat_result]] = []
    pending = [(root, "")]
    while pending and len(found) < MOST_FILES:
        folder, prefix = pending.pop()
        for entry in os.scandir(folder):
            if entry.is_dir(follow_symlinks=False):
                pending.append((Path(entry.path), f"{prefix}{entry.name}/"))
            else:
                found.append((prefix + entry.name, entry.stat(follow_symlinks=False)))
    return found


def _same(before: _Stamp, now: os.stat_result | None, path: Path) -> bool:
    if now is None:
        return False
    if (now.st_size, now.st_mtime_ns, now.st_ino) == (before.size, before.changed, before.inode):
        return True
    if before.source is None or path.is_symlink() or not path.is_file():
        return False
    return path.read_bytes() == Path(before.source).read_bytes()


def _read(tree: Path, path: str) -> WrittenFile:
    file = tree / path
    if file.is_symlink() or not file.is_file():  # a link, a pipe or a socket: nothing to read safely
        return WrittenFile(path, b"")
    with file.open("rb") as stream:
        content = stream.read(KEEP_LIMIT)
        return WrittenFile(path, content, truncated=bool(stream.read(1)))


def _make_removable(_: object, path: str, __: object) -> None:
    os.chmod(Path(path).parent, 0o700)  # noqa: PTH101 - a Path per call would hide the one line's meaning
    if Path(path).is_dir() and not Path(path).is_symlink():
        os.chmod(path, 0o700)  # noqa: PTH101 - a folder of ours that is about to go
        shutil.rmtree(path, ignore_errors=True)
    else:
        Path(path).unlink(missing_ok=True)
