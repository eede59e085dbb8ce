"""What a shell completes, the man page, and the command that repeats a case where the reader is."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

import pytest
from support.command import BALANCE, ENGINES, ON_PATH, call, harness, report
from support.trees import Program, make_tree

SHELLS = ("bash", "zsh", "fish")
FAULTY = Program("curl", "get_balance", (("set -eu", "set -eu\nexit 7"),))
CASE = "v1/get_balance/curl/success"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_tree(tmp_path_factory.mktemp("completion") / "tree", BALANCE, ENGINES).root


def offered(folder: Path, line: str) -> list[str]:
    """What the command answers to a shell that completes a line there."""
    answer = folder / "answer"
    env = {"_ARGCOMPLETE": "1", "_ARGCOMPLETE_IFS": "\n", "_ARGCOMPLETE_SHELL": "bash", "COMP_LINE": line}
    done = harness(folder, **env, COMP_POINT=str(len(line)), _ARGCOMPLETE_STDOUT_FILENAME=str(answer))
    assert (0, "") == (done.returncode, done.stderr)
    return [word.strip() for word in answer.read_text("utf-8").splitlines()]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("harness expl", ["explain"]),
        ("harness run --maxf", ["--maxfail"]),
        ("harness run --scenario unauth", ["unauthorized"]),
        ("harness run --language cu", ["curl"]),
        ("harness run --profile q", ["quick"]),
        ("harness run --launcher d", ["docker"]),
        ("harness run v1/get", ["v1/get_balance/"]),
        ("harness list v1/list_engines/curl/unau", ["v1/list_engines/curl/unauthorized"]),
        ("harness run exam", ["examples/"]),
        ("harness explain error-s", ["error-swallowed"]),
        ("harness completion f", ["fish"]),
        ("harness spec li", ["lint"]),
    ],
)
def test_a_shell_is_offered_what_fits(root: Path, line: str, words: list[str]) -> None:
    assert words == offered(root, line)


def test_without_settings_the_rest_is_still_completed(tmp_path: Path) -> None:
    assert ["unauthorized"] == offered(tmp_path, "harness run --scenario unauth")
    assert [] == offered(tmp_path, "harness run v1/")


@pytest.mark.parametrize("shell", SHELLS)
def test_a_script_is_one_that_its_shell_reads(tmp_path: Path, shell: str) -> None:
    done = harness(tmp_path, "completion", shell)
    assert (0, True) == (done.returncode, "_ARGCOMPLETE" in done.stdout)
    if shutil.which(shell):
        (tmp_path / "script").write_text(done.stdout, "utf-8")
        assert 0 == call([shell, "-n", "script"], tmp_path).returncode


def test_bash_completes_a_line(root: Path) -> None:
    asked = (
        'eval "$(harness completion bash)"; COMP_LINE="harness expl"; COMP_POINT=12; COMP_TYPE=9; COMP_WORDS=(harness '
        "expl); COMP_CWORD=1; _python_argcomplete harness expl harness; echo ${COMPREPLY[@]}"
    )
    done = call(["bash", "-c", asked], root, **ON_PATH)
    assert "explain" == done.stdout.strip(), done.stderr


def test_an_unknown_shell_is_refused(tmp_path: Path) -> None:
    done = harness(tmp_path, "completion", "tcsh")
    assert (2, True) == (done.returncode, "bash" in done.stderr)


def test_the_man_page_is_read_without_a_warning() -> None:
    page = Path(__file__).parents[2] / "docs" / "reference" / "harness.1"
    assert "--changed\\-since" in page.read_text("utf-8") or "\\-\\-changed\\-since" in page.read_text("utf-8")
    if shutil.which("man"):
        done = call(["man", "--warnings", "-l", page], page.parent)
        assert (0, "") == (done.returncode, done.stderr)


# --------------------------------------------------------------------------- the reader's own folder


def repeated(text: str) -> str:
    """The command that a report prints."""
    return next(line.split("repeat:", 1)[1].strip() for line in text.splitlines() if "repeat:" in line)


@pytest.mark.parametrize(
    ("folder", "options"),
    [
        (".", ()),
        ("examples/curl", ()),
        ("..", ("--config", "my tree/pyproject.toml")),
        ("../elsewhere", ("--config", "../my tree/pyproject.toml")),
    ],
)
def test_the_command_that_a_report_prints_works_where_it_was_printed(
    tmp_path: Path, folder: str, options: tuple[str, ...]
) -> None:
    (tmp_path / "elsewhere").mkdir()
    there = make_tree(tmp_path / "my tree", FAULTY).root / folder
    done = harness(there, "run", "--scenario", "success", *options)
    again = call([*shlex.split(repeated(done.stdout)), "--json", "out.json"], there)
    assert (1, 1) == (done.returncode, again.returncode), again.stderr
    assert [CASE] == [case["name"] for case in report(there / "out.json")["cases"]]
    shown = harness(there, "show", CASE, *options)
    assert repeated(done.stdout) == repeated(shown.stdout)


def test_a_command_that_the_shell_finds_is_called_by_its_name(tmp_path: Path) -> None:
    root = make_tree(tmp_path / "tree", FAULTY).root
    assert f"harness run {CASE}" == repeated(harness(root, "run", CASE, **ON_PATH).stdout)


@pytest.mark.parametrize(
    ("folder", "word"),
    [
        ("examples/curl", "code/v1/get_balance.sh"),
        ("examples/curl", "./code"),
        ("examples/curl/code/v1", "get_balance.sh"),
        ("examples/curl/code/v1", "."),
        ("examples", "../examples/curl/code/v1/get_balance.sh"),
        ("examples/curl", "v1/get_balance"),
    ],
)
def test_a_path_is_the_one_that_it_is_in_the_readers_folder(root: Path, folder: str, word: str) -> None:
    done = harness(root / folder, "list", word, "--scenario", "success")
    assert CASE in done.stdout.splitlines(), done.stderr


def test_a_path_that_leads_out_of_the_project_names_nothing(root: Path) -> None:
    done = harness(root / "examples", "list", "../..")
    assert (2, 1) == (done.returncode, len(done.stderr.splitlines()))
