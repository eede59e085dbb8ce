"""Python that a tree holds beside its programs runs in no process of the harness."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.command import BALANCE, harness, make_tree, report

CASE = "v1/get_balance/curl/success"


@pytest.mark.parametrize("name", ["conftest.py", "__init__.py", "sitecustomize.py", "pytest.py", "pytest.ini"])
def test_what_pytest_would_load_is_not_loaded(tmp_path: Path, name: str) -> None:
    root = make_tree(tmp_path / "tree", BALANCE).root
    canary = tmp_path / "canary"
    program = next(path for path in root.rglob("*.sh"))
    text = "[pytest]\naddopts = -p nothing\n" if name == "pytest.ini" else f"open({str(canary)!r}, 'w')\n1 / 0\n"
    for folder in (root.parent, *(one for one in program.parents if one.is_relative_to(root))):
        (folder / name).write_text(text)
    done = harness(root, "run", CASE, "--no-cache", "--json", "report.json")
    assert (0, False) == (done.returncode, canary.exists()), done.stdout + done.stderr
    assert ["passed"] == [case["verdict"] for case in report(root / "report.json")["cases"]]
