"""`harness run`: what its exit status says, and that one broken program stops no other."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import jsonschema
from support.command import BALANCE, ENGINES, Program, harness, make_tree, report

from harness.report import document


def test_a_run_in_which_all_is_as_expected_ends_with_0_and_a_whole_report(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", BALANCE)
    done = harness(tree.root, "run", "--scenario", "success", "--json", "report.json", "--junit", "junit.xml")
    assert 0 == done.returncode, done.stdout + done.stderr
    found = report(tree.root / "report.json")
    jsonschema.validate(found, document.schema())
    assert (1, 1) == (found["planned"], found["summary"]["passed"])
    (case,) = ElementTree.parse(tree.root / "junit.xml").getroot().iter("testcase")  # noqa: S314 - our own file
    assert "v1/get_balance/curl/success" == case.get("name")


def test_the_last_line_names_the_reports_that_were_written_unless_it_is_to_be_quiet(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", BALANCE)
    arguments = ("run", "--scenario", "success", "--json", "out/report.json", "--html", "out/report.html")
    assert "reports: out/report.html, out/report.json" == harness(tree.root, *arguments).stdout.splitlines()[-1]
    assert "reports:" not in harness(tree.root, *arguments, "-q").stdout
    merged = harness(tree.root, "merge", "out/report.json", "--sarif", "out/run.sarif")
    assert "reports: out/run.sarif" == merged.stdout.splitlines()[-1]


def test_a_run_in_which_a_case_fails_ends_with_1_and_names_the_command_that_repeats_it(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", Program("curl", "get_balance", (("v1/user/balance", "v1/user/balanse"),)))
    done = harness(tree.root, "run", "--scenario", "success")
    assert 1 == done.returncode, done.stdout + done.stderr
    assert "unknown-operation" in done.stdout
    assert "harness run v1/get_balance/curl/success" in done.stdout


def test_a_go_program_that_does_not_compile_could_not_run_and_the_others_pass(tmp_path: Path) -> None:
    broken = Program("go", "list_engines", (("log.SetFlags(0)", "log.SetFlags(zero)"),))
    tree = make_tree(tmp_path / "tree", BALANCE, ENGINES, Program("go", "get_balance"), broken)
    done = harness(tree.root, "run", "--scenario", "success", "--json", "report.json")
    assert 3 == done.returncode, done.stdout + done.stderr
    cases = {case["name"]: case for case in report(tree.root / "report.json")["cases"]}
    verdicts = {name: case["verdict"] for name, case in cases.items()}
    assert {
        "v1/get_balance/go/success": "passed",
        "v1/get_balance/curl/success": "passed",
        "v1/list_engines/curl/success": "passed",
        "v1/list_engines/go/success": "could-not-run",
    } == verdicts
    (finding,) = cases["v1/list_engines/go/success"]["findings"]
    assert "build-error" == finding["code"]
    assert "undefined: zero" in finding["actual"]
    assert (f"examples/{broken.path}", broken.line_of("zero")) == (finding["file"], finding["line"])


def test_a_missing_toolchain_skips_and_under_strict_could_not_run(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", Program("curl", "get_balance"), settings={})
    empty = tmp_path / "empty"
    empty.mkdir()
    arguments = ("run", "--scenario", "success", "--json", "report.json")
    assert 0 == harness(tree.root, *arguments, PATH=str(empty)).returncode
    assert 1 == report(tree.root / "report.json")["summary"]["skipped"]
    done = harness(tree.root, *arguments, "--strict", PATH=str(empty))
    assert 3 == done.returncode
    assert "install curl 7.76 or newer" in " ".join(done.stdout.split())
    assert 3 == harness(tree.root, *arguments, PATH=str(empty), CI="true").returncode


def test_a_pytest_that_breaks_off_is_told_and_what_had_not_run_could_not_run(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", BALANCE)
    (tmp_path / "breaks.py").write_text("def pytest_collect_file():\n    raise SystemError('broken')\n")
    env = {"PYTHONPATH": str(tmp_path), "PYTEST_PLUGINS": "breaks"}
    done = harness(tree.root, "run", "--scenario", "hang", "--json", "report.json", **env)
    assert 3 == done.returncode
    assert "pytest, under which the cases run, ended with" in done.stderr.splitlines()[-1]
    assert 1 == report(tree.root / "report.json")["summary"]["could-not-run"]


def test_a_language_of_the_project_s_own_needs_only_extensions_and_a_command(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", BALANCE)
    own = tree.examples / "posix/code/v1"
    own.mkdir(parents=True)
    (own / "get_balance.posix").write_text(BALANCE.source)
    with (tree.root / "pyproject.toml").open("a") as settings:
        settings.write('\n[tool.harness.languages.posix]\nextensions = ["posix"]\nworkdir = "posix"\n')
        settings.write('command = ["sh", "{file}"]\n')
    done = harness(tree.root, "run", "--language", "posix", "--scenario", "success", "--strict")
    assert 0 == done.returncode, done.stdout + done.stderr


def test_a_bundled_language_s_command_can_be_stated_as_the_reference_shows_it(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", Program("python", "get_balance"))
    with (tree.root / "pyproject.toml").open("a") as settings:
        settings.write('\n[tool.harness.languages.python]\ncommand = ["{python}", "{file}"]\n')
    done = harness(tree.root, "run", "--scenario", "success", "--strict")
    assert 0 == done.returncode, done.stdout + done.stderr
