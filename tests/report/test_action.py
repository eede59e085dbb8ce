"""`action.yml`: its steps' scripts, run as they stand by bash in an environment that holds GitHub's variables alone."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from junitparser import JUnitXml
from support.command import BALANCE, PATIENCE, Program, make_tree
from support.machine import command
from support.trees import ROOT
from support.uncovered import without_coverage

ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
STEPS: list[dict[str, Any]] = ACTION["runs"]["steps"]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
BROKEN = Program("curl", "get_balance", (("v1/user/balance", "v1/user/balanse"),))
NOT_COPIED = (".git", ".venv", "node_modules", "out", ".harness", "__pycache__", ".*_cache", ".hypothesis")
STAMPS = {
    ".harness-stamp": ("pyproject.toml", "requirements/harness.txt"),
    ".go-stamp": ("requirements/go.txt",),
    ".node-stamp": ("requirements/node.txt",),
}
"""What `run-all.sh` looks at to see that all is installed: no test asks a package index for anything."""


@dataclass
class Job:
    """A workflow job with the action checked out beside its workspace."""

    folder: Path
    action: Path
    outputs: dict[str, str]

    @property
    def workspace(self) -> Path:
        """The repository whose examples are run."""
        return self.folder / "workspace"

    def run(self, *, only: str = "", **inputs: str) -> list[tuple[str, subprocess.CompletedProcess[str]]]:
        """Runs the scripts until one fails, as GitHub does, or `only` the one of an id.

        Gives back each step's name with how it ended.
        """
        values = {name: str(one.get("default", "")) for name, one in ACTION["inputs"].items()} | inputs
        done = []
        for step in STEPS:
            if "run" not in step or ("if" in step and not self._wanted(step["if"], values)):
                continue
            if only not in ("", step.get("id")):
                continue
            done.append((step["name"], self._step(step, values)))
            if done[-1][1].returncode:
                break
        return done

    def _step(self, step: dict[str, Any], inputs: dict[str, str]) -> subprocess.CompletedProcess[str]:
        script, output = self.folder / "script.sh", self.folder / "output"
        script.write_text(step["run"])
        output.write_text("")
        env = {name: self._resolved(value, inputs) for name, value in step.get("env", {}).items()}
        env |= {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "CI": "true",
            "GITHUB_ACTIONS": "true",
            "GITHUB_WORKSPACE": str(self.workspace),
            "GITHUB_ACTION_PATH": str(self.action),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(self.folder / "summary.md"),
        }
        done = subprocess.run(
            [command("bash"), "--noprofile", "--norc", "-eo", "pipefail", script],
            cwd=self.workspace,
            env=env,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        for line in output.read_text().splitlines():
            name, _, value = line.partition("=")
            self.outputs[f"steps.{step.get('id')}.outputs.{name}"] = value
        return done

    def _resolved(self, text: str, inputs: dict[str, str]) -> str:
        known = {f"inputs.{name}": value for name, value in inputs.items()}
        known |= {"github.action_path": str(self.action), **self.outputs}
        return re.sub(r"\$\{\{ ([\w.-]+) \}\}", lambda found: known[found[1]], text)

    @staticmethod
    def _wanted(condition: str, inputs: dict[str, str]) -> bool:
        found = re.fullmatch(r"inputs\.([\w-]+) != ''", condition)
        assert found, condition
        return bool(inputs[found[1]])


@pytest.fixture(scope="module")
def action(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the action with an environment of its own, in which everything is installed as its stamps say."""
    action = tmp_path_factory.mktemp("checkout") / "action"
    shutil.copytree(ROOT, action, ignore=shutil.ignore_patterns(*NOT_COPIED))
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", action / ".venv"], check=True, timeout=PATIENCE)
    (packages,) = (action / ".venv").glob("lib/python*/site-packages")
    (packages / "installed.pth").write_text(f"{action}\n{sysconfig.get_path('purelib')}\n")
    for stamp, files in STAMPS.items():
        locked = b"".join((action / file).read_bytes() for file in files)
        sum_of = subprocess.run([command("cksum")], input=locked, capture_output=True, check=True, timeout=PATIENCE)
        (action / ".venv" / stamp).write_bytes(sum_of.stdout)
    return action


@pytest.fixture
def job(tmp_path: Path, action: Path) -> Job:
    """A job of its own; the action is only read."""
    return Job(tmp_path, action, {})


def test_a_green_run_writes_all_reports_and_tells_its_status(job: Job) -> None:
    without_coverage(make_tree(job.workspace, BALANCE))
    done = job.run(
        arguments="v1/get_balance --trust-programs --scenario 'success'", setup="echo set up in $PWD\nfalse || true"
    )
    assert [0, 0, 0, 0] == [one.returncode for _, one in done], done
    assert f"set up in {job.workspace}\n" == dict(done)["Install what the examples need"].stdout
    reports = Path(job.outputs["steps.run.outputs.reports"])
    assert job.workspace / "out" / "harness" == reports
    assert "0" == job.outputs["steps.run.outputs.status"]
    assert 1 == json.loads((reports / "report.json").read_text("utf-8"))["summary"]["passed"]
    assert 1 == JUnitXml.fromfile(str(reports / "junit.xml")).tests
    assert "2.1.0" == json.loads((reports / "harness.sarif").read_text("utf-8"))["version"]
    assert ["examples.json", "v1-curl.json"] == sorted(path.name for path in (reports / "badges").iterdir())
    assert "<!doctype html>" in (reports / "report.html").read_text("utf-8")[:100].lower()
    assert "All examples work" in (job.folder / "summary.md").read_text("utf-8")


