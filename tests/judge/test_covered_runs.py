"""What whole runs tell of what they covered."""

from __future__ import annotations

from pathlib import Path

import jsonschema
from discover.notes import code, write
from discover.notes import document as notes
from support.command import BALANCE, Program, Tree, harness, make_tree, report
from support.uncovered import without_coverage

from harness.report import coverage_record, document

MASKING = Program("curl", "masking")


def _wanting(root: Path, wanted: str, *programs: Program) -> Tree:
    tree = without_coverage(make_tree(root, *programs))
    with (tree.root / "pyproject.toml").open("a") as settings:
        settings.write(f"\n[tool.harness.coverage]\n{wanted}\n")
    return tree


def test_a_run_tells_fields_scenarios_and_one_line_of_it(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", MASKING)
    done = harness(tree.root, "run", "--scenario", "success", "--json", "report.json")
    assert 0 == done.returncode, done.stdout + done.stderr
    found = report(tree.root / "report.json")
    jsonschema.validate(found, document.schema())
    covered = found["coverage"]
    masking = covered["fields"]["v1/masking"]
    assert ["MASK_IMAGE_WHITE"] == masking["mask_source"]["exercised"]
    assert {"MASK_IMAGE_BLACK", "INIT_IMAGE_ALPHA"} == set(masking["mask_source"]["never"])
    assert {"exercised": ["(sent)"], "never": []} == masking["text_prompts.text"]
    assert {"exercised": [], "never": ["(sent)"]} == masking["text_prompts.weight"]
    assert {"exercised": ["image/png"], "never": ["application/json"]} == masking["header.accept"]
    assert {"v1/masking/curl": ["success"]} == covered["scenarios"]
    sent, documented = coverage_record.exercised(covered)
    assert coverage_record.line(covered).endswith(f"; {sent} of {documented} fields and values")


def test_a_run_of_chosen_scenarios_is_not_asked_for_the_others(tmp_path: Path) -> None:
    tree = _wanting(tmp_path / "tree", 'scenarios = ["success", "unauthorized"]', BALANCE)
    done = harness(tree.root, "run", "--scenario", "success")
    assert 0 == done.returncode, done.stdout + done.stderr


def test_a_run_of_some_examples_is_not_asked_for_coverage(tmp_path: Path) -> None:
    tree = _wanting(tmp_path / "tree", 'scenarios = ["unauthorized"]\nfields = 1.0', BALANCE)
    done = harness(tree.root, "run", "v1/get_balance/curl/success")
    assert 0 == done.returncode, done.stdout + done.stderr
    assert "coverage-gap" not in done.stdout


def test_a_share_of_fields_that_is_not_reached_is_an_error_with_both_numbers(tmp_path: Path) -> None:
    tree = _wanting(tmp_path / "tree", "fields = 1.0", MASKING)
    done = harness(tree.root, "run")
    assert 1 == done.returncode
    assert "coverage-gap" in done.stdout
    assert "a share of 1 or more" in done.stdout


def test_a_scenario_that_there_is_none_of_is_one_line_before_anything_runs(tmp_path: Path) -> None:
    tree = _wanting(tmp_path / "tree", 'scenarios = ["unauthorised"]', BALANCE)
    done = harness(tree.root, "run")
    assert (2, 1, "") == (done.returncode, done.stderr.count("\n"), done.stdout)
    assert 'did you mean "unauthorized"?' in done.stderr


ADD = 'curl -sS -H "Authorization: Bearer $NOTES_KEY" --json \'{"text": "a"}\' "$API_HOST/v1/notes"\n'


def test_the_fields_that_samples_send_are_covered_though_samples_are_not_compared(tmp_path: Path) -> None:
    write(tmp_path / "tree", notes(addNote=code(ADD)))
    for cached in (0, 1):
        done = harness(tmp_path / "tree", "run", "--cache", "--json", "report.json")
        found = report(tmp_path / "tree" / "report.json")
        assert cached == done.stdout.count("(1 cached"), done.stdout
        assert {"exercised": ["(sent)"], "never": []} == found["coverage"]["fields"]["v1/addNote"]["text"]
