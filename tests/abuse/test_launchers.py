"""The launchers under load, with what does not fit, and with what cannot be started."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from harness.launch.command import Command, Ending, Launcher
from harness.launch.confined import ConfinedLauncher, Unavailable
from harness.launch.local import LocalLauncher
from harness.launch.root import Visible

LIMIT = 30.0


@pytest.fixture(params=["namespaces", "plain"])
def launcher(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Launcher]:
    base, seen = tmp_path / "base", Visible((str(tmp_path),))
    base.mkdir()
    try:
        made: Launcher = ConfinedLauncher(base, visible=seen) if request.param == "namespaces" else LocalLauncher()
    except Unavailable as error:
        pytest.skip(str(error))
    yield made
    made.close()


async def start(launcher: Launcher, folder: Path, *argv: str, **env: str) -> Ending:
    """Runs a program in a folder of its own to its end."""
    folder.mkdir()
    place = await launcher.lease(listening=True)
    try:
        return await place.run(
            Command(argv, folder, {"PATH": os.defpath, **env}, folder / "stdout", folder / "stderr", LIMIT)
        )
    finally:
        if place.listener:
            place.listener.close()
        await place.release()


def start_all(launcher: Launcher, root: Path, commands: Sequence[Sequence[str]]) -> list[Ending | BaseException]:
    """Runs many programs at once."""

    async def go() -> list[Ending | BaseException]:
        runs = [start(launcher, root / "base" / f"case-{number}", *argv) for number, argv in enumerate(commands)]
        return await asyncio.gather(*runs, return_exceptions=True)

    return asyncio.run(go())


def test_of_many_short_programs_at_once_each_has_its_own_end(launcher: Launcher, tmp_path: Path) -> None:
    wanted = [number % 7 for number in range(150)]
    endings = start_all(launcher, tmp_path, [("/bin/sh", "-c", f"exit {status}") for status in wanted])
    assert wanted == [ending.exit_status for ending in endings if isinstance(ending, Ending)]


def test_an_environment_larger_than_a_packet_arrives(launcher: Launcher, tmp_path: Path) -> None:
    values = {f"V{number}": "x" * 100_000 for number in range(5)}
    asyncio.run(start(launcher, tmp_path / "base" / "case", "/bin/sh", "-c", "printf %s $V4", **values))
    assert 100_000 == (tmp_path / "base" / "case" / "stdout").stat().st_size


def test_what_can_not_be_started_raises_with_a_name_and_the_others_run(launcher: Launcher, tmp_path: Path) -> None:
    plain, strange = tmp_path / "plain", tmp_path / "strange"
    plain.write_text("no program")
    strange.write_text("#!/nothing/of/that/name\n")
    strange.chmod(0o700)
    commands = [("/nothing",), (str(plain),), (str(strange),), ("/bin/true",), ("/bin/true", "x" * 3_000_000)]
    missing, denied, interpreter, sound, too_long = start_all(launcher, tmp_path, commands)
    assert isinstance(missing, FileNotFoundError)
    assert isinstance(denied, PermissionError)
    assert isinstance(interpreter, FileNotFoundError)
    assert isinstance(sound, Ending)
    assert isinstance(too_long, OSError)


def test_a_case_that_is_given_up_gives_its_place_back(launcher: Launcher, tmp_path: Path) -> None:
    async def go() -> Ending:
        folder = tmp_path / "base" / "case-1"
        folder.mkdir()
        place = await launcher.lease(listening=True)
        assert place.listener
        place.listener.setblocking(False)
        call = f"import socket, time; socket.create_connection(('{place.host}', {place.port})); time.sleep(300)"
        command = Command((sys.executable, "-c", call), folder, {}, folder / "stdout", folder / "stderr", LIMIT)
        running = asyncio.create_task(place.run(command))
        began, _ = await asyncio.wait_for(asyncio.get_running_loop().sock_accept(place.listener), LIMIT)
        began.close()
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        place.listener.close()
        await place.release()
        return await start(launcher, tmp_path / "base" / "case-2", "/bin/true")

    assert 0 == asyncio.run(go()).exit_status


def test_a_launcher_that_has_lost_its_helper_says_so(tmp_path: Path) -> None:
    try:
        launcher = ConfinedLauncher(tmp_path)
    except Unavailable as error:
        pytest.skip(str(error))

    async def go() -> None:
        place = await launcher.lease(listening=False)
        launcher._process.kill()
        command = Command(("/bin/true",), tmp_path, {}, tmp_path / "stdout", tmp_path / "stderr", LIMIT)
        with pytest.raises(OSError):  # noqa: PT011 - the helper's own helper may still get to say something else
            await place.run(command)
        while launcher._socket.fileno() >= 0:
            await asyncio.sleep(0)
        with pytest.raises(OSError, match="has ended"):
            await launcher.lease(listening=False)

    asyncio.run(go())
    launcher.close()
