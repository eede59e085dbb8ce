"""A report as Markdown, for the summary page of a CI run."""

from __future__ import annotations

from typing import Any

import pytest

from harness.report import markdown
from report.samples import case, document, finding

SUMMARY = """\
## ❌ Examples fail

**1** passed, **1** failed in 1.5 s

### ❌ error-swallowed at `examples/go/a.go:3`

it ended with status 0 though the server answered 401

```text
  1 | package main
  2 |
> 3 | call()
```

- expected: `an exit status that is not 0`
- actual: `exit status 0`
- hint: Check the status\\.
- repeat: `harness run v1/a/go/success`

### `v1`

| operation | `go` | `ts` |
|---|--:|--:|
| `a` | ❌ 0/1 | - |
| `b` | - | ✅ 1/1 |

coverage: 1 of 1 programs
"""
FINE = """\
## ✅ All examples work

**1** passed in 1.5 s

"""


def _summary(*cases: Any, findings: tuple[Any, ...] = (), sources: dict[str, list[str]] | None = None) -> str:
    return markdown.summary(document(*cases, findings=findings), sources or {})


def _head(*cases: Any, **more: Any) -> str:
    return _summary(*cases, **more).partition("### ")[0]


def test_a_summary_has_the_verdict_the_cause_with_its_lines_the_matrix_and_the_coverage() -> None:
    lines = {"examples/go/a.go": ["package main", "", "call()"]}
    assert SUMMARY == _summary(case("v1/a/go/success", finding()), case("v1/b/ts/success"), sources=lines)


def test_a_summary_of_what_is_fine_names_no_reason() -> None:
    assert FINE == _head(case("v1/a/go/success"))


def test_a_summary_of_nothing_says_that_nothing_ran() -> None:
    assert "## ✅ All examples work\n\nnothing ran in 1.5 s\n" == _head().partition("\ncoverage")[0]


@pytest.mark.parametrize("verdict", ["failed", "flaky", "unexpected-pass", "could-not-run"])
def test_a_verdict_that_fails_a_run_is_in_the_heading(verdict: str) -> None:
    assert _summary(case("v1/a/go/success", verdict=verdict)).startswith("## ❌ Examples fail\n")


@pytest.mark.parametrize("verdict", ["passed", "known-failure", "skipped"])
def test_a_verdict_that_is_expected_is_not(verdict: str) -> None:
    assert _summary(case("v1/a/go/success", verdict=verdict)).startswith("## ✅ All examples work\n")


@pytest.mark.parametrize(
    ("changed", "heading"),
    [
        ({}, "❌ Examples fail"),
        ({"severity": "warning"}, "✅ All examples work"),
        ({"accepted": "as agreed"}, "✅ All examples work"),
    ],
    ids=["an error", "a warning", "an accepted error"],
)
def test_an_error_of_no_case_fails_a_run_too(changed: dict[str, Any], heading: str) -> None:
    assert f"## {heading}" == _summary(findings=(finding("spec-invalid", **changed),)).splitlines()[0]


def test_what_could_not_run_is_counted_once_a_reason_with_an_example() -> None:
    lost = [case(f"v1/{name}/ts/hang", verdict="could-not-run", reason="no Node") for name in "ab"]
    other = case("v1/a/go/hang", verdict="could-not-run", reason="no\nGo")
    assert (
        "## ❌ Examples fail\n\n**3** could-not-run in 1.5 s\n\n"
        "- 🟣 2 could-not-run, such as `v1/a/ts/hang`: `no Node`\n"
        "- 🟣 1 could-not-run, such as `v1/a/go/hang`: `no Go`\n\n"
    ) == _head(*lost, other)


def test_reasons_come_by_verdict_what_could_not_run_first() -> None:
    cases = [
        case("v1/a/go/hang", verdict="skipped", reason="no Go"),
        case("v1/a/ts/hang", verdict="unexpected-pass", reason="known.toml:3 lists it"),
        case("v1/a/curl/hang", verdict="could-not-run", reason="no curl"),
        case("v1/b/curl/hang", verdict="known-failure", reason="known.toml:4 lists it"),
    ]
    expected = [
        "- 🟣 1 could-not-run, such as `v1/a/curl/hang`: `no curl`",
        "- ❌ 1 unexpected-pass, such as `v1/a/ts/hang`: `known.toml:3 lists it`",
        "- ⚪ 1 skipped, such as `v1/a/go/hang`: `no Go`",
    ]
    assert expected == [line for line in _head(*cases).splitlines() if line.startswith("- ")]


