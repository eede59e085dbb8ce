"""The lines that a branch has changed."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from support.machine import command

from harness.common.changed_lines import changed_lines

AS_SOMEONE = ["-c", "user.name=a", "-c", "user.email=a@example.invalid", "-c", "init.defaultBranch=main"]


def git(root: Path, *words: str) -> None:
    subprocess.run([command("git"), *AS_SOMEONE, *words], cwd=root, check=True, capture_output=True)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository in which a branch changed two files, and a third that git would quote."""
    root = tmp_path / "project"
    root.mkdir()
    (root / "a.go").write_text("1\n2\n3\n4\n5\n")
    (root / "gone.go").write_text("1\n")
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "first")
    git(root, "checkout", "-qb", "topic")
    (root / "gone.go").unlink()
    (root / "a.go").write_text("1\ntwo\n++ b/no.go\n3\n5\n")
    (root / "\u00fc b.go").write_text("1\n2\n")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "second")
    return root


CHANGED = {"a.go": [2, 3, 4], "\u00fc b.go": [1, 2]}


def test_new_lines_and_those_at_which_lines_are_gone_are_numbered(root: Path) -> None:
    assert CHANGED == changed_lines(root, "main")


def test_a_merge_with_little_history_is_compared_with_its_base(root: Path, tmp_path: Path) -> None:
    git(root, "checkout", "-q", "main")
    git(root, "merge", "-q", "--no-ff", "-m", "merged", "topic")
    git(tmp_path, "clone", "-q", "--depth", "2", f"file://{root}", "shallow")
    git(tmp_path / "shallow", "checkout", "-q", "--detach")
    git(tmp_path / "shallow", "remote", "remove", "origin")
    git(tmp_path / "shallow", "branch", "-D", "main")
    assert CHANGED == changed_lines(tmp_path / "shallow", "main")


def test_without_git_or_a_base_nothing_is_known(root: Path, tmp_path: Path) -> None:
    assert {} == changed_lines(tmp_path, "main")
    assert {} == changed_lines(root, "nowhere")
