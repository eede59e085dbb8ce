"""A vendor's walk: from nothing to the first verdict, in a fresh environment, as the guide shows it."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from commands.init.repositories import SHAPES
from support.command import call
from support.trees import ROOT

GUIDE = (ROOT / "docs" / "guides" / "first-verdict.md").read_text("utf-8")
COMMANDS = re.findall(r"(?m)^\$ (.*)$", GUIDE)
MOST = 4
LOCKS = [word for name in ("harness", "node") for word in ("-r", ROOT / "requirements" / f"{name}.txt")]


@pytest.fixture
def vendor(tmp_path: Path) -> Path:
    """A repository that has never seen the harness."""
    root = tmp_path / "parcel"
    for name, text in SHAPES["base path inside the variable"].items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    return root


def test_the_guide_lists_the_files_of_the_repository(vendor: Path) -> None:
    files = sorted(path.relative_to(vendor).as_posix() for path in vendor.rglob("*") if path.is_file())
    assert "\n".join(files) in GUIDE


def test_a_vendor_gets_a_first_verdict_by_the_commands_of_the_guide(vendor: Path, tmp_path: Path) -> None:
    assert MOST >= len(COMMANDS)
    built = call([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", tmp_path / "dist"], ROOT)
    assert 0 == built.returncode, built.stderr
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    said = ""
    for command in COMMANDS:
        words = shlex.split(command)
        if words[1:2] == ["install"]:  # the wheel of this very version, its libraries as they are locked
            locked = [words[0], "install", "--quiet", "--disable-pip-version-check", "--require-hashes", *LOCKS]
            subprocess.run(locked, cwd=vendor, check=True)  # as long as the network takes
            words = [words[0], "install", "--quiet", "--disable-pip-version-check", "--no-deps", str(wheel)]
        done = call(words, vendor)
        assert 0 == done.returncode, done.stdout + done.stderr
        said = done.stdout
    assert "3 passed" in said
    shown = re.sub(r"in \d+\.\d s", "in 1.6 s", "\n".join(line.rstrip() for line in said.strip().splitlines()))
    (block,) = re.findall(r"(?ms)^```text\n(# Written by.*?)\n^```", GUIDE)
    assert block == shown
    assert (vendor / "env" / "share" / "man" / "man1" / "harness.1").is_file()
