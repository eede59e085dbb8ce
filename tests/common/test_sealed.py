"""Folders of built things are used again only as they were left."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.common import sealed


def build(folder: Path, name: str = "program") -> bool:
    """Builds a program where it is not there, and says whether that was needed."""
    with sealed.opened(folder):
        needed = not (folder / name).exists()
        if needed:
            (folder / "inner").mkdir(parents=True, exist_ok=True)
            (folder / name).write_text("built")
    return needed


def test_what_was_built_is_there_the_next_time(tmp_path: Path) -> None:
    assert [True, False, False] == [build(tmp_path / "go") for _ in range(3)]


@pytest.mark.parametrize("planted", ["program", "another", "inner/more"])
def test_what_others_have_changed_or_added_is_removed_with_all_the_rest(tmp_path: Path, planted: str) -> None:
    build(tmp_path / "go")
    (tmp_path / "go" / planted).write_text("built")
    assert build(tmp_path / "go")
    assert "another" not in [path.name for path in (tmp_path / "go").iterdir()]


def test_a_link_in_the_folder_s_place_goes_and_what_it_leads_to_stays(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "go").symlink_to(tmp_path / "other")
    assert build(tmp_path / "go")
    assert [] == list((tmp_path / "other").iterdir())


def test_what_was_built_when_the_build_broke_off_stays(tmp_path: Path) -> None:
    def broken_off() -> None:
        with sealed.opened(tmp_path / "go"):
            (tmp_path / "go").mkdir()
            (tmp_path / "go" / "program").write_text("built")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken_off()
    assert not build(tmp_path / "go")
