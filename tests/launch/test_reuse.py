"""Private copies that one case leaves for the next: as new, or not at all."""

from __future__ import annotations

import os
import struct
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from harness.launch.reuse import Workspaces
from harness.launch.workspace import Workspace

Deed = Callable[[Workspace], object]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """An examples tree with an input, a work folder with a lock file, and code."""
    root = tmp_path / "examples"
    for name, text in {"image.png": "pixels", "go/go.mod": "module x", "go/code/a.go": "code"}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


@pytest.fixture
def take(tree: Path, tmp_path: Path) -> Callable[[], Workspace]:
    """What gives the next copy; the pool is its attribute."""
    pool = Workspaces(keeps=True)
    (tmp_path / "base").mkdir()

    def next_copy() -> Workspace:
        return pool.take(tree, tree / "go", "out", tmp_path / "base")

    next_copy.pool = pool  # type: ignore[attr-defined]  # where a test reaches it
    return next_copy


def _rewritten(path: Path, text: str) -> None:
    """Other bytes, of the same number and with the same times."""
    before = path.stat()
    path.write_text(text)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


ACL = struct.pack("<I", 2) + b"".join(struct.pack("<HHI", tag, 4, 0xFFFFFFFF) for tag in (1, 4, 0x20))
"""Whoever makes a file in a folder that has it by default may read it, and no one may write it (acl(5))."""


def _attribute(where: str, name: str, value: bytes, workspace: Workspace) -> None:
    os.setxattr(workspace.root / where, name, value)


UNDONE: dict[str, Deed] = {
    "does nothing": lambda _: None,
    "writes outputs": lambda w: (
        (w.folder / "out/deep").mkdir(parents=True),
        (w.folder / "out/deep/a").write_text("a"),
    ),
    "writes beside its inputs": lambda w: (w.folder.parent / "b").write_text("b"),
    "writes to its home": lambda w: (w.root / "home/.cache").write_text("c"),
    "writes to its folder for short": lambda w: (w.root / "tmp/d").mkdir(),
    "writes where nobody looks": lambda w: (w.root / "e").write_text("e"),
    "writes around its folder": lambda w: (w.root.parent / "f").mkdir(),
    "leaves a link": lambda w: (w.folder / "out").symlink_to("/"),
    "leaves a pipe": lambda w: os.mkfifo(w.folder / "pipe"),
    "prints": lambda w: (w.stdout.write_text("told"), w.stderr.write_text("told too")),
    "replaces what it prints to": lambda w: (w.stdout.unlink(), w.stdout.symlink_to("/etc/passwd")),
    "opens what it prints to": lambda w: w.stdout.chmod(0o666),
}
SEEN: dict[str, Deed] = {
    "changes an input": lambda w: (w.folder.parent / "image.png").write_text("other."),
    "changes an input and its times": lambda w: _rewritten(w.folder.parent / "image.png", "other."),
    "touches an input": lambda w: os.utime(w.folder / "go.mod", ns=(1, 1)),
    "takes an input away": lambda w: (w.folder / "go.mod").unlink(),
    "replaces an input": lambda w: ((w.folder / "go.mod").unlink(), (w.folder / "go.mod").write_text("module x")),
    "closes an input": lambda w: (w.folder / "go.mod").chmod(0o400),
    "links an input": lambda w: (w.root / "home/x").hardlink_to(w.folder / "go.mod"),
    "leads a link elsewhere": lambda w: ((w.folder / "code").unlink(), (w.folder / "code").symlink_to("/")),
    "takes its home away": lambda w: (w.root / "home").rmdir(),
    "replaces its home": lambda w: ((w.root / "home").rmdir(), (w.root / "home").symlink_to("/")),
    "opens a folder": lambda w: w.folder.chmod(0o777),
    "opens the folder of its folders": lambda w: w.root.chmod(0o777),
    "opens the folder around it": lambda w: w.root.parent.chmod(0o777),
    **{
        f"leaves {what} on {where}": partial(_attribute, where, name, value)
        for what, name, value in (("a note", "user.note", b"x"), ("a default ACL", "system.posix_acl_default", ACL))
        for where in ("tree/go", "home", ".", "..")
    },
}


def _files(root: Path) -> dict[str, str]:
    return {
        str(path.relative_to(root)): path.read_text()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }


@pytest.mark.parametrize("deed", UNDONE)
def test_a_copy_is_as_new_after_a_program_that(deed: str, take: Callable[[], Workspace]) -> None:
    first = take()
    new = _files(first.root)
    UNDONE[deed](first)
    assert take.pool.give(first)  # type: ignore[attr-defined]  # see the fixture
    second = take()
    assert first is second
    assert (new, ((), ())) == (_files(second.root), second.collect())
    assert [b"", b""] == [second.printed(path, 100) for path in (second.stdout, second.stderr)]
    assert [0o600, 0o600] == [path.lstat().st_mode & 0o7777 for path in (second.stdout, second.stderr)]
    assert ["home", "stderr", "stdout", "tmp", "tree"] == sorted(path.name for path in second.root.iterdir())


@pytest.mark.parametrize("deed", SEEN)
def test_a_copy_is_not_kept_after_a_program_that(deed: str, take: Callable[[], Workspace]) -> None:
    first = take()
    SEEN[deed](first)
    assert not take.pool.give(first)  # type: ignore[attr-defined]  # see the fixture
    assert first is not take()


def test_a_tree_that_has_changed_is_copied_anew(take: Callable[[], Workspace], tree: Path) -> None:
    first = take()
    assert take.pool.give(first)  # type: ignore[attr-defined]  # see the fixture
    (tree / "go" / "go.mod").write_text("module y")
    second = take()
    assert first is not second
    assert "module y" == (second.folder / "go.mod").read_text()
    assert not first.root.exists()


def test_what_was_brought_for_one_case_is_not_there_for_the_next(take: Callable[[], Workspace], tmp_path: Path) -> None:
    sample = tmp_path / "sample.sh"
    sample.write_text("true")
    first = take()
    first.bring(sample)
    assert take.pool.give(first)  # type: ignore[attr-defined]  # see the fixture
    second = take()
    assert not (second.folder / "sample.sh").exists()
    assert ((), ()) == second.collect()


def test_nothing_is_kept_where_a_program_may_outlive_its_case(tree: Path, tmp_path: Path) -> None:
    pool = Workspaces()
    assert not pool.give(pool.take(tree, tree / "go", "out", tmp_path))


def test_a_copy_that_can_not_be_made_leaves_nothing(tree: Path, tmp_path: Path) -> None:
    (tmp_path / "base").mkdir()
    with pytest.raises(OSError, match="No such file"):
        Workspaces(keeps=True).take(tree, tree / "none", "out", tmp_path / "base")
    assert [] == list((tmp_path / "base").iterdir())
