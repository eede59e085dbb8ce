"""What a build of Rust programs reaches."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.languages import rust, scripts


@pytest.mark.parametrize("fetched", [True, False])
def test_cargo_reads_the_packages_that_were_fetched_and_else_those_of_its_own_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fetched: bool
) -> None:
    build, home = tmp_path / "build", tmp_path / "cargo"
    own = build / scripts.HOME / ".cargo"
    for folder in (home, own) if fetched else (home,):
        (folder / "registry").mkdir(parents=True)
    monkeypatch.setenv("CARGO_HOME", str(home))
    monkeypatch.setenv("RUSTUP_HOME", str(tmp_path / "rustup"))
    reach = rust._reach(tmp_path / "target", build)
    cargo = own if fetched else home
    assert {"CARGO_HOME": str(cargo), "RUSTUP_HOME": str(tmp_path / "rustup")} == reach.variables
    assert [cargo / "registry"] == list(reach.reads)
