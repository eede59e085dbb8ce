"""Which findings are of one cause, where they belong to no case."""

from __future__ import annotations

from typing import Any

import pytest

from harness.report.same_cause import causes
from report.samples import case, finding


def of_document(file: str, message: str, **more: Any) -> Any:
    return finding("spec-invalid", file=file, message=message, **more)


@pytest.mark.parametrize(("programs", "expected"), [(1, 1), (2, 2), (3, 2)])
def test_faults_of_documents_are_one_by_code_only_where_they_would_outnumber_the_programs(
    programs: int, expected: int
) -> None:
    cases = [
        case(f"v1/{name}/go/a", finding(f"code-{name}", message=f"{name} went wrong", file=f"{name}.go"))
        for name in "abc"[:programs]
    ]
    found = causes(cases, [of_document("a.yaml", "one is missing"), of_document("b.yaml", "another is too long")])
    assert programs == sum(cause.record is not None for cause in found)
    assert expected == sum(cause.record is None for cause in found)


def test_without_faults_of_programs_those_of_documents_are_told_apart() -> None:
    found = causes([], [of_document("a.yaml", "one is missing"), of_document("b.yaml", "another is too long")])
    assert 2 == len(found)


def test_what_is_accepted_has_no_cause() -> None:
    known = case("v1/a/go/a", finding(), verdict="known-failure")
    accepted = case("v1/b/go/a", finding(accepted=True))
    assert [] == causes([known, accepted], [of_document("a.yaml", "one", accepted=True)])


def test_errors_come_before_warnings_and_what_shows_in_more_cases_before_what_shows_in_fewer() -> None:
    warning = finding("a", severity="warning", message="one", file="a.go")
    often = finding("b", message="two", file="b.go")
    once = finding("c", message="three", file="c.go")
    cases = [case(f"v1/{name}/go/a", *found) for name, found in (("a", [warning]), ("c", [once]), ("b", [often]))]
    cases.append(case("v1/b/go/b", often))
    found = causes(cases, [of_document("a.yaml", "x")])
    assert [2, 1, 0, 1] == [len(cause.cases) for cause in found]
    assert [False, False, True, False] == [cause.record is None for cause in found]