def test_a_long_reason_is_cut() -> None:
    line = _head(case("v1/a/go/hang", verdict="skipped", reason="x" * 501)).splitlines()[4]
    assert f"`{'x' * 497}...`" == line.rpartition(": ")[2]


def test_what_could_not_run_and_has_a_finding_is_told_by_that_alone() -> None:
    lost = case("v1/a/ts/hang", finding(), verdict="could-not-run", reason="no Node")
    assert "no Node" not in _summary(lost)
    assert "### ❌ error-swallowed at " in _summary(lost)


def test_warnings_are_causes_and_notes_are_none() -> None:
    warning, note = (finding(name, severity=name, line=n) for n, name in enumerate(("warning", "note"), 1))
    headings = [line for line in _summary(case("v1/a/go/hang", warning, note)).splitlines() if line.startswith("###")]
    assert ["### ⚠️ warning at `examples/go/a.go:1`", "### `v1`"] == headings


def test_a_cause_leaves_out_what_its_finding_does_not_have() -> None:
    bare = finding(message="it ended", expected="", actual="", hint="", reproduce="", file=None, line=None)
    shown = _summary(case("v1/a/go/hang", bare)).partition("### ")[2].partition("### ")[0]
    assert "❌ error-swallowed at `the run`\n\nit ended\n\n\n" == shown


def test_a_finding_of_the_second_look_says_so() -> None:
    shown = _summary(case("v1/a/go/hang", finding(second_look=True, message="it ended")))
    assert "\nOn a second look, with a good answer: it ended\n" in shown


def _shown_by(count: int) -> list[str]:
    cases = [case(f"v1/a/go/s{number}", finding()) for number in range(count)]
    return [line for line in _summary(*cases).splitlines() if line.startswith("- shown by")]


def test_a_cause_names_its_cases_where_there_are_more_than_one_and_counts_those_beyond_eight() -> None:
    eight = ", ".join(f"`v1/a/go/s{number}`" for number in range(8))
    assert [] == _shown_by(1)
    assert ["- shown by 2 cases: `v1/a/go/s0`, `v1/a/go/s1`"] == _shown_by(2)
    assert [f"- shown by 8 cases: {eight}"] == _shown_by(8)
    assert [f"- shown by 9 cases: {eight} and 1 more"] == _shown_by(9)


def test_a_cause_names_its_places_where_there_are_more_than_one() -> None:
    shown = _summary(case("v1/a/go/hang", finding(line=3), finding(line=4)))
    assert "- at 2 places: `examples/go/a.go:3`, `examples/go/a.go:4`" in shown.splitlines()
    assert "places" not in _summary(case("v1/a/go/hang", finding()))


def test_causes_beyond_the_limit_are_counted_and_the_matrix_stays() -> None:
    cases = [case(f"v1/a/go/s{number}", finding(f"code-{number}", line=number)) for number in range(1, 21)]
    report = document(*cases)
    whole = markdown.summary(report, {})
    short = markdown.summary(report, {}, limit=2000)
    assert 20 == whole.count("### ❌")
    shown = short.count("### ❌")
    assert 0 < shown < 20
    assert f"\n... and {20 - shown} more causes: the other reports have them.\n" in short
    assert 1 == short.count(" more causes: ")
    assert "| `a` | ❌ 0/20 |" in short
    assert 2000 >= len(short.encode())


def test_a_summary_is_never_longer_than_its_limit() -> None:
    cut = markdown.summary(document(case("v1/a/go/hang", finding())), {}, limit=5)
    assert "## " == cut  # half a sign is none


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("", ""),
        ("a  b\nc", "`a b c`"),
        ("a`b", "``a`b``"),
        ("a``b`", "``` a``b` ```"),
        ("`a", "`` `a ``"),
        ("\x1b[31m", "`\\x1b[31m`"),
    ],
)
def test_a_code_span_holds_any_text(text: str, span: str) -> None:
    assert span == markdown.code(text)


def test_prose_has_no_markup() -> None:
    assert r"\<b\> \*a\* \[x\]\(y\) \@me a1" == markdown.prose("<b> *a*\n[x](y) @me a1")


@pytest.mark.parametrize(("line", "fence"), [("a", "```"), ("``", "```"), ("```", "````"), ("a ````", "`````")])
def test_a_fence_is_longer_than_what_it_holds(line: str, fence: str) -> None:
    assert [f"{fence}text", line, fence] == list(markdown.fenced([line]))


def test_a_bar_ends_no_cell() -> None:
    assert "| `a\\|b` | ✅ 1/1 |" in _summary(case("v1/a|b/go/hang"))
