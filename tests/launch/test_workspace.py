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


@pytest.mark.parametrize(("confined", "changed"), [(True, ()), (False, ("go/beside",))])
def test_a_new_file_in_a_folder_beside_is_the_doing_of_a_program_that_can_write_there_alone(
    tree: Path, tmp_path: Path, confined: bool, changed: tuple[str, ...]
) -> None:
    beside = tree / "go" / "beside"
    beside.mkdir()
    copy = Workspace(tmp_path / "w", tree, tree / "go", "out", confined=confined)
    (beside / "new").write_text("x")
    assert changed == copy.collect()[1]


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


def _changed(folder: Path) -> None:
    """Makes something in a folder, so that its own time of change is another one."""
    before = folder.stat().st_mtime_ns
    (folder / "new").write_text("x")
    os.utime(folder, ns=(before + 10**9, before + 10**9))


def test_what_a_link_leads_to_is_an_input_too(copy: Workspace, tree: Path) -> None:
    assert (copy.folder / "code").is_symlink()
    _changed(tree / "go" / "code")
    assert ("go/code",) == copy.collect()[1]


def test_what_a_link_leads_to_may_change_before_a_copy_is_made(tree: Path, tmp_path: Path) -> None:
    _changed(tree / "go" / "code")
    assert ((), ()) == Workspace(tmp_path / "w", tree, tree / "go", "out").collect()


def test_a_link_that_leads_nowhere_stays_as_it_is(tree: Path, tmp_path: Path) -> None:
    (tree / "go" / "lost").symlink_to(tmp_path / "none")
    assert ((), ()) == Workspace(tmp_path / "w", tree, tree / "go", "out").collect()


def test_a_large_sample_that_is_brought_is_linked_and_its_target_watched(
    copy: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "COPY_LIMIT", 3)
    small, large = tmp_path / "small.sh", tmp_path / "large.sh"
    small.write_text("a;b")
    large.write_text("a;bc")
    assert [False, True] == [copy.bring(one).is_symlink() for one in (small, large)]
    assert ((), ()) == copy.collect()
    large.write_text("other text")
    assert ("go/large.sh",) == copy.collect()[1]


def test_what_is_brought_does_not_take_the_place_of_what_lies_there(copy: Workspace, tmp_path: Path) -> None:
    other = tmp_path / "go.mod"
    other.write_text("module y")
    assert "module x" == copy.bring(other).read_text()
    assert not copy.bring(tmp_path / "none").exists()


@pytest.mark.parametrize(
    ("text", "most", "printed"),
    [
        ("12345678", 8, b"12345678"),
        ("123456789", 8, b"1234\n[... 1 bytes left out ...]\n6789"),
        ("", 8, b""),
    ],
)
def test_of_what_is_printed_the_beginning_and_the_end_are_kept(
    copy: Workspace, text: str, most: int, printed: bytes
) -> None:
    copy.stdout.write_text(text)
    assert printed == copy.printed(copy.stdout, most)


def test_a_program_that_writes_too_much_is_kept_up_to_the_limit_of_all(
    copy: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "KEEP_IN_ALL", 5)
    for name in "abc":
        (copy.folder / name).write_text("123")
    assert [b"123", b"12", b""] == [file.content for file in copy.collect()[0]]


def test_of_many_files_as_many_are_seen_as_there_may_be(copy: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_FILES", 50)
    (copy.folder / "out").mkdir()
    for number in range(100):
        (copy.folder / "out" / f"{number:03}").write_text("")
    assert 60 > len(copy.collect()[0])


def test_folders_below_the_deepest_level_count_as_files(copy: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_LEVELS", 3)
    (copy.folder / "a" / "b" / "c").mkdir(parents=True)
    (copy.folder / "a" / "b" / "c" / "d").write_text("")
    (copy.folder / "a" / "b" / "e").write_text("text")
    assert [("go/a/b/c", b""), ("go/a/b/e", b"text")] == [(one.path, one.content) for one in copy.collect()[0]]


def test_a_copy_is_current_as_long_as_nothing_of_the_tree_has_changed(copy: Workspace, tree: Path) -> None:
    assert copy.is_current()
    (tree / "go" / "out" / "new").write_text("x")
    assert copy.is_current()
    (tree / "new").write_text("x")
    assert not copy.is_current()
