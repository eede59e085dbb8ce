"""What containers see: no hidden entry of a project, and no socket."""

from __future__ import annotations

from pathlib import Path

from harness.launch import Visible
from harness.launch.mounts import mounts


def test_hidden_entries_are_empty_and_what_is_shown_in_them_is_there(tmp_path: Path) -> None:
    for folder in (".git", ".harness/build", "examples"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / ".env").write_text("KEY=1")
    (tmp_path / ".link").symlink_to(tmp_path / "examples")
    hidden = [str(tmp_path / name) for name in (".git", ".harness", ".env", ".link", ".gone")] + ["/elsewhere"]
    visible = Visible([str(tmp_path), str(tmp_path / ".harness/build"), "/usr"], hidden)
    found = mounts([tmp_path, tmp_path / "examples"], visible, [])
    build = tmp_path / ".harness/build"
    assert [f"{tmp_path}:{tmp_path}:ro", f"{build}:{build}:ro", f"/dev/null:{tmp_path}/.env:ro"] == found.binds
    assert [f"{tmp_path}/.git", f"{tmp_path}/.harness"] == found.empty


def test_sockets_are_covered_where_they_would_be_seen(tmp_path: Path) -> None:
    names = [str(tmp_path / name) for name in ("dev.sock", ".git/fsmonitor.sock", "gone.sock")]
    (tmp_path / ".git").mkdir()
    for name in names[:2]:
        Path(name).touch()
    visible = Visible([str(tmp_path)], [str(tmp_path / ".git")])
    found = mounts([tmp_path], visible, [*names, "/run/other.sock", "\0abstract"])
    assert [f"{tmp_path}:{tmp_path}:ro", f"/dev/null:{names[0]}:ro"] == found.binds
