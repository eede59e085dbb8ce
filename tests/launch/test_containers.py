"""The users that programs in containers run as, and the ports where they are answered."""

from __future__ import annotations

import os
import socket
from types import SimpleNamespace
from typing import cast

import pytest

from harness.launch.containers import ContainerLauncher, ContainerPlace


def launcher(*, owns: bool) -> ContainerLauncher:
    """One that asks no engine."""
    made = ContainerLauncher.__new__(ContainerLauncher)
    made.owns, made._users, made._next = owns, [], 70_000
    return made


def test_programs_that_run_together_have_users_of_their_own_and_those_that_are_free_serve_again() -> None:
    one = launcher(owns=True)
    assert ["70000:70000", "70001:70001", "70002:70002"] == [one.take_user() for _ in range(3)]
    one.give_back("70001:70001")
    assert ["70001:70001", "70003:70003"] == [one.take_user() for _ in range(2)]


def test_an_ordinary_user_runs_all_programs_as_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 1000)
    monkeypatch.setattr(os, "getgid", lambda: 100)
    one = launcher(owns=False)
    for _ in range(2):
        assert "1000:100" == one.take_user()
        one.give_back("1000:100")
    assert [] == one._users


@pytest.mark.parametrize("listening", [True, False])
def test_a_place_listens_only_where_somebody_is_to_answer(listening: bool) -> None:
    engine = SimpleNamespace(gateway="127.0.0.1")
    place = ContainerPlace(cast("ContainerLauncher", SimpleNamespace(engine=engine)), listening=listening)
    try:
        assert listening == (place.listener is not None)
        with socket.socket() as client:
            assert listening == (client.connect_ex((place.host, place.port)) == 0)
    finally:
        place._bound.close()
