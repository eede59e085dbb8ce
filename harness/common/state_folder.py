"""The harness's folder for what it keeps of a user, outside all projects (XDG Base Directory Specification 0.8)."""

from __future__ import annotations

import os


def state_folder() -> str:
    """Its path; one that can't be made where the user has no home."""
    named, home = os.environ.get("XDG_STATE_HOME", ""), os.path.expanduser("~")  # noqa: PTH111 - pathlib is slow to load
    state = named if os.path.isabs(named) else f"{home}/.local/state" if os.path.isabs(home) else os.devnull  # noqa: PTH117
    return f"{state}/harness"
