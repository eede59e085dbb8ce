"""The folders of earlier runs: which of them are taken away."""

from __future__ import annotations

from pathlib import Path

from harness.launch.stale import OWNER, claim, in_use, remove_stale


def test_every_folder_whose_owner_is_gone_is_removed_whatever_lies_beside_it(tmp_path: Path) -> None:
    stale = [tmp_path / f"harness-{number}" for number in range(5)]
    for folder in stale:
        folder.mkdir()
        (folder / OWNER).touch()
        (tmp_path / f"{folder.name}-link").symlink_to(folder)
    held = tmp_path / "harness-held"
    held.mkdir()
    claim(held)
    assert stale == sorted(remove_stale(tmp_path))
    assert in_use(held)


def test_a_folder_without_an_owner_is_not_in_use_and_stays(tmp_path: Path) -> None:
    folder = tmp_path / "harness-none"
    folder.mkdir()
    assert not in_use(folder)
    assert [] == remove_stale(tmp_path)
    assert folder.is_dir()
