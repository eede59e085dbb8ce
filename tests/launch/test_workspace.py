"""The private copy that a program runs in, and what is seen of what it did there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from harness.launch import workspace as module
from harness.launch.workspace import Workspace


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """An examples tree with an input, a work folder with a lock file, code, and old outputs."""
    root = tmp_path / "examples"
    for name, text in {
        "image.png": "pixels",
        "go/go.mod": "module x",
        "go/code/a.go": "code",
        "go/out/old": "old",
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


@pytest.fixture
def copy(tree: Path, tmp_path: Path) -> Workspace:
    return Workspace(tmp_path / "w", tree, tree / "go", "out")


def test_inputs_are_copied_and_lie_where_the_program_looks_for_them(copy: Workspace, tree: Path) -> None:
    copied = copy.folder / ".." / "image.png"
    assert "pixels" == copied.read_text()
    assert not copied.is_symlink()
    assert not copied.samefile(tree / "image.png")
    assert "module x" == (copy.folder / "go.mod").read_text()
    assert "code" == (copy.folder / "code/a.go").read_text()


def test_old_outputs_are_not_brought(copy: Workspace) -> None:
    assert not (copy.folder / "out").exists()


def test_a_program_that_did_nothing_left_nothing(copy: Workspace) -> None:
    assert ((), ()) == copy.collect()


def test_every_written_file_is_seen_wherever_it_lies(copy: Workspace) -> None:
    (copy.folder / "out/deep").mkdir(parents=True)
    (copy.folder / "out/deep/a.png").write_bytes(b"a")
    (copy.folder.parent / "b.png").write_bytes(b"b")
    written, changed = copy.collect()
    assert [("b.png", b"b"), ("go/out/deep/a.png", b"a")] == [(file.path, file.content) for file in written]
    assert () == changed


def test_an_input_with_other_bytes_is_changed_though_its_size_is_the_same(copy: Workspace) -> None:
    (copy.folder.parent / "image.png").write_text("PIXELS")
    assert ("image.png",) == copy.collect()[1]


def test_an_input_that_is_gone_is_changed(copy: Workspace) -> None:
    (copy.folder / "go.mod").unlink()
    assert ("go/go.mod",) == copy.collect()[1]


def test_an_input_that_was_written_again_with_the_same_bytes_is_not_changed(copy: Workspace) -> None:
    target = copy.folder.parent / "image.png"
    target.unlink()
    target.write_text("pixels")
    assert ((), ()) == copy.collect()


def test_a_folder_that_was_exchanged_is_changed(copy: Workspace) -> None:
    (copy.folder / "code").unlink()
    (copy.folder / "code").mkdir()
    assert ("go/code",) == copy.collect()[1]


@pytest.mark.parametrize("target", ["/etc/passwd", "../..", "nowhere", "."])
def test_a_link_that_a_program_made_is_seen_and_not_followed(copy: Workspace, target: str) -> None:
    (copy.folder / "link").symlink_to(target)
    (file,) = copy.collect()[0]
    assert ("go/link", b"") == (file.path, file.content)


def test_a_pipe_that_a_program_made_is_not_read(copy: Workspace) -> None:
    os.mkfifo(copy.folder / "pipe")
    (file,) = copy.collect()[0]
    assert ("go/pipe", b"") == (file.path, file.content)


def test_of_a_big_file_only_the_beginning_is_kept(copy: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KEEP_LIMIT", 4)
    (copy.folder / "small").write_bytes(b"1234")
    (copy.folder / "big").write_bytes(b"12345")
    big, small = copy.collect()[0]
    assert (b"1234", True) == (big.content, big.truncated)
    assert (b"1234", False) == (small.content, small.truncated)


def test_a_large_input_is_linked_and_its_exchange_is_seen(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "COPY_LIMIT", 3)
    copy = Workspace(tmp_path / "w", tree, tree / "go", "out")
    linked = copy.folder.parent / "image.png"
    assert linked.is_symlink()
    assert ((), ()) == copy.collect()
    linked.unlink()
    linked.write_text("pixels")
    assert ("image.png",) == copy.collect()[1]


def test_home_and_temporary_files_are_the_program_s_own_and_are_no_outputs(copy: Workspace) -> None:
    for folder in copy.environment().values():
        assert Path(folder).is_relative_to(copy.root)
        Path(folder, "cache").write_text("x")
    assert ((), ()) == copy.collect()


def test_a_copy_goes_away_with_folders_that_can_not_be_read(copy: Workspace) -> None:
    locked = copy.folder / "out" / "locked"
    locked.mkdir(parents=True)
    (locked / "file").write_text("x")
    locked.chmod(0)
    locked.parent.chmod(0)
    copy.remove()
    assert not copy.root.exists()


@pytest.mark.filterwarnings("ignore")  # the folder listing that the error leaves open
def test_programs_may_run_from_the_tree_s_own_root(tree: Path, tmp_path: Path) -> None:
    copy = Workspace(tmp_path / "w", tree, tree, "out")
    assert "pixels" == (copy.folder / "image.png").read_text()
    assert ((), ()) == copy.collect()


def test_the_folder_of_the_outputs_is_made_where_the_settings_name_it(tmp_path: Path, tree: Path) -> None:
    copy = Workspace(tmp_path / "w", tree, tree / "go", "results/new", makes=True)
    assert (copy.folder / "results/new").is_dir()
    assert ((), ()) == copy.collect()


def test_the_folder_of_the_outputs_is_there_where_it_comes_with_the_tree(tmp_path: Path, tree: Path) -> None:
    (tree / "go/out/.gitkeep").write_text("")
    copy = Workspace(tmp_path / "w", tree, tree / "go", "out")
    assert [] == list((copy.folder / "out").iterdir())


def test_a_folder_that_a_link_leads_to_is_not_made_in_the_tree(tmp_path: Path, tree: Path) -> None:
    Workspace(tmp_path / "w", tree, tree / "go", "code/new", makes=True)
    assert not (tree / "go/code/new").exists()
