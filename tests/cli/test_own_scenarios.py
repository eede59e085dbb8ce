"""Scenarios that a project adds in its settings, without code."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.runs import errors, run
from support.trees import Program, make_tree

from harness.settings import reader
from harness.settings.reader import SettingsError

TEAPOT = """
[tool.harness.scenarios.teapot]
summary = "the server is a teapot (418)"
ending = "failure"
status = 418
headers = { X-Brew = "tea" }
"""


def test_a_scenario_of_the_settings_is_played_and_judged_as_a_bundled_one_is(tmp_path: Path) -> None:
    swallows = (('sys.exit(f"HTTP {response.status_code}: {response.text}")', "sys.exit(0)"),)
    tree = make_tree(tmp_path / "tree", Program("python", "get_balance", swallows), Program("curl", "get_balance"))
    with (tree.root / "pyproject.toml").open("a") as settings:
        settings.write(TEAPOT)
    records = run(tree.root, "teapot")
    assert ["error-swallowed"] == errors(records["v1/get_balance/python/teapot"])
    assert [] == errors(records["v1/get_balance/curl/teapot"])
    assert 418 == records["v1/get_balance/curl/teapot"]["exchanges"][0]["response"]["status"]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("status = 42", r'"tool.harness.scenarios.odd.status": expected an HTTP status from 200 to 599, got 42'),
        ('ending = "sucess"', r'"tool.harness.scenarios.odd.ending": expected one of success, failure'),
        ("colour = 1", r'unknown key "scenarios.odd.colour"'),
    ],
)
def test_a_mistake_in_a_scenario_is_told_in_one_line(line: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "examples").mkdir()
    (tmp_path / "harness.toml").write_text(f'[scenarios.odd]\nsummary = "odd"\n{line}\n')
    with pytest.raises(SettingsError, match=told.replace("tool.harness.", "")) as caught:
        reader.load(tmp_path)
    assert str(caught.value).startswith("harness.toml:3: ")
