"""Starting programs: a private copy of their folder, the process and its end, and no way out.

What is named here is loaded when it is first asked for: each cell is a fork of the warden, and costs the less, the less
the warden has loaded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from harness.common.lazy import lazy

if TYPE_CHECKING:
    from harness.launch.apart import Launchers, StartingPlace
    from harness.launch.builds import build_cells
    from harness.launch.choose import best_launcher, best_launchers, container_launcher
    from harness.launch.command import Command, Ending, ForkServer, Launcher, Place
    from harness.launch.furnish import NOTHING, Furniture
    from harness.launch.removal import remove_few, remove_tree
    from harness.launch.reuse import Workspaces
    from harness.launch.root import Visible
    from harness.launch.workspace import Workspace

__all__ = [
    "NOTHING",
    "Command",
    "Ending",
    "ForkServer",
    "Furniture",
    "Launcher",
    "Launchers",
    "Place",
    "StartingPlace",
    "Visible",
    "Workspace",
    "Workspaces",
    "best_launcher",
    "best_launchers",
    "build_cells",
    "container_launcher",
    "remove_few",
    "remove_tree",
]


__getattr__ = lazy(
    __name__,
    {
        "apart": ("Launchers", "StartingPlace"),
        "builds": ("build_cells",),
        "choose": ("best_launcher", "best_launchers", "container_launcher"),
        "command": ("Command", "Ending", "ForkServer", "Launcher", "Place"),
        "furnish": ("NOTHING", "Furniture"),
        "removal": ("remove_few", "remove_tree"),
        "reuse": ("Workspaces",),
        "root": ("Visible",),
        "workspace": ("Workspace",),
    },
)
