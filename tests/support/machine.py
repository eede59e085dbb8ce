"""What a test needs of the machine, beyond what the harness itself needs."""

from __future__ import annotations

import os
import shutil

import pytest

needs_machine = pytest.mark.needs_machine
"""Marks tests that need commands of `requirements/debian.txt`, named as arguments; `root=True`: and root's rights.

`-m 'not needs_machine'` leaves them out.
"""


def command(name: str) -> str:
    """The path of a command. Where it is not there, the test fails, and is skipped for who can't install it."""
    path = shutil.which(name)
    if path is None and os.geteuid() != 0:
        pytest.skip(_only_root_installs(name))
    assert path, f"this test needs {name}: see requirements/debian.txt, or leave it out with -m 'not needs_machine'"
    return path


def out_of_reach(mark: pytest.Mark) -> str:
    """Why an ordinary user can't have what a mark names; empty for root, who installs it, and where it is there."""
    if os.geteuid() == 0:
        return ""
    if mark.kwargs.get("root"):
        return f"only root may start {', '.join(mark.args)}"
    missing = [name for name in mark.args if not shutil.which(name)]
    return _only_root_installs(*missing) if missing else ""


def _only_root_installs(*names: str) -> str:
    return f"only root can install {', '.join(names)} (requirements/debian.txt)"
