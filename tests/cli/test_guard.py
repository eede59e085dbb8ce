"""A run that nothing confined is never mistaken for one that something did."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.command import BALANCE, harness, make_tree, report

from harness.launch.remedy import remedy
from harness.library import run_cases

PORTS = {"ports": "24000-24999"}
"""Settings that take the namespaces away, on any machine."""
RUN = ("run", "v1/get_balance/curl/success", "--no-cache")
SAID = "proxy variables only: nothing kept the programs from other hosts and from this machine's files"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project whose programs nothing confines."""
    return make_tree(tmp_path / "tree", BALANCE, settings=PORTS).root


@pytest.mark.parametrize(("arguments", "env"), [((), {"CI": "true"}), (("--require-guard",), {})])
def test_nothing_runs_where_a_guard_is_required_and_one_line_says_what_to_do(
    arguments: tuple[str, ...], env: dict[str, str], root: Path
) -> None:
    done = harness(root, *RUN, *arguments, **env)
    assert 3 == done.returncode
    assert done.stderr.startswith('harness: no namespaces (the settings ask for a range of "ports"')
    assert done.stderr.endswith('take "ports" out of the settings: in a namespace every port is free; or say '
                                "--trust-programs\n")  # fmt: skip
    assert 1 == done.stderr.count("\n")
    assert "1 could-not-run" in done.stdout


@pytest.mark.parametrize(("arguments", "env"), [((), {}), (("--trust-programs",), {"CI": "true"})])
def test_where_none_is_required_the_run_goes_on_and_says_that_there_is_none(
    arguments: tuple[str, ...], env: dict[str, str], root: Path
) -> None:
    done = harness(root, *RUN, *arguments, **env)
    assert (0, True) == (done.returncode, f'guard: {SAID}; "harness doctor" tells why' in done.stdout)


def test_every_report_says_that_there_was_none(root: Path, tmp_path: Path) -> None:
    reports = ("--json", "r.json", "--html", "r.html", "--junit", "r.xml", "--sarif", "r.sarif", "--badges", "badges")
    done = harness(root, *RUN, *reports, "--github", GITHUB_STEP_SUMMARY=str(tmp_path / "summary.md"))
    assert 0 == done.returncode, done.stdout + done.stderr
    assert f"::warning title=guard::{SAID}\n" in done.stdout
    assert "proxy variables" == report(root / "r.json")["guard"]
    assert '<property name="guard" value="proxy variables" />' in (root / "r.xml").read_text()
    (log,) = json.loads((root / "r.sarif").read_text())["runs"]
    assert f"guard: {SAID}" in [one["message"]["text"] for one in log["invocations"][0]["toolExecutionNotifications"]]
    assert f"⚠️ guard: {SAID}" in (tmp_path / "summary.md").read_text()
    assert SAID.partition("'")[0] in (root / "r.html").read_text()
    assert "1/1 work, unguarded" == json.loads((root / "badges" / "examples.json").read_text())["message"]


def test_a_case_that_ran_without_a_guard_is_no_answer_where_one_is_required(root: Path) -> None:
    run_cases(root, ["v1/get_balance/curl/success"], cache=True)
    done = harness(root, "run", "v1/get_balance/curl/success", "--cache", CI="true")
    assert 3 == done.returncode


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        (
            "kernel/apparmor_restrict_unprivileged_userns",
            "1",
            "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0",
        ),
        ("kernel/unprivileged_userns_clone", "0", "sysctl -w kernel.unprivileged_userns_clone=1"),
        ("user/max_user_namespaces", "0", "sysctl -w user.max_user_namespaces="),
        ("user/max_user_namespaces", "100", "as SECURITY.md says for your system"),
    ],
)
def test_what_forbids_namespaces_is_named_with_the_command_that_allows_them(
    name: str, value: str, said: str, tmp_path: Path
) -> None:
    switch = tmp_path / "proc" / "sys" / name
    switch.parent.mkdir(parents=True)
    switch.write_text(f"{value}\n")
    assert said in remedy(root=tmp_path)


def test_in_a_container_it_says_how_to_start_that(tmp_path: Path) -> None:
    (tmp_path / ".dockerenv").touch()
    assert "--security-opt seccomp=unconfined" in remedy(root=tmp_path)
