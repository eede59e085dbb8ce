"""Each command in a folder that has no settings: what it looked for, and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.command import harness

from harness.cli.main import COMMANDS

GUIDE = "docs/guides/your-own-tree.md"
ARGUMENTS = {
    "init": ["--yes"],
    "show": ["v1/a"],
    "impact": ["--spec", "a.yaml"],
    "new": ["--api", "v1", "createParcel"],
    "spec": ["lint"],
}
FREE = {"diff", "merge", "explain", "completion", "resident"}
"""Commands that need no settings: they are about reports, codes and the shell."""


@pytest.mark.parametrize("files", [[], ["examples/parcels.py"]], ids=["an empty folder", "programs elsewhere"])
def test_each_command_names_the_settings_init_and_the_guide(tmp_path: Path, files: list[str]) -> None:
    for name in files:
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text("print(1)\n", "utf-8")
    for command in sorted(COMMANDS.keys() - FREE - ({"doctor", "impact", "new"} if files else set())):
        done = harness(tmp_path, command, *ARGUMENTS.get(command, []))
        said = done.stderr.strip()
        assert (2, 1) == (done.returncode, len(said.splitlines())), (command, said)
        assert all(word in said for word in ("expected ", "harness.toml", GUIDE)), (command, said)
        assert command == "init" or "`harness init` proposes one" in said, (command, said)
