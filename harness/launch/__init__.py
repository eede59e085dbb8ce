"""Starting programs: a private copy of their folder, the process and its end, and no way out."""

from harness.launch.command import Command, Ending, Launcher
from harness.launch.local import LocalLauncher
from harness.launch.workspace import Workspace

__all__ = ["Command", "Ending", "Launcher", "LocalLauncher", "Workspace"]
