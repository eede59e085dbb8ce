"""The project's own folder."""

from __future__ import annotations

import ast
from pathlib import Path

import harness
from harness.common.own_folder import OwnFolder


def test_everything_lies_in_the_one_folder(tmp_path: Path) -> None:
    own = OwnFolder(tmp_path)
    names = [name for name, value in vars(OwnFolder).items() if isinstance(value, property) and name != "path"]
    assert {tmp_path / ".harness"} == {getattr(own, name).parent for name in names}


def test_no_other_module_spells_the_name_of_the_folder() -> None:
    root = Path(harness.__file__).parent
    found = [
        path.relative_to(root).as_posix()
        for path in root.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and node.value in (".harness", "last-run.json", "durations.json")
    ]
    assert {"common/own_folder.py"} == set(found)
