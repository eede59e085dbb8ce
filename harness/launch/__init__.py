"""Starting programs: a private copy of their folder, the process and its end, and no way out."""

from harness.launch.choose import best_launcher, container_launcher
from harness.launch.command import Command, Ending, ForkServer, Launcher, Place
from harness.launch.furnish import NOTHING, Furniture
from harness.launch.removal import remove_few, remove_tree
from harness.launch.workspace import Workspace

__all__ = [
    "NOTHING",
    "Command",
    "Ending",
    "ForkServer",
    "Furniture",
    "Launcher",
    "Place",
    "Workspace",
    "best_launcher",
    "container_launcher",
    "remove_few",
    "remove_tree",
]
