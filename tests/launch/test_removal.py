"""Taking small folders away at once, and leaving large ones to who has time."""

from __future__ import annotations

from pathlib import Path

from harness.launch import remove_few


def fill(root: Path, count: int) -> Path:
    """A folder with files and a link to what lies beside it."""
    (root / "copy" / "deep").mkdir(parents=True)
    (root / "beside").touch()
    (root / "copy" / "link").symlink_to(root)
    for number in range(count):
        (root / "copy" / "deep" / str(number)).touch()
    return root / "copy"


def test_a_folder_with_few_files_goes_and_what_its_links_lead_to_stays(tmp_path: Path) -> None:
    assert remove_few(fill(tmp_path, 8), most=10)
    assert ["beside"] == [path.name for path in tmp_path.iterdir()]


def test_a_folder_with_many_files_is_left_to_the_thorough_way(tmp_path: Path) -> None:
    assert not remove_few(fill(tmp_path, 20), most=10)
    assert (tmp_path / "copy").exists()


def test_a_folder_that_may_not_be_emptied_is_left_to_the_thorough_way(tmp_path: Path) -> None:
    assert not remove_few(tmp_path / "nothing")
