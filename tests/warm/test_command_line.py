"""`harness run --cold`, and what the report says of a start."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest
from support.command import Program, harness, make_tree, report

from harness.report import document


@pytest.mark.parametrize(("options", "start"), [((), "warm"), (("--cold",), "cold")])
def test_the_report_says_how_a_program_was_started(options: tuple[str, ...], start: str, tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", Program("python", "get_balance"))
    done = harness(tree.root, "run", "--scenario", "success", "--json", "report.json", *options)
    assert 0 == done.returncode, done.stdout + done.stderr
    found = report(tree.root / "report.json")
    jsonschema.validate(found, document.schema())
    assert [start] == [case["start"] for case in found["cases"]]


def test_a_cold_run_is_not_answered_from_what_a_warm_one_has_left(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", Program("python", "get_balance"))
    run = ("run", "--scenario", "success", "--cache", "--json", "report.json")
    seen = []
    for options in ((), (), ("--cold",)):
        harness(tree.root, *run, *options)
        (case,) = report(tree.root / "report.json")["cases"]
        seen.append((case["start"], case["cached"]))
    assert [("warm", False), ("warm", True), ("cold", False)] == seen


CRASHES = {
    "only where it was forked": 'if getattr(os, "get" + "ppid")() == 0:\n    os.kill(os.getpid(), signal.SIGSEGV)\n',
    "however it was started": "os.kill(os.getpid(), signal.SIGSEGV)\n",
}
"""Who is a program's parent, the list of words by which programs are kept from a warm start does not see here."""


@pytest.mark.parametrize(
    ("crash", "codes"), [("only where it was forked", []), ("however it was started", ["killed-by-signal"])]
)
def test_a_crash_after_a_warm_start_counts_if_it_comes_after_a_cold_one_too(
    crash: str, codes: list[str], tmp_path: Path
) -> None:
    tree = make_tree(tmp_path / "tree", Program("python", "get_balance"))
    file = next(tree.root.rglob("get_balance.py"))
    source = file.read_text("utf-8")
    file.write_text(f"import os\nimport signal\n{source.rstrip()}\n{CRASHES[crash]}", "utf-8")
    harness(tree.root, "run", "--scenario", "success", "--json", "report.json")
    (case,) = report(tree.root / "report.json")["cases"]
    errors = [finding["code"] for finding in case["findings"] if finding["severity"] == "error"]
    assert ("cold", codes, 1) == (case["start"], errors, len(case["exchanges"])), case["outcome"]
