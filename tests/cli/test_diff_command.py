"""What `harness diff` prints of two reports."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest
from report.samples import Record, case, document, finding

from harness.cli import diff_command
from harness.cli.diff_command import NAMES_SHOWN

NAME = "v1/a/go/success"


class Compared:
    """Two reports on disk, and the command."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._folder, self._capsys = folder, capsys

    def call(self, old: Record, new: Record, *options: str) -> tuple[int, list[str]]:
        """The status and the lines."""
        paths = []
        for name, report in (("old.json", old), ("new.json", new)):
            paths.append(self._folder / name)
            paths[-1].write_text(json.dumps(report), "utf-8")
        parser = argparse.ArgumentParser()
        diff_command.configure(parser)
        status = diff_command.call(parser.parse_args([*map(str, paths), *options]))
        return status, self._capsys.readouterr().out.splitlines()


@pytest.fixture
def compared(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Compared:
    return Compared(tmp_path, capsys)


def of(count: int, verdict: str, milliseconds: int = 120) -> list[Record]:
    return [case(f"v1/o{index}/go/success", verdict=verdict, duration_ms=milliseconds) for index in range(count)]


def test_nothing_is_different(compared: Compared) -> None:
    assert (0, ["no difference, of 1 case"]) == compared.call(document(case()), document(case()))
    assert (0, ["no difference, of 2 cases"]) == compared.call(document(*of(2, "passed")), document(*of(2, "passed")))


def test_what_got_worse_is_told_with_the_command_that_shows_it(compared: Compared) -> None:
    assert (
        1,
        [
            f"worse: passed -> failed (+error-swallowed): {NAME}",
            f"    repeat: harness run {NAME}",
            "1 worse, of 1 case",
        ],
    ) == compared.call(document(case()), document(case(NAME, finding())))


def test_what_got_better_is_told_without_a_command(compared: Compared) -> None:
    assert (0, [f"better: failed -> passed (-error-swallowed): {NAME}", "1 better, of 1 case"]) == compared.call(
        document(case(NAME, finding())), document(case())
    )


def test_cases_that_changed_alike_are_one_line(compared: Compared) -> None:
    status, lines = compared.call(document(*of(NAMES_SHOWN, "passed")), document(*of(NAMES_SHOWN, "could-not-run")))
    assert 1 == status
    assert "worse: passed -> could-not-run: " + ", ".join(f"v1/o{at}/go/success" for at in range(6)) == lines[0]
    _, lines = compared.call(document(*of(NAMES_SHOWN + 2, "passed")), document(*of(NAMES_SHOWN + 2, "failed")))
    assert lines[0].endswith("v1/o5/go/success and 2 more")


def test_a_case_whose_state_was_not_known_has_changed(compared: Compared) -> None:
    status, lines = compared.call(document(case(verdict="could-not-run")), document(case(NAME, finding())))
    assert (0, f"changed: could-not-run -> failed (+error-swallowed): {NAME}") == (status, lines[0])
    assert "1 changed, of 1 case" == lines[-1]


def test_new_and_removed_cases_are_named(compared: Compared) -> None:
    other = case("v1/b/go/success", verdict="failed")
    assert (
        1,
        [
            "worse: new -> failed: v1/b/go/success",
            "    repeat: harness run v1/b/go/success",
            "added: v1/b/go/success",
            f"removed: {NAME}",
            "1 worse, 1 added, 1 removed, of 1 case",
        ],
    ) == compared.call(document(case()), document(other))


def test_findings_of_no_case_are_told_with_their_place(compared: Compared) -> None:
    one = finding("document-invalid", message="it is\x1b[2J broken")
    line = "examples/go/a.go:3: document-invalid: it is"
    status, lines = compared.call(document(case()), document(case(), findings=(one,)))
    assert (1, True, "1 worse, of 1 case") == (status, lines[0].startswith(f"worse: {line}"), lines[-1])
    assert "\x1b" not in lines[0]
    status, lines = compared.call(document(case(), findings=(one,)), document(case()))
    assert (0, True, "1 better, of 1 case") == (status, lines[0].startswith(f"better: {line}"), lines[-1])


def test_what_is_slower_is_told_and_is_worse_where_that_was_said(compared: Compared) -> None:
    old, new = document(case(duration_ms=1000)), document(case(duration_ms=2500))
    lines = [f"slower: 1000 ms -> 2500 ms (2.5 times): {NAME}", "1 slower, of 1 case"]
    assert (0, lines) == compared.call(old, new)
    assert (1, lines) == compared.call(old, new, "--slower-is-worse")
    assert (0, ["no difference, of 1 case"]) == compared.call(old, new, "--ratio", "3", "--slower-is-worse")
    assert (0, ["no difference, of 1 case"]) == compared.call(old, new, "--seconds", "2")
    assert (0, [f"faster: 2500 ms -> 1000 ms (2.5 times): {NAME}", "1 faster, of 1 case"]) == compared.call(new, old)


def test_the_time_of_a_case_that_took_none_is_compared_too(compared: Compared) -> None:
    _, lines = compared.call(document(case(duration_ms=0)), document(case(duration_ms=700)))
    assert f"slower: 0 ms -> 700 ms (700.0 times): {NAME}" == lines[0]


def test_a_few_slower_cases_are_named_the_slowest_first(compared: Compared) -> None:
    for count, more in ((NAMES_SHOWN, []), (NAMES_SHOWN + 1, ["slower: and 1 more cases"])):
        old = [case(f"v1/o{at}/go/success", duration_ms=100) for at in range(count)]
        new = [case(f"v1/o{at}/go/success", duration_ms=1000 + at) for at in range(count)]
        _, lines = compared.call(document(*old), document(*new))
        assert lines[0].endswith(f": v1/o{count - 1}/go/success")
        assert more == lines[NAMES_SHOWN:-1]


def test_all_is_printed_as_json(compared: Compared) -> None:
    status, lines = compared.call(document(case()), document(case(NAME, finding())), "--json")
    assert (1, [NAME]) == (status, [one["name"] for one in json.loads(lines[0])["worse"]])


def test_libraries_of_another_version_are_named_with_what_got_worse(compared: Compared) -> None:
    def variant(version: str) -> Record:
        return {"matrix": {"go": {"language": "go", "version": "1", "set": "", "libraries": {"yaml": version}}}}

    old, new = document(case()) | variant("1.0"), document(case(NAME, finding())) | variant("2.0")
    assert ["    at:     examples/go/a.go:3", "    since:  yaml 1.0 -> 2.0"] == compared.call(old, new)[1][1:3]


@pytest.mark.parametrize(
    ("option", "value", "least"),
    [
        ("--ratio", "0.9", 1),
        ("--ratio", "nan", 1),
        ("--ratio", "inf", 1),
        ("--ratio", "x", 1),
        ("--seconds", "-0.1", 0),
    ],
)
def test_a_limit_is_a_number(
    compared: Compared, option: str, value: str, least: int, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        compared.call(document(case()), document(case()), option, value)
    assert f"expected a number of at least {least}, got '{value}'" in capsys.readouterr().err


@pytest.mark.parametrize(("option", "value"), [("--ratio", "1"), ("--seconds", "0")])
def test_the_least_limits(compared: Compared, option: str, value: str) -> None:
    assert 0 == compared.call(document(case()), document(case()), option, value)[0]
