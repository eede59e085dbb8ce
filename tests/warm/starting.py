"""A program started cold and warm, side by side, and what is seen of it."""

from __future__ import annotations

import asyncio
import os
import re
from dataclasses import dataclass
from pathlib import Path

from harness.languages.language import Preparation
from harness.launch.command import Command, Ending, ForkServer
from harness.launch.confined import ConfinedLauncher
from harness.model import Example

LIMIT = 30.0


@dataclass(frozen=True)
class Seen:
    """What is left of a program."""

    status: int | None
    stdout: str
    stderr: str
    left: str | None


async def run(
    launcher: ConfinedLauncher, work: Path, argv: tuple[str, ...], server: tuple[str, ...] | None, **env: str
) -> tuple[Seen, Ending]:
    """Runs a program in a folder of its own to its end."""
    folder = work / "tree"
    folder.mkdir(parents=True)
    base = {"PATH": os.defpath, "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    env = {**base, "HOME": str(work), "ASKED": work.name, **env}
    warm = ForkServer(server, {**base, "HOME": "/nobody"}) if server else None
    command = Command(argv, folder, env, work / "stdout", work / "stderr", LIMIT, warm)
    place = await launcher.lease(listening=False)
    try:
        ending = await place.run(command)
    finally:
        await place.release()
    left = folder / "left"
    printed = (_printed(work / name, work) for name in ("stdout", "stderr"))
    return Seen(ending.exit_status, *printed, left.read_text() if left.exists() else None), ending


def _printed(file: Path, work: Path) -> str:
    """What was printed, without what differs between any two runs."""
    text = file.read_text("utf-8").replace(str(work), "$WORK").replace(work.name, "$NAME")
    return re.sub(r" 0x[0-9a-f]+", " 0x", text)


def twice(
    launcher: ConfinedLauncher, tmp_path: Path, example: Example, preparation: Preparation, **env: str
) -> tuple[Seen, Seen, bool]:
    """What is seen of a cold start and of a warm one, and whether that was one."""

    async def go() -> tuple[Seen, Seen, bool]:
        argv, server = preparation.commands[example.id], preparation.fork_servers.get(example.id)
        base = tmp_path / "base"
        cold, _ = await run(launcher, base / "case-cold", argv, None, **env)
        warm, ending = await run(launcher, base / "case-warm", argv, server, **env)
        return cold, warm, ending.warm

    return asyncio.run(go())
