"""What git has checked out."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from support.machine import command

from harness.common.revision import BRANCHES, Revision, revision


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in BRANCHES:
        monkeypatch.delenv(name, raising=False)
    git(tmp_path, "init", "--quiet", "--initial-branch", "feature/a")
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false")
    git(tmp_path, *identity, "commit", "--quiet", "--allow-empty", "--message", "first")
    return tmp_path


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run([command("git"), *arguments], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def test_a_checked_out_branch_is_named_with_its_commit(repository: Path) -> None:
    assert Revision(git(repository, "rev-parse", "HEAD"), "feature/a") == revision(repository)


def test_a_ci_service_names_the_branch_of_a_commit(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    git(repository, "checkout", "--quiet", "--detach")
    commit = git(repository, "rev-parse", "HEAD")
    assert Revision(commit, None) == revision(repository)
    monkeypatch.setenv("CI_COMMIT_REF_NAME", "main")
    assert Revision(commit, "main") == revision(repository)


def test_without_a_repository_nothing_is_known(tmp_path: Path) -> None:
    assert Revision() == revision(tmp_path)


def test_without_git_nothing_is_known(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert Revision() == revision(repository)
