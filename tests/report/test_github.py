"""GitHub's workflow commands and the step summary."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from support.command import BALANCE, Program, harness, make_tree

from harness.report import github, markdown
from report.samples import case, document, finding


def test_an_annotation_stands_at_the_program_s_line_of_the_repository() -> None:
    (command,) = github.commands(document(case("v1/a/go/success", finding())), "docs/")
    assert command.startswith("::error file=docs/examples/go/a.go,line=3,title=error-swallowed::it ended with status 0")


def test_a_finding_outside_of_a_pull_request_names_the_nearest_changed_line() -> None:
    report = document(case("v1/a/go/success", finding()))
    (command,) = github.commands(report, "docs/", {"docs/examples/go/a.go": [1, 9, 12]})
    assert "%0Anot on a line that this pull request changes; the nearest: docs/examples/go/a.go:1%0A" in command
    (command,) = github.commands(report, "docs/", {"docs/examples/go/a.go": [3]})
    assert "not on a line" not in command


@pytest.mark.parametrize(
    ("changed", "near"),
    [
        ({}, ""),
        ({"examples/go/a.go": [5, 8]}, "examples/go/a.go:8"),
        ({"examples/go/a.go": [5, 7]}, ""),
        ({"examples/go/b.go": [2], "examples/python/a.py": [4]}, "examples/python/a.py:4"),
        ({"README.md": [1], "examples/go/b.go": [2]}, "examples/go/b.go:2"),
        ({"README.md": [1]}, ""),
    ],
)
def test_the_nearest_is_in_the_same_file_then_in_the_same_program_then_in_the_tree(
    changed: dict[str, list[int]], near: str
) -> None:
    assert near == github.nearest_changed("examples/go/a.go", 7, changed)


def test_no_text_can_be_a_property_a_second_line_or_a_command() -> None:
    made = github.command("error", "100%\r\n::set-env::x", file="a,line=9:b.go", title="50%, done\n")
    assert "::error file=a%2Cline=9%3Ab.go,title=50%25%2C done%0A::100%25%0D%0A::set-env::x" == made


def test_each_cause_is_annotated_before_any_has_a_second_place() -> None:
    same = [case(f"v1/a/{name}/success", finding("method", file=f"a.{name}")) for name in ("go", "ts")]
    other = case("v1/b/go/success", finding("timeout", message="it hung", file="b.go"))
    files = re.findall(r"file=([\w.]+)", "\n".join(github.commands(document(*same, other))))
    assert ["a.go", "b.go", "a.ts"] == files


def test_a_step_has_at_most_ten_errors_and_ten_warnings_and_the_last_counts_the_rest() -> None:
    findings = [finding(line=n, message=f"fault {n}") for n in range(1, 31)]
    warnings = [finding(line=n, message=f"worry {n}", severity="warning") for n in range(1, 31)]
    made = list(github.commands(document(case("v1/a/go/success", *findings, *warnings))))
    for kind in ("error", "warning"):
        mine = [command for command in made if command.startswith(f"::{kind} ")]
        assert 10 == len(mine)
        assert "21 more: see the summary" in mine[-1]


def test_notes_are_not_annotated() -> None:
    note = finding("no-client-timeout", severity="note")
    assert [] == list(github.commands(document(case("v1/a/go/hang", note, verdict="passed"))))


def test_what_could_not_run_is_annotated_with_its_reason() -> None:
    record = case("v1/a/go/success", verdict="could-not-run", reason="Go needs go: not found")
    assert ["::error title=could-not-run::v1/a/go/success: Go needs go: not found"] == list(
        github.commands(document(record))
    )


def test_the_summary_tells_the_verdict_the_failures_the_matrix_and_the_coverage() -> None:
    report = document(case("v1/a/go/success", finding()), case("v1/a/go/reset"))
    text = markdown.summary(report, {"examples/go/a.go": ["package main", "", "main()"]})
    order = ["## ❌ Examples fail", "### ❌ error-swallowed", "> 3 | main()", "| `a` | ❌ 1/2 |", "coverage: 1 of 1"]
    assert order == sorted(order, key=text.index)


def test_nothing_that_a_program_wrote_is_markdown_or_html_in_the_summary() -> None:
    evil = "`</code>`<img src=x>|**b** [a](javascript:x)\n```\n# head"
    record = case("v1/a/go/success", finding(message=evil, actual=evil, hint=evil), verdict="failed")
    text = markdown.summary(document(record), {"examples/go/a.go": ["```", "x", "````<b>"]})
    assert "\\<img src\\=x\\>\\|\\*\\*b\\*\\* \\[a\\]\\(javascript\\:x\\)" in text
    assert "\n`````text\n" in text
    assert [] == [line for line in text.splitlines() if line.startswith(("# head", "<img"))]
    (actual,) = re.findall(r"(?m)^- actual: (`+) (.*) \1$", text)
    assert actual[0] not in actual[1]


def test_a_bar_in_a_name_does_not_end_a_cell_of_the_matrix() -> None:
    text = markdown.summary(document(case("v1/a|b/go/success")), {})
    assert "| `a\\|b` | ✅ 1/1 |" in text


def test_a_summary_is_never_larger_than_its_limit_and_says_what_it_left_out() -> None:
    findings = [finding(line=n, message=f"fault {'x' * n} ü" * 20) for n in range(1, 200)]
    text = markdown.summary(document(case("v1/a/go/success", *findings)), {}, limit=20_000)
    assert len(text.encode()) <= 20_000
    assert re.search(r"\.\.\. and \d+ more causes", text)
    assert "| `a` | ❌ 0/1 |" in text


def test_the_log_is_closed_to_commands_while_it_quotes_what_programs_wrote(tmp_path: Path) -> None:
    loud = (BALANCE.source, "printf '::set-output name=a::b\\n::error::boo\\n' >&2; exit 1\n")
    tree = make_tree(tmp_path / "tree", Program("curl", "get_balance", text=loud[1]))
    done = harness(
        tree.root, "run", "v1/get_balance", "--scenario", "success", "--github", "--trust-programs", CI="true"
    )
    token = re.search(r"(?m)^::stop-commands::([0-9a-f]{32})$", done.stdout)
    assert token
    before, between, after = re.split(rf"(?m)^::(?:stop-commands::)?{token[1]}(?:::)?$", done.stdout)
    assert "FAILED v1/get_balance/curl/success" in between
    assert "" == before
    assert [] == [line for line in after.splitlines() if line and not line.startswith(("::error file=examples/",))]


def test_a_mistake_in_the_settings_is_annotated_too_and_ends_as_ever(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", BALANCE)
    done = harness(tree.root, "run", "v1/none", "--github")
    assert 2 == done.returncode
    assert done.stdout == done.stderr.replace("harness: ", "::error title=harness::")


def test_without_the_option_nothing_is_annotated_and_no_summary_written(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", Program("curl", "get_balance", text="exit 1\n"))
    summary = tmp_path / "summary.md"
    arguments = ("run", "v1/get_balance", "--scenario", "success")
    done = harness(tree.root, *arguments, GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=str(summary))
    assert "::" not in done.stdout
    assert not summary.exists()


def test_a_summary_is_appended_to_what_other_commands_of_the_step_wrote(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", BALANCE)
    summary = tmp_path / "summary.md"
    summary.write_text("before\n")
    arguments = ("run", "v1/get_balance", "--scenario", "success", "--github")
    assert 0 == harness(tree.root, *arguments, GITHUB_STEP_SUMMARY=str(summary)).returncode
    assert summary.read_text("utf-8").startswith("before\n## ✅ All examples work\n")


def test_a_summary_leaves_room_for_what_the_step_has_written_before(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", BALANCE)
    summary = tmp_path / "summary.md"
    summary.write_text("x" * (markdown.LIMIT - 100))
    arguments = ("run", "v1/get_balance", "--scenario", "success", "--github")
    assert 0 == harness(tree.root, *arguments, GITHUB_STEP_SUMMARY=str(summary)).returncode
    assert markdown.LIMIT - 100 < summary.stat().st_size <= markdown.LIMIT


def test_a_summary_that_cannot_be_written_changes_no_exit_status(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", BALANCE)
    arguments = ("run", "v1/get_balance", "--scenario", "success", "--github")
    done = harness(tree.root, *arguments, GITHUB_STEP_SUMMARY=str(tmp_path))
    assert 0 == done.returncode
    assert f"harness: {tmp_path}: expected a file that can be written, got: Is a directory\n" == done.stderr


def test_an_annotation_has_all_of_the_finding_a_line_each() -> None:
    whole = finding(message="it ended", second_look=True)
    (made,) = github.commands(document(case("v1/a/go/a", whole), case("v1/a/go/b", whole)))  # type: ignore[arg-type]
    text = made.partition("::it ended")[2].split("%0A")
    assert [
        "",
        "expected: an exit status that is not 0",
        "actual: exit status 0",
        "hint: Check the status.",
        "seen on a second look, with a good answer",
        "repeat: harness run v1/a/go/success",
        "shown by 2 cases (go)",
    ] == text


def test_an_annotation_leaves_out_what_a_finding_does_not_have() -> None:
    bare = finding(message="it ended", expected="", actual="", hint="", reproduce="", file=None, line=None)
    assert ["::error title=error-swallowed::it ended"] == list(github.commands(document(case("v1/a/go/a", bare))))  # type: ignore[arg-type]


def test_a_long_annotation_is_cut_and_so_is_each_value() -> None:
    (made,) = github.commands(document(case("v1/a/go/a", finding(message="x" * 4000))))  # type: ignore[arg-type]
    assert 3000 == len(made.partition("::x")[2]) + 1
    (made,) = github.commands(document(case("v1/a/go/a", finding(actual="x" * 700))))  # type: ignore[arg-type]
    assert f"actual: {'x' * 597}...%0A" in made


@pytest.mark.parametrize(("count", "more"), [(5, ""), (6, " and 1 more")])
def test_what_could_not_run_names_five_cases(count: int, more: str) -> None:
    cases = [case(f"v1/a/go/s{n}", verdict="could-not-run", reason="no Go") for n in range(count)]
    names = ", ".join(f"v1/a/go/s{n}" for n in range(5))
    assert [f"::error title=could-not-run::{names}{more}: no Go"] == list(github.commands(document(*cases)))  # type: ignore[arg-type]


@pytest.mark.parametrize(("count", "shown"), [(10, 10), (11, 10)])
def test_ten_annotations_of_a_kind_are_all_shown(count: int, shown: int) -> None:
    findings = [finding(line=n, message="x" * n) for n in range(1, count + 1)]
    made = list(github.commands(document(case("v1/a/go/a", *findings))))  # type: ignore[arg-type]
    assert shown == len(made)
    assert (count > 10) is ("2 more: see the summary of this run" in made[-1])
