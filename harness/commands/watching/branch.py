"""A revision of git -> the files that have changed since a branch left it."""

from __future__ import annotations

from pathlib import Path

from harness.common.tools import ToolTrouble, run_tool
from harness.errors import UserError

LIMIT = 60.0
"""Seconds that git may take: a large repository on a slow disk takes some."""


def changed_since(revision: str, folder: Path) -> set[Path]:
    """The files that commits since the branch left `revision`, or edits since, have added, changed or removed.

    Raises UserError for a folder without git, and for a name that is no revision.
    """
    option = f"--changed-since {revision}".rstrip()
    if not revision or revision.startswith("-"):
        raise UserError(f"{option}: expected a revision, such as main")
    top = Path(_git(option, folder, "rev-parse", "--show-toplevel").rstrip("\n"))
    fork = _git(option, folder, "merge-base", revision, "HEAD").strip()
    changed = _git(option, top, "diff", "--name-only", "--no-renames", "-z", fork, "--")
    added = _git(option, top, "ls-files", "--others", "--exclude-standard", "-z")
    # git names the folder without symbolic links; the settings may name the way through one
    real = folder.resolve()
    return {_below(folder, real, top / name) for name in (changed + added).split("\0") if name}


def _below(folder: Path, real: Path, path: Path) -> Path:
    return folder / path.relative_to(real) if path.is_relative_to(real) else path


def _git(option: str, folder: Path, *words: str) -> str:
    try:
        done = run_tool(("git", *words), LIMIT, folder=folder)
    except ToolTrouble as trouble:
        raise UserError(f"{option}: git: {trouble}") from None
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["no common commit with HEAD"]
        raise UserError(f"{option}: git {words[0]}: {said[0]}")
    return done.stdout
