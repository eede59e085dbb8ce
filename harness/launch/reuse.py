"""Private copies that one case leaves as it found them, for the next.

Making a copy and taking it away costs more than most programs do in it, and on a busy disk far more.
"""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Container, Iterator
from itertools import islice
from pathlib import Path

from harness.launch.removal import remove_few, remove_tree
from harness.launch.workspace import Workspace

_Identity = tuple[int | str | bytes, ...]
_Key = tuple[Path, Path, Path, str, bool]
PRINTED = ("stdout", "stderr")
MOST_ENTRIES = 1000
"""Of a folder, after which a copy is not worth looking through."""


class Workspaces:
    """Makes private copies. Where it `keeps` them, what one case has left as it was is the next one's.

    It may where nothing of a program runs any more once it has ended.
    """

    def __init__(self, *, keeps: bool = False, confined: bool = False) -> None:
        """`confined` is True where programs can't write outside their copies."""
        self._keeps, self._confined = keeps, confined
        self._idle: dict[_Key, list[Workspace]] = {}

    def take(self, tree: Path, workdir: Path, outputs: str, base: Path, *, makes: bool = False) -> Workspace:
        """A copy in a folder of its own below `base`, new or as if it were. Raises OSError where there can be none.

        `makes` says that the folder of the outputs is there, whether the tree has it or not.
        """
        idle = self._idle.setdefault((base, tree, workdir, outputs, makes), [])
        while idle:
            workspace = idle.pop()
            if workspace.is_current():
                return workspace
            workspace.close()
            remove_tree(workspace.root.parent)
        folder = Path(tempfile.mkdtemp(prefix="case-", dir=base))
        try:
            workspace = Workspace(folder / "w", tree, workdir, outputs, makes=makes, confined=self._confined)
            workspace.pristine = _pristine(workspace) if self._keeps else {}
        except BaseException:
            remove_tree(folder)
            raise
        return workspace

    def give(self, workspace: Workspace) -> bool:
        """Keeps a copy for the next case, once all that a program left in it is gone.

        False where it is not kept, since the program changed what it found. That can't be hidden: the kernel keeps the
        time of a file's last change (stat(2), st_ctim).
        """
        try:
            if not self._keeps or not _restored(workspace):
                return False
        except OSError:
            return False
        base = workspace.root.parent.parent
        self._idle[(base, *workspace.key)].append(workspace)
        return True

    def close(self) -> None:
        """Lets go of what the copies hold open. Their folders go with the run's."""
        for idle in self._idle.values():
            for workspace in idle:
                workspace.close()
        self._idle.clear()


def _restored(workspace: Workspace) -> bool:
    """True once there is nothing but what was there at first, all of it unchanged."""
    left = dict(workspace.pristine)
    for path, identity in _everything(workspace, {*workspace.pristine, *PRINTED}):
        if path not in PRINTED and left.pop(path) != identity:
            return False
    return not left and workspace.forget()


def _pristine(workspace: Workspace) -> dict[str, _Identity]:
    """What lies in a new copy, but for the files that take what a program prints: those are made anew where needed."""
    return {path: identity for path, identity in _everything(workspace) if path not in PRINTED}


def _everything(workspace: Workspace, known: Container[str] | None = None) -> Iterator[tuple[str, _Identity]]:
    """What lies in a copy, and the two folders that it lies in, of which the program has the rights too."""
    with os.scandir(workspace.root.parent) as entries:
        for entry in [entry for entry in islice(entries, MOST_ENTRIES) if entry.name != workspace.root.name]:
            _remove(entry.path, is_folder=entry.is_dir(follow_symlinks=False))
    for number, folder in enumerate((workspace.root.parent, workspace.root)):
        yield f"/{number}", _identity(str(folder), folder.stat(), whole=False)
    yield from _walk(workspace.root, known)


def _walk(root: Path, known: Container[str] | None = None) -> Iterator[tuple[str, _Identity]]:
    """What lies below a folder, and what it is known again by; what is not `known` goes. Raises OSError if it stays."""
    pending = [""]
    while pending:
        folder = pending.pop()
        with os.scandir(f"{root}/{folder}") as entries:
            found = list(islice(entries, MOST_ENTRIES))
        if len(found) == MOST_ENTRIES:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), folder)
        for entry in found:
            path, is_folder = folder + entry.name, entry.is_dir(follow_symlinks=False)
            if known is not None and path not in known:
                _remove(entry.path, is_folder=is_folder)
                continue
            if is_folder:
                pending.append(f"{path}/")
            yield path, _identity(entry.path, entry.stat(follow_symlinks=False), whole=not is_folder)


def _remove(path: str, *, is_folder: bool) -> None:
    if not is_folder:
        os.unlink(path)  # noqa: PTH108 - pathlib is slow, and this is done for every case
    elif not remove_few(Path(path)):
        raise OSError(errno.ENOTEMPTY, os.strerror(errno.ENOTEMPTY), path)


def _identity(path: str, status: os.stat_result, *, whole: bool) -> _Identity:
    """`whole` is False for a folder, which a case may fill: of one that is filled no time says what else changed.

    What a folder has besides is looked at, then: a default ACL holds for all that is made in it later.
    """
    owned = status.st_ino, status.st_mode, status.st_uid, status.st_gid
    if whole:
        return (*owned, status.st_nlink, status.st_size, status.st_mtime_ns, status.st_ctime_ns)
    return (*owned, *_attributes(path))


def _attributes(folder: str) -> Iterator[str | bytes]:
    """The extended attributes of a folder, ACLs among them (xattr(7)); none where there can be none."""
    if not hasattr(os, "listxattr"):  # macOS, where no copy is kept
        return
    try:
        names = sorted(os.listxattr(folder, follow_symlinks=False))
    except OSError as error:
        if error.errno != errno.ENOTSUP:
            raise
        return
    for name in names:
        yield name
        yield os.getxattr(folder, name, follow_symlinks=False)
