"""Folders that come with a tree though nothing is in them."""

from __future__ import annotations

import os
from pathlib import Path


def is_published(folder: Path) -> bool:
    """True for a folder with a hidden file such as .gitkeep: version control has no other way to keep an empty one.

    A folder without one may be what a program left when it was run by hand.
    """
    try:
        return any(name.startswith(".") for name in os.listdir(folder))  # noqa: PTH208 - done for every case
    except OSError:
        return False
