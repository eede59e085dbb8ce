"""A run of deliberately broken examples, one a language, in every format that CI services read."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from junitparser import JUnitXml, Properties
from support.command import Program, harness, make_tree, report
from support.uncovered import without_coverage

from report.test_sarif import schema

BROKEN = {
    "python": Program("python", "get_balance", (("Bearer {api_key}", "Basic {api_key}"),)),
    "ts": Program("ts", "list_engines", (("/v1/engines/list", "/v1/engines/lost"),)),
    "go": Program("go", "get_account", (("/v1/user/account", "/v1/user/accounts"),)),
    "curl": Program("curl", "get_balance", (("/v1/user/balance", "/v1/user/balanse"),)),
}
FAULTY = {
    "python": ("auth-scheme", "Basic {api_key}"),
    "ts": ("unknown-operation", "/v1/engines/lost"),
    "go": ("unknown-operation", "/v1/user/accounts"),
    "curl": ("unknown-operation", "/v1/user/balanse"),
}
"""Language -> the code that tells of the fault, and the text of the line that it is at."""
FORMATS = ("--json", "r.json", "--junit", "junit.xml", "--sarif", "r.sarif", "--badges", "badges", "--github")


@dataclass(frozen=True)
class Red:
    """A red run: its folder, its status and what it printed."""

    root: Path
    status: int
    stdout: str

    @property
    def places(self) -> set[tuple[str, str, int]]:
        """Code, file and line of each fault."""
        lines = {name: program.line_of(FAULTY[name][1]) for name, program in BROKEN.items()}
        return {(FAULTY[name][0], f"docs/examples/{BROKEN[name].path}", line) for name, line in lines.items()}


@pytest.fixture(scope="module")
def red(tmp_path_factory: pytest.TempPathFactory) -> Red:
    """The project lies in a folder of the repository, as the examples of many do."""
    repository = tmp_path_factory.mktemp("repository")
    tree = without_coverage(make_tree(repository / "docs", *BROKEN.values()))
    arguments = ("run", "v1/**/success", *FORMATS)
    done = harness(tree.root, *arguments, GITHUB_WORKSPACE=str(repository), GITHUB_STEP_SUMMARY="summary.md")
    assert "" == done.stderr
    return Red(tree.root, done.returncode, done.stdout)


def test_annotations_carry_the_right_file_and_line_in_all_four_languages(red: Red) -> None:
    found = re.findall(r"(?m)^::error file=([^,]+),line=(\d+),title=([\w-]+)::", red.stdout)
    assert red.places == {(code, file, int(line)) for file, line, code in found}


def test_sarif_is_valid_and_carries_the_right_file_and_line_in_all_four_languages(red: Red) -> None:
    log: dict[str, Any] = json.loads((red.root / "r.sarif").read_text("utf-8"))
    jsonschema.Draft4Validator(schema()).validate(log)
    found = set()
    for result in log["runs"][0]["results"]:
        (where,) = (location["physicalLocation"] for location in result["locations"])
        found.add((result["ruleId"], where["artifactLocation"]["uri"], where["region"]["startLine"]))
    assert red.places == found


def test_junit_is_read_by_a_standard_parser_with_each_program_s_file_time_and_finding(red: Red) -> None:
    (suite,) = JUnitXml.fromfile(str(red.root / "junit.xml"))
    cases = {case.name: case for case in suite}
    assert (4, 4, 0) == (suite.tests, suite.failures, suite.errors)
    records = {record["name"]: record for record in report(red.root / "r.json")["cases"]}
    for language, program in BROKEN.items():
        case = cases[f"{program.id}/success"]
        code, text = FAULTY[language]
        place = f"examples/{program.path}:{program.line_of(text)}"
        properties = {one.name: one.value for one in case.child(Properties)}
        (failure,) = case.result
        assert f"examples/{program.path}" == case._elem.get("file")
        assert records[case.name]["duration_ms"] / 1000 == pytest.approx(case.time, abs=0.002)
        assert f"{code} at {place}" == properties["finding"]
        assert failure.message.startswith(f"{place}: {code}: ")
        assert f"repeat: harness run {case.name}" in failure.text


def test_the_summary_and_the_badges_are_there(red: Red) -> None:
    summary = (red.root / "summary.md").read_text("utf-8")
    assert all(f"{file.removeprefix('docs/')}:{line}" in summary for _, file, line in red.places)
    badge = json.loads((red.root / "badges" / "v1-ts.json").read_text("utf-8"))
    assert {"schemaVersion": 1, "label": "ts v1", "message": "0/1 examples", "color": "red"} == badge


def test_no_format_changes_the_exit_status(red: Red, tmp_path: Path) -> None:
    assert 1 == red.status == harness(red.root, "run", "v1/**/success").returncode
    green = make_tree(tmp_path / "tree", Program("curl", "get_balance"))
    assert 0 == harness(green.root, "run", "v1/**/success", *FORMATS).returncode


@pytest.mark.parametrize("option", ["--json", "--sarif", "--junit", "--badges"])
def test_a_report_that_cannot_be_written_is_told_before_anything_runs(red: Red, option: str) -> None:
    (red.root / "file").write_text("")
    done = harness(red.root, "run", "v1/**/success", option, "file/report")
    assert (2, "") == (done.returncode, done.stdout)
    assert f"harness: file/report: expected a {'folder' if option == '--badges' else 'file'} that can be" in done.stderr


def test_merged_shards_are_told_in_the_same_formats(red: Red) -> None:
    arguments = ("--sarif", "merged.sarif", "--github", "-q")
    done = harness(red.root, "merge", "r.json", *arguments, GITHUB_WORKSPACE=str(red.root.parent))
    assert 1 == done.returncode, done.stderr
    found = re.findall(r"(?m)^::error file=([^,]+),line=(\d+),title=([\w-]+)::", done.stdout)
    assert red.places == {(code, file, int(line)) for file, line, code in found}
    assert (red.root / "r.sarif").read_text("utf-8") == (red.root / "merged.sarif").read_text("utf-8")
