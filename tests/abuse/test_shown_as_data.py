"""What others wrote is shown and never obeyed: by no terminal, and by no log of a CI service."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
from support.command import BALANCE, Program, call, harness, make_tree, report, write_own
from support.trees import Tree

CALL = 'curl -sS -H "Authorization: Bearer $STABILITY_API_KEY" "$API_HOST/v1/user/balance"\n'
ACTS = r"\033[2J\033]0;title\007\302\233 31m"
WORDS = (
    f"printf '%b' '\\n::error file=x::planted\\n  ::add-mask::e\\nsee ##[error]planted\\n{ACTS}\\n' | tee /dev/stderr\n"
)
HOSTILE = Program("curl", "get_balance", text=f"{CALL}{WORDS}exit 3\n")
RUN = ("run", "v1/get_balance", "--scenario", "success")
OBEYED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]|(?m:^\s*::[a-z-]+.*::)|##\[|\u202e")


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """A project whose program prints what terminals and services obey."""
    return make_tree(tmp_path / "tree", HOSTILE)


def obeyed(text: str) -> list[str]:
    """What a terminal or a service would obey."""
    return OBEYED.findall(text)


def test_the_output_of_a_run_obeys_no_program(tree: Tree) -> None:
    done = harness(tree.root, *RUN, "-v")
    assert ([], 1) == (obeyed(done.stdout + done.stderr), done.returncode)


@pytest.mark.parametrize("option", [(), ("--json",)])
def test_a_case_is_shown_without_obeying_it(tree: Tree, option: tuple[str, ...]) -> None:
    harness(tree.root, *RUN)
    done = harness(tree.root, "show", "v1/get_balance/curl/success", *option)
    assert "planted" in done.stdout
    assert [] == obeyed(done.stdout)


@pytest.mark.parametrize("option", ["--json", "--junit", "--sarif"])
def test_a_report_that_a_log_shows_is_not_obeyed(tree: Tree, option: str) -> None:
    harness(tree.root, *RUN, option, "report")
    assert [] == obeyed((tree.root / "report").read_text("utf-8"))


def test_a_workflow_obeys_the_harness_alone(tree: Tree) -> None:
    done = harness(tree.root, *RUN, "--github")
    lines = [line for line in done.stdout.splitlines() if line.lstrip().startswith("::")]
    assert [] == [line for line in lines if "file=x" in line.split("::")[1] or "add-mask" in line.split("::")[1]]
    assert [] == re.findall(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]|##\[", done.stdout)


def test_pytest_shows_a_program_s_words_as_data(tree: Tree) -> None:
    done = call([sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "examples", "-v", "-rA"], tree.root)
    assert "get_balance" in done.stdout
    assert [] == obeyed(done.stdout + done.stderr)


NAME = "a\x1b]0;x\x07##[error]b"


def test_names_of_files_are_shown_as_data(tmp_path: Path) -> None:
    root = make_tree(tmp_path / "tree", BALANCE).root
    (root / "examples" / "curl" / "code" / "v1" / f"{NAME}.sh").write_text(CALL)
    told = "".join(
        done.stdout + done.stderr
        for done in (
            harness(root, "run", "--scenario", "success", "-v", "--junit", "j.xml"),
            harness(root, "list", "--why"),
            harness(root, "list", "--json"),
            harness(root, "show", "v1"),
            call([sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "examples", "-v", "-rA"], root),
        )
    )
    assert "##" not in told.replace("u0023#[", "")
    assert [] == obeyed(told + (root / "j.xml").read_text())


def test_names_of_the_settings_are_shown_as_data(tmp_path: Path) -> None:
    settings = '[apis."v\\u001b[31m\\n::error::x"]\nspec = "none.yaml"\n["\\u001b[2J\\u009b"]\nx = 1\n'
    root = write_own(tmp_path / "tree", settings, {"examples/curl/code/v1/a.sh": CALL})
    done = harness(root, "run")
    assert (2, []) == (done.returncode, obeyed(done.stdout + done.stderr))


def test_a_compiler_s_words_are_shown_as_data(tmp_path: Path) -> None:
    text = '"\\x1b[2J\x1b]0;x\x07 ##[error]planted\n::error::x\n'
    root = make_tree(tmp_path / "tree", Program("python", "get_balance", text=text)).root
    done = harness(root, *RUN, "-v")
    assert [] == obeyed(done.stdout + done.stderr)


# --------------------------------------------------------------------------- files that documents name

SECRET = "components: {schemas: {A: {type: object, description: the-secret}}}\n"
DOCUMENT = """\
openapi: 3.0.3
info: {title: t, version: "1"}
paths:
  /balance:
    get:
      operationId: getBalance
      responses:
        "200":
          description: ok
          content: {application/json: {schema: {$ref: "%s"}}}
"""
LEFT_OUT = 'expected a $ref to a file in the project, or in one of "open_folders"'


@pytest.mark.parametrize("way", ["path", "link"])
@pytest.mark.parametrize("opened", [False, True])
def test_a_document_refers_to_no_file_outside_the_project(tmp_path: Path, way: str, *, opened: bool) -> None:
    outside = tmp_path / "home"
    outside.mkdir()
    (outside / "secret.yaml").write_text(SECRET)
    name = "../../home/secret.yaml" if way == "path" else "linked.yaml"
    settings = 'spec = "spec/{api}.yaml"\n' + ('open_folders = ["../home"]\n' if opened else "")
    files = {"spec/v1.yaml": DOCUMENT % f"{name}#/components/schemas/A", "examples/curl/code/v1/get_balance.sh": CALL}
    root = write_own(tmp_path / "tree", settings, files)
    if way == "link":
        (root / "spec" / "linked.yaml").symlink_to(outside / "secret.yaml")
    harness(root, "run", "--scenario", "success", "--json", "r.json")
    findings = [finding["message"] for finding in report(root / "r.json")["findings"]]
    assert opened != any(LEFT_OUT in message for message in findings)
