"""The guides for install, CI and troubleshooting say what is true."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from support.trees import ROOT

from harness.cli.main import _parser
from harness.languages.registry import BUNDLED
from harness.settings.reader import load

GUIDES = ROOT / "docs" / "guides"
INSTALL, CI, TROUBLES = ((GUIDES / f"{name}.md").read_text("utf-8") for name in ("install", "ci", "troubleshooting"))
MESSAGES = re.findall(r"(?ms)^```text\n(.*?)\n```", TROUBLES)
COMMANDS = sorted(set(re.findall(r"(?m)^ *(?:- )?(?:run: )?(harness .*?)(?:  .*)?$", f"{INSTALL}\n{CI}")))
GAP = "\0"
"""Stands for a value that a message has at run time."""


def texts(tree: ast.AST) -> Iterator[str]:
    """Every text of a module, each value in it a gap."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else GAP for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


@pytest.fixture(scope="module")
def said() -> str:
    """Every text of the harness and of its set-up."""
    modules = (ROOT / "harness").rglob("*.py")
    found = [text for path in modules for text in texts(ast.parse(path.read_text("utf-8")))]
    scripts = [(ROOT / name).read_text("utf-8") for name in ("run-all.sh", "requirements/steps.sh")]
    found += [re.sub(r"\$\{?\w+(:-\w+\})?|%s", GAP, text) for text in scripts]
    return re.sub(r"\[(/|yellow)\]", "", "\n".join(found))  # colours


@pytest.mark.parametrize("message", MESSAGES)
def test_every_message_that_is_explained_is_one_of_the_harness(message: str, said: str) -> None:
    pattern = ".*".join(re.escape(part) for part in message.removesuffix("...").split("..."))
    assert re.search(pattern, said), message


def test_every_problem_has_a_message_or_a_list_of_steps() -> None:
    sections = re.split(r"(?m)^### ", TROUBLES)[1:]
    assert [] == [one.splitlines()[0] for one in sections if "```text" not in one and "\n1. " not in one]
    assert len(MESSAGES) >= 15


def test_the_oldest_versions_are_those_that_the_languages_ask_for() -> None:
    rows = set(re.findall(r"(?m)^\| .* \| `(\w+)` \| ([\d.]+) \|$", INSTALL))
    needs = [language.requirements[0] for language in BUNDLED]
    assert {(need.name, ".".join(map(str, need.minimum))) for need in needs} == rows


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_is_one_that_the_parser_takes(line: str) -> None:
    arguments = shlex.split(line, comments=True)[1:]
    assert callable(_parser(arguments).parse_args(arguments).call)


def test_the_workflows_give_inputs_that_the_action_has() -> None:
    action: Any = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    workflows = [yaml.safe_load(text) for text in re.findall(r"(?ms)^```yaml\n(.*?)^```", CI)]
    jobs = [job for one in workflows for job in [*one.get("jobs", {}).values(), one]]
    given = [step["with"] for job in jobs for step in job.get("steps", ()) if "OWNER" in step.get("uses", "")]
    assert len(given) >= 2
    assert set() == {name for inputs in given for name in inputs} - set(action["inputs"])
    assert "code-scanning" in action["inputs"]


def test_node_is_asked_to_compile_by_a_command_that_the_settings_take(tmp_path: Any) -> None:
    (command,) = re.findall(r"`(command = .*?)` in `\[languages\.ts\]`", TROUBLES)
    (tmp_path / "harness.toml").write_text(f"[languages.ts]\n{command}\n", "utf-8")
    assert ("npx", "tsx", "{file}") == load(tmp_path, tree=tmp_path).languages["ts"].command
