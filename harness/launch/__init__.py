"""Starting programs: a private copy of their folder, the process and its end, and no way out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from harness.launch.command import Command, Ending, ForkServer, Launcher, Place
from harness.launch.furnish import NOTHING, Furniture
from harness.launch.removal import remove_few, remove_tree
from harness.launch.reuse import Workspaces
from harness.launch.workspace import Workspace

if TYPE_CHECKING:
    from harness.launch.choose import best_launcher, container_launcher

__all__ = [
    "NOTHING",
    "Command",
    "Ending",
    "ForkServer",
    "Furniture",
    "Launcher",
    "Place",
    "Workspace",
    "Workspaces",
    "best_launcher",
    "container_launcher",
    "remove_few",
    "remove_tree",
]


def __getattr__(name: str) -> Any:
    """The choice of a launcher, loaded when it is asked for: the warden, of which each cell is a fork, stays small."""
    if name in ("best_launcher", "container_launcher"):
        from harness.launch import choose

        return getattr(choose, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
