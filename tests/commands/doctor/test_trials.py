"""The doctor tries what the guard promises."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from support.command import BALANCE, harness, make_tree

from harness.commands.doctor import trials
from harness.commands.doctor.trials import PROGRAM, TRIED, could
from harness.languages import load
from harness.settings import reader


def test_the_program_finds_what_is_there_for_who_is_not_confined(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "s"))
        listener.listen()
        argv = (sys.executable, "-I", "-c", PROGRAM, tmp_path, tmp_path, tmp_path / "s")
        done = subprocess.run(argv, capture_output=True, text=True, check=True, timeout=60)
    found = json.loads(done.stdout)
    wanted = {"sees the home", "writes into the project", "calls a socket of the machine", "sees other processes"}
    assert wanted <= set(found)


def test_in_namespaces_it_finds_nothing_and_the_doctor_says_so(tmp_path: Path) -> None:
    settings = reader.load(make_tree(tmp_path / "tree", BALANCE).root)
    found = could(settings, load(settings))
    if found is None:
        pytest.skip("this machine gives no namespaces")
    assert () == found
    assert f"\n  ok      tried: a program finds {TRIED}\n" in harness(settings.root, "doctor").stdout


def test_without_a_guard_there_is_nothing_to_try_and_the_doctor_says_what_to_do(tmp_path: Path) -> None:
    root = make_tree(tmp_path / "tree", BALANCE, settings={"ports": "26000-26999"}).root
    said = harness(root, "doctor").stdout
    assert "tried: " not in said
    assert '; take "ports" out of the settings: in a namespace every port is free\n' in said


def test_a_build_that_could_do_what_no_program_should_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = reader.load(make_tree(tmp_path / "tree", BALANCE).root)
    monkeypatch.setattr(trials, "build_cells", lambda *_: Open())
    found = could(settings, load(settings))
    if found is None:
        pytest.skip("this machine gives no namespaces")
    assert {"sees the home in a build", "sees other processes in a build"} <= set(found)


class Open:
    """A cell that is none."""

    @contextmanager
    def opened(self, argv: Sequence[str], *_: object) -> Iterator[tuple[Sequence[str], Mapping[str, str]]]:
        yield argv, {}
