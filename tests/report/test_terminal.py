"""The report as a person reads it, at a terminal and in a log."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from harness.report.snippet import snippet
from harness.report.sources import Sources
from harness.report.terminal import Verbosity, make_console, show
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
        ("namespaces, proxy variables", 'guard: proxy variables only; "harness doctor" tells why\n'),
    ],
)
def test_a_guard_that_a_program_can_get_round_is_told(guard: str, told: str) -> None:
    printed = _printed(document(case("v1/a/go/success")) | {"guard": guard}, verbosity=-1)
    assert told == "".join(line for line in printed.splitlines(keepends=True) if line.startswith("guard:"))


def test_at_a_terminal_no_line_is_wider_than_it_but_the_command_to_copy() -> None:
    report = document(case("v1/a/go/success", finding()))
    assert NARROW == _printed(report, verbosity=-1, width=40, force_terminal=True, color_system=None)


def test_control_characters_of_programs_are_shown_and_not_obeyed() -> None:
    text = "\x1b]0;title\x07 \x9b31m \u202e"
    printed = _printed(document(case("v1/a/go/success", finding(message=text, actual=text, hint=text))))
    assert [] == [char for char in printed if not char.isprintable() and char != "\n"]


def test_further_lines_of_a_value_are_marked_so_that_none_can_pass_for_a_command_of_the_log() -> None:
    printed = _printed(document(case("v1/a/go/success", finding(actual="one\n::set-output name=a::b"))))
    assert "    actual:   one\n              | ::set-output name=a::b\n" in printed


def test_quiet_prints_the_failures_and_the_summary_alone() -> None:
    warning = finding("spec-example", severity="warning", line=9)
    report = document(case("v1/a/go/success", finding(), warning), case("v1/a/go/b", verdict="skipped", reason="no Go"))
    printed = _printed(report, verbosity=-1)
    assert printed.startswith("FAILED v1/a/go/success\n")
    assert printed.endswith("\n\n1 failed, 1 skipped in 1.5 s\n")
    assert "spec-example" not in printed


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