def test_a_red_run_fails_the_step_and_annotates_the_line_in_the_repository(job: Job) -> None:
    make_tree(job.workspace / "docs", BROKEN)
    (*_, (name, last)) = job.run(
        project="docs", arguments="v1/get_balance --scenario success --trust-programs", reports="r"
    )
    assert ("Run the examples", 1) == (name, last.returncode)
    line = BROKEN.line_of("balanse")
    assert f"::error file=docs/examples/{BROKEN.path},line={line},title=unknown-operation::" in last.stdout
    assert ("1", str(job.workspace / "docs" / "r")) == (
        job.outputs["steps.run.outputs.status"],
        job.outputs["steps.run.outputs.reports"],
    )


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ("v1 'unbalanced", "::error title=arguments::expected words as a shell takes them"),
        ("$(touch pwned)", "$(touch"),
        ("v1/none", "v1/none"),
    ],
)
def test_wrong_arguments_end_with_2_and_none_is_run_by_a_shell(job: Job, arguments: str, told: str) -> None:
    make_tree(job.workspace, BALANCE)
    ((_, last),) = job.run(only="run", arguments=arguments)
    assert 2 == last.returncode
    assert told in last.stdout + last.stderr
    assert "2" == job.outputs["steps.run.outputs.status"]
    assert not (job.workspace / "pwned").exists()


@pytest.mark.parametrize("name", ["shlex", "platform", "yaml", "pytest", "harness"])
def test_a_module_of_the_project_is_not_taken_for_the_harness_s_own(job: Job, name: str) -> None:
    make_tree(job.workspace, BALANCE)
    (job.workspace / f"{name}.py").write_text("open('canary', 'w')\n1 / 0\n")
    done = [*job.run(only="about"), *job.run(only="run", arguments="v1/get_balance --scenario success")]
    assert ([0, 0], False) == ([one.returncode for _, one in done], (job.workspace / "canary").exists()), done


def test_a_set_up_that_fails_ends_the_job_before_anything_runs(job: Job) -> None:
    make_tree(job.workspace, BALANCE)
    (*_, (name, last)) = job.run(setup="false\necho on")
    assert ("Install what the examples need", "") == (name, last.stdout)


def test_a_python_that_is_not_there_is_told(job: Job) -> None:
    make_tree(job.workspace, BALANCE)
    ((name, last),) = job.run(python="no-such-python")
    assert "Find out what a cache depends on" == name
    assert "no-such-python" in last.stderr


@pytest.mark.parametrize("step", [step for step in STEPS if "run" in step], ids=lambda step: str(step["name"]))
def test_no_script_is_put_together_from_inputs(step: dict[str, Any]) -> None:
    assert "${{" not in step["run"]
    assert "bash" == step["shell"]


def _used(value: Any) -> list[str]:
    """All `uses` below a YAML value."""
    if isinstance(value, list):
        return [name for item in value for name in _used(item)]
    if isinstance(value, dict):
        own = [value["uses"]] if isinstance(value.get("uses"), str) else []
        return own + [name for item in value.values() for name in _used(item)]
    return []


@pytest.mark.parametrize("file", [ROOT / "action.yml", *WORKFLOWS], ids=lambda file: file.name)
def test_actions_of_others_are_pinned_by_commit_beside_their_version(file: Path) -> None:
    text = file.read_text("utf-8")
    used = [name for name in _used(yaml.safe_load(text)) if name != "./"]
    assert used
    assert [] == [name for name in used if not re.search(rf"{re.escape(name)} # v\d+\.\d+\.\d+\n", text)]
    assert [] == [name for name in used if not re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", name)]


def test_every_input_and_output_says_what_it_is() -> None:
    told = {**ACTION["inputs"], **ACTION["outputs"]}
    assert [] == [name for name, one in told.items() if not one.get("description", "").strip().endswith(".")]


def test_this_project_s_own_workflow_gives_it_inputs_that_it_has() -> None:
    workflow = yaml.safe_load((ROOT / ".github" / "workflows" / "ci.yml").read_text("utf-8"))
    given = [step["with"] for job in workflow["jobs"].values() for step in job["steps"] if step.get("uses") == "./"]
    assert given
    assert [] == [name for inputs in given for name in inputs if name not in ACTION["inputs"]]


def test_what_is_kept_is_named_by_the_content_of_the_files_that_git_has(job: Job) -> None:
    make_tree(job.workspace, BALANCE)
    git = (command("git"), "-C", str(job.workspace), "-c", "init.defaultBranch=main")
    subprocess.run([*git, "init", "-q"], check=True, timeout=PATIENCE)
    found = []
    for text in ("a", "b", "a"):
        (job.workspace / "note.txt").write_text(text)
        subprocess.run([*git, "add", "."], check=True, timeout=PATIENCE)
        job.run(only="about", python="python3")
        found.append(job.outputs["steps.about.outputs.content"])
    assert found[0] == found[2] != found[1]


def test_a_red_run_leaves_what_the_next_one_can_take_and_a_fork_sends_no_findings() -> None:
    by_name = {step.get("name"): step for step in STEPS}
    keeps, sends = by_name["Keep what the next run can take, after a red run too"], STEPS[-1]
    assert keeps["if"].startswith("always()")
    assert keeps["with"]["path"] == by_name["Take what an earlier run has kept"]["with"]["path"]
    assert "github.event.pull_request.head.repo.full_name == github.repository" in sends["if"]


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_every_job_has_a_time_limit(file: Path) -> None:
    jobs = yaml.safe_load(file.read_text("utf-8"))["jobs"]
    assert [] == [name for name, job in jobs.items() if "timeout-minutes" not in job]
