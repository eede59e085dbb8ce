"""A launcher for each process that programs are forked from."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, cast

from harness.launch.apart import MOST, Launchers
from harness.launch.command import ForkServer, Launcher


class Named:
    """A launcher that is a name alone."""

    def __init__(self, name: str) -> None:
        self.name, self.closed = name, 0

    def close(self) -> None:
        self.closed += 1


def server(number: int, **env: str) -> ForkServer:
    return ForkServer((f"/python{number}", "fork_server.py", "json"), env)


def launchers(tmp_path: Path, made: list[Named], *, apart: bool = True) -> Launchers:
    """Launchers that are named after their folders; `made` takes them all."""

    def another(folder: Path) -> Launcher:
        made.append(Named(folder.name))
        return cast(Launcher, made[-1])

    (tmp_path / "0").mkdir()
    return Launchers(another(tmp_path / "0"), tmp_path / "0", another if apart else None)


def names(found: Launchers, *servers: ForkServer | None) -> list[tuple[str, str, bool]]:
    """The launcher, the folder and whether there is a fork server, for each program."""
    starts = (found.of(one) for one in servers)
    return [(cast(Any, start.launcher).name, start.base.name, start.server is not None) for start in starts]


def test_programs_of_another_interpreter_have_another_launcher_and_folder(tmp_path: Path) -> None:
    found = launchers(tmp_path, [])
    wanted = [("0", "0", True), ("1", "1", False), ("2", "2", True), ("0", "0", True), ("1", "1", False)]
    assert wanted == names(found, server(1), None, server(2), server(1), None)


def test_an_interpreter_with_another_environment_is_another_one(tmp_path: Path) -> None:
    found = launchers(tmp_path, [])
    assert [("0", "0", True), ("1", "1", True)] == names(found, server(1), server(1, NODE_OPTIONS="--require x"))


def test_the_only_kind_of_program_needs_no_second_launcher(tmp_path: Path) -> None:
    made: list[Named] = []
    names(launchers(tmp_path, made), server(1), server(1))
    assert ["0"] == [one.name for one in made]


def test_programs_of_one_interpreter_too_many_start_cold(tmp_path: Path) -> None:
    made: list[Named] = []
    found = launchers(tmp_path, made)
    names(found, *map(server, range(MOST)))
    assert [(str(MOST), str(MOST), False)] * 2 == names(found, server(MOST), server(MOST + 1))
    assert MOST + 1 == len(made)


def test_where_nothing_is_confined_all_programs_have_one_launcher(tmp_path: Path) -> None:
    found = launchers(tmp_path, [], apart=False)
    assert [("0", "0", True), ("0", "0", False)] == names(found, server(1), None)


def test_all_are_closed_once(tmp_path: Path) -> None:
    made: list[Named] = []
    found = launchers(tmp_path, made)
    names(found, server(1), None)
    found.close()
    assert {"0", "1"} == {one.name for one in made}
    assert [1, 1] == [one.closed for one in made]


def test_what_loads_nothing_of_the_tree_is_where_programs_start_cold(tmp_path: Path) -> None:
    plain = replace(server(1), apart=False)
    found = launchers(tmp_path, [])
    assert [("0", "0", True), ("0", "0", False), ("1", "1", True)] == names(found, plain, None, server(1))
