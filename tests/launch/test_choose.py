"""Which guard a run has, and what it does with the folder that it is given."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from harness.errors import EnvironmentTrouble
from harness.launch import choose
from harness.launch.confined import Unavailable
from harness.launch.furnish import NOTHING
from harness.launch.limits import USUAL
from harness.launch.root import NO_MORE
from harness.launch.stale import OWNER, in_use

NO_NAMESPACES = "there are no namespaces"


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """The folder of a run, beside that of one which is gone."""
    for name in ("harness-own", "harness-gone"):
        (tmp_path / name).mkdir()
    (tmp_path / "harness-gone" / OWNER).touch()
    return tmp_path / "harness-own"


@pytest.fixture
def no_namespaces(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise Unavailable(NO_NAMESPACES)

    monkeypatch.setattr(choose, "ConfinedLauncher", type("Refused", (), {"__new__": refused}))


@pytest.mark.usefixtures("no_namespaces")
@pytest.mark.parametrize("take", [choose.best_launcher, choose.best_launchers])
def test_the_folder_becomes_the_runs_own_and_what_is_stale_beside_it_goes(base: Path, take: Callable[..., Any]) -> None:
    take(base, None)
    assert in_use(base)
    assert [base] == [*base.parent.iterdir()]


@pytest.mark.usefixtures("no_namespaces")
def test_without_namespaces_programs_are_plain_processes_and_the_reason_is_told(base: Path) -> None:
    assert NO_NAMESPACES == choose.best_launcher(base, None).reason


def test_a_range_of_ports_is_no_matter_of_namespaces(base: Path) -> None:
    assert '"ports", which a namespace has not' in choose.best_launcher(base, (1, 2)).reason


@pytest.mark.usefixtures("no_namespaces")
def test_programs_that_name_their_host_do_not_start_where_there_are_no_namespaces() -> None:
    furniture = cast("Any", type("Named", (), {"names": ("api.example",)}))
    launcher = choose._best(Path(), None, furniture, NO_MORE, USUAL)
    with pytest.raises(EnvironmentTrouble, match=rf"\(api.example\) need namespaces .*: {NO_NAMESPACES}"):
        asyncio.run(launcher.lease(listening=True))
    assert NO_NAMESPACES == choose._best(Path(), None, NOTHING, NO_MORE, USUAL).reason


def test_containers_do_not_start_programs_that_name_their_host(base: Path) -> None:
    furniture = cast("Any", type("Named", (), {"names": ("api.example",)}))
    with pytest.raises(EnvironmentTrouble, match=r"--launcher docker: .*\(api.example\)"):
        choose.container_launcher(base, (), NO_MORE, furniture, USUAL)
