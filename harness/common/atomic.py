"""Files that are there whole or not at all, whoever else writes them at the same time."""

from __future__ import annotations

import os
from pathlib import Path


def write(path: Path, content: str | bytes) -> None:
    """Puts a file in the place of the one that is there, in one step (rename(2)); text is UTF-8. Makes its folder.

    Two runs in one project may write the same file: each has an unfinished one of its own, and the last to be done
    stays. Raises OSError, and leaves nothing unfinished.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        unfinished.write_bytes(content.encode() if isinstance(content, str) else content)
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
