"""The options that choose cases, on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.command import BALANCE, ENGINES, call, harness, report
from support.machine import command
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


def _without_status_check(root: Path) -> None:
    program = next(root.rglob("get_balance.sh"))
    program.write_text(program.read_text("utf-8").replace("-ne 200", "-eq 999"), "utf-8")


@pytest.mark.parametrize(("option", "least"), [(("-x",), 1), (("--maxfail", "2"), 2)])
def test_a_run_stops_after_enough_failures(root: Path, tmp_path: Path, option: tuple[str, ...], least: int) -> None:
    _without_status_check(root)
    junit = tmp_path / "junit.xml"
    done = harness(
        root, "run", "--jobs", "1", "--exclude", "**/hang", *option, "--json", "out.json", "--junit", str(junit)
    )
    found = report(root / "out.json")
    left = [case for case in found["cases"] if "--maxfail" in case["reason"]]
    assert 1 == done.returncode
    assert least == found["summary"]["failed"]
    assert found["summary"]["skipped"] == len(left) > 0
    assert junit.read_text("utf-8").count("<testcase") == found["planned"]


def test_enough_failures_in_the_cache_start_no_program(root: Path) -> None:
    _without_status_check(root)
    options = ("run", "--scenario", "success", "--scenario", "unauthorized", "--json", "out.json")
    assert 1 == harness(root, *options, "--scenario", "server-error").returncode
    assert 1 == harness(root, *options, "--scenario", "bad-request", "-x").returncode
    verdicts = {case["scenario"]: case["verdict"] for case in report(root / "out.json")["cases"]}
    assert {"success": "passed", "unauthorized": "failed", "bad-request": "skipped"} == verdicts


def test_what_was_cut_short_is_not_remembered_as_the_last_state(root: Path) -> None:
    _without_status_check(root)
    harness(root, "run", "-x", "--exclude", "**/hang", "--exclude", "**/slow")
    done = harness(root, "run", "--suggest-known-failures", "--exclude", "**/hang", "--exclude", "**/slow")
    assert "nothing has changed" not in done.stderr


# --------------------------------------------------------------------------- --changed-since


def _git(folder: Path, *words: str) -> None:
    settings = ("-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false")
    done = call([command("git"), *settings, *words], folder)
    assert 0 == done.returncode, done.stderr


@pytest.fixture
def branch(tmp_path: Path) -> Path:
    """A repository with two programs, on a branch that has changed nothing."""
    root = make_tree(tmp_path / "tree", BALANCE, ENGINES).root
    _git(root, "init", "-q", "-b", "main")
    _git(root, "add", "-A")
    _git(root, "commit", "-qm", "all")
    _git(root, "checkout", "-qb", "topic")
    return root


def _programs(root: Path, *options: str) -> set[str]:
    done = harness(root, "list", "--changed-since", "main", *options)
    assert 0 == done.returncode, done.stderr
    return {line.split("/")[1] for line in done.stdout.splitlines()}


def _append(path: Path, text: str = "\n") -> None:
    path.write_bytes(path.read_bytes() + text.encode())


def test_only_a_changed_program_runs_committed_or_not(branch: Path) -> None:
    program = next(branch.rglob("get_balance.sh"))
    _append(program)
    assert {"get_balance"} == _programs(branch)
    _git(branch, "commit", "-qam", "one")
    assert {"get_balance"} == _programs(branch)
    assert set() == _programs(branch, "--exclude", "v1/get_balance")


@pytest.mark.parametrize("name", ["pyproject.toml", "examples/init_image.png"])
def test_settings_and_inputs_touch_every_program_when_changed_or_removed(branch: Path, name: str) -> None:
    if name.endswith(".png"):
        (branch / name).unlink()
    else:
        _append(branch / name)
    assert {"get_balance", "list_engines"} == _programs(branch)


def test_a_new_module_beside_programs_touches_their_language(branch: Path) -> None:
    (branch / "examples" / "curl" / "lib").mkdir()
    (branch / "examples" / "curl" / "lib" / "common.sh").write_text("true\n", "utf-8")
    assert {"get_balance", "list_engines"} == _programs(branch)


def test_what_the_other_branch_has_changed_since_is_no_change(branch: Path) -> None:
    _git(branch, "checkout", "-q", "main")
    _append(next(branch.rglob("list_engines.sh")))
    _git(branch, "commit", "-qam", "theirs")
    _git(branch, "checkout", "-q", "topic")
    assert set() == _programs(branch)


def test_a_branch_of_other_files_runs_nothing_and_is_green(branch: Path) -> None:
    (branch / "NOTES.md").write_text("text\n", "utf-8")
    done = harness(branch, "run", "--changed-since", "main", "--json", "out.json")
    assert (0, 0) == (done.returncode, report(branch / "out.json")["planned"])
    assert "no case depends on what has changed" in done.stderr


@pytest.mark.parametrize("revision", ["no-such-branch", "--all", ""])
def test_a_name_that_is_no_revision_is_one_line(branch: Path, revision: str) -> None:
    done = harness(branch, "list", f"--changed-since={revision}")
    assert (2, 1) == (done.returncode, len(done.stderr.splitlines()))


def test_a_folder_without_git_is_one_line(root: Path) -> None:
    done = harness(root, "list", "--changed-since", "main")
    assert (2, 1) == (done.returncode, len(done.stderr.splitlines()))
    assert "git" in done.stderr
