"""The commit and the branch of a folder under git."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from harness.common.tools import output_of

LIMIT = 5.0
"""Seconds for git to answer: a report does not wait for a slow disk."""
DETACHED = "HEAD"
BRANCHES = ("GITHUB_HEAD_REF", "GITHUB_REF_NAME", "CI_COMMIT_REF_NAME", "BRANCH_NAME")
"""Where CI services name the branch, since they check out a commit: GitHub (pull requests first), GitLab, Jenkins."""


@dataclass(frozen=True)
class Revision:
    """What is checked out; None where it is not known."""

    commit: str | None = None
    branch: str | None = None


def revision(folder: Path) -> Revision:
    """What is checked out in a folder, by git; nothing where there is no git or no repository."""
    lines = (output_of(("git", "rev-parse", "HEAD", "--abbrev-ref", "HEAD"), LIMIT, folder) or "").split()
    if len(lines) != 2:
        return Revision()
    commit, branch = lines
    if branch == DETACHED:
        return Revision(commit, next(filter(None, map(os.environ.get, BRANCHES)), None))
    return Revision(commit, branch)
