"""What a run left that was ended by force is taken away by the next, and nothing else is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from support.trees import ROOT

from harness.launch.removal import remove_tree
from harness.launch.stale import claim, remove_stale

DEEP = 2500
"""Folders in folders: more than a path is long, and more than Python calls itself."""


def test_the_folder_of_a_process_that_is_gone_is_removed_and_those_in_use_stay(tmp_path: Path) -> None:
    names = ("harness-gone", "harness-mine", "harness-new", "another")
    gone, mine, new, another = (tmp_path / name for name in names)
    for folder in (gone, mine, new, another):
        folder.mkdir()
    script = "import sys; from pathlib import Path; from harness.launch.stale import claim; claim(Path(sys.argv[1]))"
    subprocess.run([sys.executable, "-c", script, str(gone)], check=True, env={"PYTHONPATH": str(ROOT)})
    claim(mine)
    assert [gone] == remove_stale(tmp_path)
    assert sorted(names[1:]) == sorted(path.name for path in tmp_path.iterdir())


def test_a_folder_goes_however_deep_it_is_and_whoever_may_look_into_it(tmp_path: Path) -> None:
    root, start = tmp_path / "root", Path.cwd()
    (root / "locked" / "inner").mkdir(parents=True)
    (root / "locked").chmod(0)
    (root / "link").symlink_to(tmp_path / "kept")
    (tmp_path / "kept").mkdir()
    os.chdir(root)
    try:
        for _ in range(DEEP):
            os.mkdir("d")  # noqa: PTH102 - a Path would grow with the depth
            os.chdir("d")
    finally:
        os.chdir(start)
    remove_tree(root)
    assert ["kept"] == [path.name for path in tmp_path.iterdir()]


def test_a_folder_that_is_being_claimed_is_never_taken_for_left(tmp_path: Path) -> None:
    script = (
        "import sys, tempfile; from pathlib import Path; from harness.launch.stale import claim\n"
        "for _ in range(300): claim(Path(tempfile.mkdtemp(prefix='harness-', dir=sys.argv[1])))\n"
        "print('claimed', flush=True); sys.stdin.read()"
    )
    argv = [sys.executable, "-c", script, str(tmp_path)]
    env = {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(argv, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        os.set_blocking(other.stdout.fileno(), False)
        removed: list[Path] = []
        while not other.stdout.read():
            removed += remove_stale(tmp_path)
        removed += remove_stale(tmp_path)
        other.stdin.close()
    assert [] == removed
