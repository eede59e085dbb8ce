"""Folders -> the files that are saved in them, as they are."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterable
from pathlib import Path

from watchfiles import DefaultFilter, awatch

from harness.errors import EnvironmentTrouble

STEP = 20
"""Milliseconds without a further change after which a save is taken to be whole: editors write, rename and remove."""
MOST = 200
"""Milliseconds after which changes are reported though more keep coming."""
SETTLING = 0.15
"""Seconds that a file which has vanished is waited for: some editors remove it before they write it anew."""


async def saves(deep: Iterable[Path], flat: Iterable[Path]) -> AsyncGenerator[set[Path], None]:
    """The paths that were saved or have vanished, together as they come; none at first, once nothing is missed.

    `deep` folders are watched with all below them, `flat` ones for the files in them alone. Raises EnvironmentTrouble
    where the system lets no more be watched.
    """
    found: asyncio.Queue[set[Path] | OSError] = asyncio.Queue()
    watchers = [
        asyncio.create_task(_pass_on(folders, recursive, found))
        for folders, recursive in ((tuple(deep), True), (tuple(flat), False))
        if folders
    ]
    try:
        await asyncio.sleep(0)  # each watcher has begun by its first turn
        yield set()
        while True:
            came = await found.get()
            if isinstance(came, OSError):
                raise EnvironmentTrouble(f"watching the files: {came}")
            yield await _settled(came)
    finally:
        for watcher in watchers:
            watcher.cancel()
        await asyncio.gather(*watchers, return_exceptions=True)


async def _pass_on(folders: tuple[Path, ...], recursive: bool, found: asyncio.Queue[set[Path] | OSError]) -> None:
    keep = DefaultFilter(ignore_entity_patterns=DefaultFilter.ignore_entity_patterns[1:])  # .pyc only says little
    watching = awatch(*folders, watch_filter=keep, debounce=MOST, step=STEP, recursive=recursive, raise_interrupt=False)
    try:
        async for changes in watching:
            found.put_nowait({Path(name) for _, name in changes})
    except OSError as error:  # as many folders as the system lets one user watch, or a folder that is gone
        found.put_nowait(error)


async def _settled(paths: set[Path]) -> set[Path]:
    """The paths, once those that have vanished have had the time to come back."""
    if not all(path.exists() for path in paths):
        await asyncio.sleep(SETTLING)
    return paths
