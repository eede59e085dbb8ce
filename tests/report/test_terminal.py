"""The report as a person reads it, at a terminal and in a log."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from harness.common.guards import unguarded
from harness.report.cause_table import CauseRow
from harness.report.snippet import snippet
from harness.report.sources import Sources
from harness.report.terminal import Verbosity, _table, make_console, show
from report.samples import case, document, finding

SOURCE = 'package main\n\n\tfmt.Println("\x1b[31m")\n'
LOG = """\
v1
operation    go
a           0/1

FAILED v1/a/go/success
  examples/go/a.go:3  error-swallowed: it ended with status 0 though the server answered 401
      1 | package main
      2 |
    > 3 |     fmt.Println("\\x1b[31m")
    expected: an exit status that is not 0
    actual:   exit status 0
    hint:     Check the status.
    repeat:   harness run v1/a/go/success

1 failed in 1.5 s
coverage: 1 of 1 programs
"""
QUIET = """\
1 failed, 1 skipped in 1.5 s

cases  cause                   language  first at            what
    1  error-swallowed         go        examples/go/a.go:3  it ended with status 0 though the server answered 401
    1  spec-example (warning)  go        examples/go/a.go:9  it ended with status 0 though the server answered 401
"""
TABLE = """\
cases  cause            language  first at              what
    2  error-swallowed  go        a.go:3                it ended with status 0 though the server answered 401
    1  method           ts        a.ts:7                POST, and not GET
       spec-example               a.yaml:3              it ended with status 0 though the server answered 401
    2  could-not-run    curl      examples/curl/a.curl  it needs jq 1.7
"""
NARROW = """\
FAILED v1/a/go/success
  examples/go/a.go:3  error-swallowed:
    it ended with status 0 though the
    server answered 401
    expected: an exit status that is not
              0
    actual:   exit status 0
    hint:     Check the status.
    repeat:   harness run v1/a/go/success

