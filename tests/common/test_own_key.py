"""The user's key: made once, read by nobody else, and never taken from what others could have written."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from support.trees import ROOT

ASK = "from harness.common import own_key; print(own_key.mac('a', b'b').decode(), own_key.lasts())"


def told(**env: str) -> list[str]:
    """A digest and whether its key lasts, as a process of its own has them."""
    script = [sys.executable, "-c", ASK]
    done = subprocess.run(script, env={"PYTHONPATH": str(ROOT), **env}, capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_the_key_is_made_once_and_is_for_this_user_alone(tmp_path: Path) -> None:
    first = told(XDG_STATE_HOME=str(tmp_path))
    key = tmp_path / "harness" / "key"
    assert (0o600, 32) == (key.stat().st_mode & 0o777, key.stat().st_size)
    assert (first, "True") == (told(XDG_STATE_HOME=str(tmp_path)), first[1])
    assert [key] == list(key.parent.iterdir())


@pytest.mark.parametrize(("mode", "content"), [(0o644, b"k" * 32), (0o600, b"short"), (0o660, b"k" * 32)])
def test_a_key_that_others_can_read_or_that_is_none_is_replaced(tmp_path: Path, mode: int, content: bytes) -> None:
    key = tmp_path / "harness" / "key"
    key.parent.mkdir()
    key.write_bytes(content)
    key.chmod(mode)
    assert "True" == told(XDG_STATE_HOME=str(tmp_path))[1]
    assert (0o600, False) == (key.stat().st_mode & 0o777, content == key.read_bytes())


def test_a_link_in_the_keys_place_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "harness").mkdir()
    (tmp_path / "other").write_bytes(b"k" * 32)
    (tmp_path / "other").chmod(0o600)
    (tmp_path / "harness" / "key").symlink_to(tmp_path / "other")
    assert "False" == told(XDG_STATE_HOME=str(tmp_path))[1]


def test_without_a_place_for_it_the_key_is_for_one_process(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    place = str(tmp_path / "file" / "below")
    assert ["False", "False"] == [told(XDG_STATE_HOME=place)[1], told(XDG_STATE_HOME=place)[1]]
    assert told(XDG_STATE_HOME=place) != told(XDG_STATE_HOME=place)
