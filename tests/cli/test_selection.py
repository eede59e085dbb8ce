"""The options that choose cases, on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.command import BALANCE, harness, report
from support.trees import make_tree


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_tree(tmp_path, BALANCE).root


def test_the_last_failures_alone_run_again(root: Path) -> None:
    program = next(root.rglob("get_balance.sh"))
    sound = program.read_text("utf-8")
    program.write_text(sound.replace("-ne 200", "-eq 999"), "utf-8")
    options = ("run", "--scenario", "success", "--scenario", "unauthorized", "--json", "out.json")
    assert 1 == harness(root, *options).returncode
    program.write_text(sound, "utf-8")
    assert 0 == harness(root, *options, "--lf").returncode
    assert ["v1/get_balance/curl/unauthorized"] == [case["name"] for case in report(root / "out.json")["cases"]]


@pytest.mark.parametrize(
    ("ran_before", "said"),
    [(False, "--lf: expected an earlier run, found none"), (True, "--lf: nothing failed in the last run")],
)
def test_without_a_failure_there_is_nothing_to_run_again(root: Path, ran_before: bool, said: str) -> None:
    if ran_before:
        assert 0 == harness(root, "run", "--scenario", "success").returncode
    done = harness(root, "run", "--lf")
    assert 2 == done.returncode
    assert said in done.stderr


def test_what_is_excluded_is_not_listed(root: Path) -> None:
    every = harness(root, "list").stdout.split()
    left = harness(root, "list", "--exclude", "**/hang", "--exclude", "**/slow").stdout.split()
    assert left == [name for name in every if not name.endswith(("/hang", "/slow"))]
    assert left == harness(root, "list", "--profile", "quick").stdout.split()


def test_a_profile_of_the_settings_is_taken(root: Path) -> None:
    settings = root / "pyproject.toml"
    settings.write_text(
        settings.read_text("utf-8") + '\n[tool.harness.profile.smoke]\nscenarios = ["success"]\n', "utf-8"
    )
    assert ["v1/get_balance/curl/success"] == harness(root, "list", "--profile", "smoke").stdout.split()


@pytest.mark.parametrize("option", [("--exclude", "v9"), ("--profile", "smoke"), ("--exclude", "**")])
def test_a_choice_that_fits_nothing_is_one_line(root: Path, option: tuple[str, str]) -> None:
    done = harness(root, "list", *option)
    assert (2, 1) == (done.returncode, len(done.stderr.splitlines()))
