"""Scenarios that a project adds in its settings, without code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from support.runs import errors, run
from support.trees import Program, make_tree

from harness.errors import UserError
from harness.plan.session import open_session
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


ONCE = 'answers = [{status = 503, headers = {Retry-After = "1"}}, {}]'


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("answers = []", '"scenarios.odd.answers": expected a list of one answer or more, got []'),
        ("answers = [{colour = 1}]", 'unknown key "scenarios.odd.answers.colour"'),
        (
            "answers = [{status = 42}]",
            '"scenarios.odd.answers.status": expected an HTTP status from 200 to 599, got 42',
        ),
        (f"status = 503\n{ONCE}", '"scenarios.odd.status": expected "status" in each of its "answers", got 503'),
        (
            'ending = "recovers"\nanswers = [{status = 503}, {fault = "reset"}]',
            '"scenarios.odd.answers": expected an answer that is no failure among them, or ending "failure", got',
        ),
    ],
)
def test_a_sequence_that_cannot_end_is_told_in_one_line(line: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "examples").mkdir()
    (tmp_path / "harness.toml").write_text(f'[scenarios.odd]\nsummary = "odd"\n{line}\n')
    with pytest.raises(SettingsError) as caught:
        reader.load(tmp_path)
    assert re.fullmatch(rf"harness\.toml:[34]: {re.escape(told)}.*", str(caught.value))


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("answers = []", "expected a list of one answer or more, got []"),
        ("answers = [{status = 500}, {fault = 'reset'}]", "expected an answer that is no failure among them, got ["),
    ],
)
def test_an_operation_that_never_answers_is_told_in_one_line(line: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "examples").mkdir()
    (tmp_path / "harness.toml").write_text(f"[operations.get_job]\n{line}\n")
    with pytest.raises(SettingsError) as caught:
        reader.load(tmp_path)
    assert str(caught.value).startswith(f'harness.toml:2: "operations.get_job.answers": {told}')


def test_answers_of_what_is_no_operation_are_told_in_one_line(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", Program("curl", "get_balance"))
    with (tree.root / "pyproject.toml").open("a") as settings:
        settings.write("[tool.harness.operations.get_balanse]\nanswers = [{set = {credits = 1}}]\n")
    with pytest.raises(UserError, match=r'"operations\.get_balanse\.answers": .* \(did you mean "get_balance"\?\)'):
        open_session(tree.root)


@pytest.mark.parametrize(
    ("line", "ending"),
    [(ONCE, "recovers"), ("answers = [{status = 503}]", "failure"), ("answers = [{delay = 1}]", "success")],
)
def test_a_sequence_is_read_with_the_ending_that_fits_it(line: str, ending: str, tmp_path: Path) -> None:
    (tmp_path / "examples").mkdir()
    (tmp_path / "harness.toml").write_text(f'[scenarios.odd]\nsummary = "odd"\n{line}\n')
    (scenario,) = reader.load(tmp_path).scenarios
    assert ending == scenario.ending


def test_a_sequence_of_the_settings_is_played_and_judged(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", Program("curl", "get_balance"))
    with (tree.root / "pyproject.toml").open("a") as settings:
        settings.write(f'\n[tool.harness.scenarios.busy]\nsummary = "busy"\n{ONCE}\n')
    (record,) = run(tree.root, "busy").values()
    assert ("passed", 503) == (record["verdict"], record["exchanges"][0]["response"]["status"])


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