1 failed in 1.5 s
"""


def _printed(report: dict[str, Any], root: Path | None = None, verbosity: int = 0, **console: Any) -> str:
    text = io.StringIO()
    with_width = {"width": 160} | console
    show(report, Console(file=text, highlight=False, soft_wrap=True, **with_width), Sources(root), Verbosity(verbosity))
    return "\n".join(line.rstrip() for line in text.getvalue().split("\n"))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "examples" / "go").mkdir(parents=True)
    (tmp_path / "examples" / "go" / "a.go").write_text(SOURCE)
    return tmp_path


def test_a_log_holds_the_matrix_the_failure_with_its_line_and_the_summary(project: Path) -> None:
    assert LOG == _printed(document(case("v1/a/go/success", finding())), project)


@pytest.mark.parametrize(
    ("guard", "told"),
    [
        ("namespaces", ""),
        ("containers, namespaces", ""),
        ("namespaces, proxy variables", f'guard: {unguarded("proxy variables")}; "harness doctor" tells why\n'),
    ],
)
def test_a_guard_that_a_program_can_get_round_is_told(guard: str, told: str) -> None:
    printed = _printed(document(case("v1/a/go/success")) | {"guard": guard}, verbosity=-1)
    assert told == "".join(line for line in printed.splitlines(keepends=True) if line.startswith("guard:"))


def test_at_a_terminal_no_line_is_wider_than_it_but_the_command_to_copy() -> None:
    report = document(case("v1/a/go/success", finding()))
    printed = _printed(report, width=40, force_terminal=True, color_system=None)
    assert NARROW == printed[printed.index("FAILED") : printed.index("coverage:")]


def test_control_characters_of_programs_are_shown_and_not_obeyed() -> None:
    text = "\x1b]0;title\x07 \x9b31m \u202e"
    printed = _printed(document(case("v1/a/go/success", finding(message=text, actual=text, hint=text))))
    assert [] == [char for char in printed if not char.isprintable() and char != "\n"]


def test_further_lines_of_a_value_are_marked_so_that_none_can_pass_for_a_command_of_the_log() -> None:
    printed = _printed(document(case("v1/a/go/success", finding(actual="one\n::set-output name=a::b"))))
    assert "    actual:   one\n              | ::set-output name=a::b\n" in printed


def test_quiet_prints_the_summary_and_the_table_of_causes_alone() -> None:
    warning = finding("spec-example", severity="warning", line=9)
    report = document(case("v1/a/go/success", finding(), warning), case("v1/a/go/b", verdict="skipped", reason="no Go"))
    printed = _printed(report, verbosity=-1)
    assert QUIET == printed


def test_the_last_lines_are_a_table_of_the_causes_the_worst_first() -> None:
    common = [case(f"v1/{name}/go/reset", finding(file=f"{name}.go")) for name in ("a", "b")]
    rare = case("v1/a/ts/success", finding("method", message="POST, and not GET", file="a.ts", line=7))
    none = case("v1/a/curl/success", verdict="could-not-run", reason="it needs jq 1.7", findings=[])
    lost = case("v1/b/curl/success", verdict="could-not-run", reason="it needs jq 1.6", findings=[])
    printed = _printed(document(rare, *common, none, lost, findings=(finding("spec-example", file="a.yaml"),)))
    assert TABLE == printed[printed.index("cases  cause") :]


def test_findings_of_a_document_are_told_in_full_no_more_often_than_those_of_programs() -> None:
    wrong = [finding(code, file="a.yaml", line=None) for code in ("spec-example", "spec-invalid", "sample-link")]
    printed = _printed(document(case("v1/a/go/success", finding()), findings=tuple(wrong)))
    assert [1, 1] == [printed.count(f"a.yaml  {code}: ") + printed.count(f":3  {code}: ") for code in
                      ("spec-example", "error-swallowed")]  # fmt: skip
    assert "spec-invalid:" not in printed
    assert 1 == printed.count("spec-invalid ")
    alone = _printed(document(case("v1/a/go/success"), findings=tuple(wrong)))
    assert "spec-invalid:" in alone


@pytest.mark.parametrize(
    ("ran", "told"), [(0, "coverage: ran none of 3 programs\n"), (1, "coverage: ran 1 of 3 programs\n"), (3, "")]
)
def test_a_run_of_a_part_says_how_many_programs_ran(ran: int, told: str) -> None:
    cases = [case(f"v1/{name}/go/success") for name in "abc"[:ran]]
    covered = {
        "operations": {"v1/a": {"go": True, "ts": False}, "v1/b": {"go": True}, "v1/c": {"go": True}},
        "fields": {},
        "scenarios": {one["name"].rpartition("/")[0]: ["success"] for one in cases},
    }
    printed = _printed(document(*cases) | {"coverage": covered})
    assert told == "".join(line for line in printed.splitlines(keepends=True) if line.startswith("coverage"))


def test_a_run_of_one_scenario_says_how_many_cases_ran() -> None:
    covered = {
        "operations": {"v1/a": {"go": True}, "v1/b": {"go": True}},
        "fields": {},
        "scenarios": {"v1/a/go": ["success"], "v1/b/go": ["success"]},
        "cases": 47,
    }
    printed = _printed(document(case("v1/a/go/success"), case("v1/b/go/success")) | {"coverage": covered})
    assert "coverage: ran 2 of 2 programs, 2 of 47 cases\n" in printed


def test_a_run_of_all_cases_says_no_more_than_the_programs() -> None:
    covered = {
        "operations": {"v1/a": {"go": True}},
        "fields": {},
        "scenarios": {"v1/a/go": ["success", "reset"]},
        "cases": 2,
    }
    printed = _printed(document(case("v1/a/go/success"), case("v1/a/go/reset")) | {"coverage": covered})
    assert "coverage: 1 of 1 programs\n" in printed


def test_a_finding_of_the_second_look_says_so() -> None:
    printed = _printed(document(case("v1/a/go/success", finding(second_look=True))))
    assert "error-swallowed (on a second look, with a good answer): it ended" in printed


def test_notes_are_counted_and_verbose_prints_them_and_each_case_with_its_time() -> None:
    report = document(case("v1/a/go/hang", finding("no-client-timeout", severity="note"), verdict="passed"))
    plain, verbose = _printed(report), _printed(report, verbosity=1)
    assert "1 note: -v shows it\n" in plain
    assert "no-client-timeout" not in plain
    assert "no-client-timeout (note): " in verbose
    assert verbose.startswith("passed             0.12 s  v1/a/go/hang\n")


def test_a_known_failure_that_passed_is_named_with_its_entry() -> None:
    report = document(case("v1/a/go/success", verdict="unexpected-pass", reason="known.toml:3 lists it"))
    assert "UNEXPECTED PASS v1/a/go/success: known.toml:3 lists it\n" in _printed(report)


def test_a_matrix_of_many_cases_costs_as_many_steps_as_there_are_cases() -> None:
    cases = [case(f"v1/op{n // 4}/go/s{n % 4}") for n in range(20_000)]
    assert "op4999" in _printed(document(*cases))


@pytest.mark.parametrize("file", ["/etc/passwd", "../../etc/passwd", "examples/none.go", "a\0b", "examples"])
def test_a_file_outside_of_the_project_or_none_at_all_shows_no_lines(project: Path, file: str) -> None:
    assert [] == Sources(project).lines(file)


@pytest.mark.parametrize("line", [None, 0, -1, 4])
def test_a_line_that_is_not_there_shows_no_snippet(line: int | None) -> None:
    assert [] == list(snippet(["a", "b", "c"], line, 80))


def test_a_long_source_line_is_cut_at_the_width() -> None:
    ((_, line),) = snippet(["x" * 500], 1, 40)
    assert 40 == len(line)


def test_a_log_does_not_depend_on_the_width_that_the_environment_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "COLUMNS", "20")
    assert not make_console().is_terminal
    assert 160 == make_console().width


def test_what_could_not_run_and_what_was_skipped_is_told_with_its_reason() -> None:
    lost = [case(f"v1/{name}/ts/a", verdict="could-not-run", reason="no Node") for name in "ab"]
    printed = _printed(document(*lost, case("v1/a/go/a", verdict="skipped", reason="no Go"), case("v1/a/curl/a")))
    assert "COULD NOT RUN v1/a/ts/a, v1/b/ts/a: no Node\n" in printed
    assert "\n1 skipped: no Go\n" in printed
    assert "\n1 passed, 2 could-not-run, 1 skipped in 1.5 s\n" in printed
    quiet = _printed(document(*lost), verbosity=-1)
    assert "COULD NOT RUN" not in quiet


@pytest.mark.parametrize(("count", "names"), [(4, "s0, s1, s2, s3"), (5, "s0, s1, s2, s3 and 1 more")])
def test_four_names_are_told_before_the_rest_is_counted(count: int, names: str) -> None:
    lost = [case(f"v1/a/ts/s{n}", verdict="could-not-run", reason="no Node") for n in range(count)]
    assert f"COULD NOT RUN {names.replace('s', 'v1/a/ts/s')}: no Node\n" in _printed(document(*lost))


@pytest.mark.parametrize(
    ("cases", "line"),
    [
        ([case("v1/a/go/a", cached=True)], "1 passed in 1.5 s (1 cached: --no-cache runs them again)\n"),
        (
            [case(f"v1/a/go/s{n}", finding()) for n in range(2)],
            "2 failed in 1.5 s\n2 failed cases of 1 cause\n",
        ),
        (
            [
                case(
                    "v1/a/go/a",
                    finding("a", severity="note"),
                    finding("b", severity="note", message="x"),
                    verdict="passed",
                )
            ],
            "2 notes: -v shows them\n",
        ),
    ],
)
def test_the_summary_counts_what_was_cached_the_causes_and_the_notes(cases: list[Any], line: str) -> None:
    assert line in _printed(document(*cases))


def test_a_cause_of_several_cases_and_places_names_the_others() -> None:
    cases = [case(f"v1/{name}/go/a", finding(file=f"{name}.go")) for name in "abcdef"]
    printed = _printed(document(*cases))
    assert "FAILED v1/a/go/a and 5 more cases\n" in printed
    assert "    also:     v1/b/go/a, v1/c/go/a, v1/d/go/a, v1/e/go/a and 1 more\n" in printed
    assert "    also at:  b.go:3, c.go:3, d.go:3, e.go:3 and 1 more\n" in printed


@pytest.mark.parametrize(
    ("count", "verbosity", "dim"),
    [(2, 0, [True, False, False]), (1, 0, []), (1, -1, [True, False]), (0, -1, [])],
)
def test_the_head_of_the_table_is_dim_and_a_single_cause_has_a_table_only_where_it_is_quiet(
    count: int, verbosity: int, dim: list[bool]
) -> None:
    text = io.StringIO()
    console = Console(file=text, force_terminal=True, color_system="standard", width=100)
    _table([CauseRow("1", "error-swallowed", "go", "a.go:3", "it ended")] * count, console, Verbosity(verbosity))
    assert dim == [line.startswith("\x1b[2m") for line in text.getvalue().splitlines() if line]
