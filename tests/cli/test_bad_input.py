"""A user's mistake is told in one line that names file and place, before anything is run."""

from __future__ import annotations

import re
import socket
from pathlib import Path

import pytest
from support.command import BALANCE, harness, make_tree, report, write_own

DOCUMENT = """\
openapi: 3.0.3
info: {title: t, version: "1"}
paths:
  /balance:
    get:
      operationId: getBalance
      responses:
        "200": {description: ok, content: {application/json: {schema: {type: object}}}}
"""
SETTINGS = 'spec = "spec/{api}.yaml"\n'
PROGRAM = {"examples/curl/code/v1/get_balance.sh": 'echo ran >"$HOME/../../../../ran"\n'}
GOOD = {**PROGRAM, "spec/v1.yaml": DOCUMENT}


def told(root: Path, *arguments: str, status: int = 2, **env: str) -> str:
    """The one line on stderr of a call that fails so; nothing was run and nothing was written."""
    temporary = root / "temporary"
    temporary.mkdir(exist_ok=True)
    before = sorted(root.rglob("*"))
    done = harness(root, "run", *arguments, TMPDIR=str(temporary), **env)
    assert status == done.returncode, done.stderr + done.stdout
    assert "" == done.stdout
    assert before == sorted(root.rglob("*"))
    assert 1 == done.stderr.count("\n"), done.stderr
    assert done.stderr.startswith("harness: ")
    return done.stderr


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        ('exmaples = "examples"\n', r'harness\.toml:1: unknown key "exmaples" \(did you mean "examples"\?\)'),
        (SETTINGS + '[apis.v1]\nspce = "x"\n', r'harness\.toml:3: unknown key "apis\.v1\.spce" .*"spec"'),
        (SETTINGS + 'time_limit = "long"\n', r'harness\.toml:2: "time_limit": expected a number of seconds'),
        ("spec = \n", r"harness\.toml: expected TOML, got: .*line 1"),
        (SETTINGS + 'rules = "none.py"\n', r"none\.py: expected a Python file with the API's rules, found none"),
        (SETTINGS + 'examples = "nowhere"\n', r"nowhere: expected a folder with the examples, found nothing there"),
        (SETTINGS + "minimum_examples = 5\n", r'harness\.toml.*"minimum_examples": expected at least 5 .* found 1'),
        ('spec = "no/{api}.yaml"\n', r"no/v1\.yaml"),
    ],
)
def test_settings_that_are_wrong_are_told_with_their_place(tmp_path: Path, settings: str, line: str) -> None:
    assert re.search(line, told(write_own(tmp_path, settings, GOOD)))


@pytest.mark.parametrize(
    ("document", "line"),
    [
        ("openapi: 3.0.3\npaths: [\n", r"spec/v1\.yaml:\d+: not YAML"),
        ("just: text\n", r'spec/v1\.yaml:1: expected OpenAPI 3\.x, got a mapping without the key "openapi"'),
        ('swagger: "1.2"\n', r"spec/v1\.yaml:1: expected .*, got .*1\.2"),
        ("- 1\n", r"spec/v1\.yaml:1: expected an OpenAPI document \(a mapping\), got a list"),
        ("", r"spec/v1\.yaml:1: expected an OpenAPI document \(a mapping\), got an empty file"),
    ],
)
def test_a_document_that_can_not_be_used_is_told_with_its_line(tmp_path: Path, document: str, line: str) -> None:
    assert re.search(line, told(write_own(tmp_path, SETTINGS, PROGRAM | {"spec/v1.yaml": document})))


def test_a_tree_without_programs_is_told_with_the_nearest_file(tmp_path: Path) -> None:
    files = {"examples/curl/cod/v1/get_balance.sh": "", "examples/readme.txt": "", "spec/v1.yaml": DOCUMENT}
    assert 'the nearest of 2 files is "curl/cod/v1/get_balance.sh"' in told(write_own(tmp_path, SETTINGS, files))


def test_an_empty_tree_is_told(tmp_path: Path) -> None:
    (tmp_path / "examples").mkdir()
    assert "examples: expected programs at" in told(write_own(tmp_path, SETTINGS, {}))


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["v1/get_balanse"], r'"v1/get_balanse": expected a case, found none .*did you mean "v1/get_balance"'),
        (["examples/curl/code/v1/get_balence.sh"], r'did you mean "examples/curl/code/v1/get_balance\.sh"'),
        (["--language", "crul"], r'--language "crul": expected one of curl \(did you mean "curl"\?\)'),
        (["--scenario", "sucess"], r'--scenario "sucess": expected one of .* \(did you mean "success"\?\)'),
        (["--api", "v9"], r'--api "v9": expected one of v1'),
        (["v1/*/curl/success", "--scenario", "unauthorized"], r"the filters together leave no case"),
        (["--config", "missing.toml"], r"missing\.toml: expected a settings file, got: No such file"),
        (["--root", "missing"], r"missing: expected a folder with the examples"),
        (["--json", "examples"], r"examples: expected a file that can be written, got a folder"),
    ],
)
def test_arguments_that_name_nothing_are_told(tmp_path: Path, arguments: list[str], line: str) -> None:
    assert re.search(line, told(write_own(tmp_path, SETTINGS, GOOD), *arguments))


def test_a_report_below_a_file_is_told_before_the_run(tmp_path: Path) -> None:
    line = told(write_own(tmp_path, SETTINGS, GOOD), "--json", "harness.toml/report.json")
    assert "harness.toml/report.json: expected a file that can be written" in line


def test_rules_that_do_not_load_are_told_with_their_error(tmp_path: Path) -> None:
    files = GOOD | {"rules.py": "import nothing_of_that_name\n"}
    line = told(write_own(tmp_path, SETTINGS + 'rules = "rules.py"\n', files))
    assert "rules.py: expected rules that load, got ModuleNotFoundError: No module named" in line


@pytest.mark.parametrize("arguments", [["fly"], [], ["run", "--jobs", "0"], ["run", "--nonsense"]])
def test_a_call_that_is_no_command_ends_with_2_and_without_a_stack_trace(tmp_path: Path, arguments: list[str]) -> None:
    done = harness(tmp_path, *arguments)
    assert 2 == done.returncode
    assert "usage: harness" in done.stderr
    assert "Traceback" not in done.stderr


def test_rules_that_raise_when_they_are_asked_make_the_cases_could_not_run(tmp_path: Path) -> None:
    (tmp_path / "rules.py").write_text("def violations(call):\n    raise RuntimeError('broken rule')\n")
    tree = make_tree(tmp_path / "tree", BALANCE, settings={"rules": str(tmp_path / "rules.py")})
    done = harness(tree.root, "run", "--scenario", "success", "--json", "report.json")
    assert 3 == done.returncode, done.stdout + done.stderr
    assert "broken rule" in done.stdout + done.stderr
    assert 1 == report(tree.root / "report.json")["summary"]["could-not-run"]


def test_a_range_of_ports_that_are_all_in_use_ends_with_3_and_names_the_range(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        tree = make_tree(tmp_path / "tree", BALANCE, settings={"ports": f"{port}-{port}"})
        done = harness(tree.root, "run", "--scenario", "success", "--json", "report.json")
    assert 3 == done.returncode, done.stdout + done.stderr
    assert f"expected a free port in {port}-{port}" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
