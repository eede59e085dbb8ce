"""Commands of a project that prepare a work folder: their home, and what a failure says."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.common.cells import in_cells
from harness.languages.scripts import MACHINE, Steps


@pytest.mark.parametrize(
    ("script", "said"),
    [
        (r"printf '\033[0m' >&2; echo '\033[1mno such plug-in'; exit 1", "no such plug-in"),
        ("echo one; echo two >&2; exit 1", "two"),
    ],
)
def test_what_a_command_says_where_it_fails_is_told(tmp_path: Path, script: str, said: str) -> None:
    found = Steps(tmp_path, tmp_path / "build", MACHINE, {}).run(("sh", "-c", script))
    assert found is not None
    assert found.reason.endswith(f": exit status 1: {said}")


def test_build_tools_of_java_get_the_home_of_preparing_commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAVEN_OPTS", "-Xmx100m")
    script = 'echo "$MAVEN_OPTS $GRADLE_USER_HOME" >said'
    assert Steps(tmp_path, tmp_path / "build", "tree", {}).run(("sh", "-c", script)) is None
    home = tmp_path / "build" / "home"
    expected = f"-Xmx100m -Duser.home={home} {home}/.gradle\n"
    assert not in_cells() or expected == (tmp_path / "said").read_text("utf-8")
