"""One fault is told once, however many cases show it."""

from __future__ import annotations

import shutil
from pathlib import Path

from support.command import Program, harness, make_tree, report
from support.trees import ROOT, substitute
from support.uncovered import without_coverage

from harness.report.same_cause import causes
from report.samples import case, finding


def test_findings_of_one_code_at_one_line_are_one_cause_whatever_they_say() -> None:
    cases = [case(f"v1/a/go/{name}", finding(message=f"it swallowed {name}")) for name in ("unauthorized", "reset")]
    (cause,) = causes(cases)
    assert ["v1/a/go/unauthorized", "v1/a/go/reset"] == list(cause.cases)


def test_what_may_be_the_documents_fault_is_one_cause_in_all_languages() -> None:
    cases = [case(f"v1/a/{name}/success", finding("method", file=f"examples/a.{name}")) for name in ("go", "ts")]
    (cause,) = causes(cases)
    assert ["examples/a.go:3", "examples/a.ts:3"] == list(cause.places)


def test_what_a_language_does_wrong_is_one_cause_in_all_operations_and_another_one_in_each_language() -> None:
    cases = [
        case(f"v1/{name}/{language}/reset", finding(file=f"{name}.{language}"))
        for name in ("a", "b")
        for language in ("go", "ts")
    ]
    assert [["a.go:3", "b.go:3"], ["a.ts:3", "b.ts:3"]] == [list(cause.places) for cause in causes(cases)]


def test_what_varies_from_run_to_run_makes_no_second_cause() -> None:
    said = "the type is multipart/form-data; boundary={}, sent to 127.0.0.1:{}"
    cases = [
        case(f"v1/{name}/go/success", finding("content-type", file=f"{name}.go", message=said.format(*varying)))
        for name, varying in {"a": ("4e5f60", 4001), "b": ("9c0d1e", 50123)}.items()
    ]
    assert 1 == len(causes(cases))


def test_findings_of_one_code_with_other_words_at_other_lines_are_two_causes() -> None:
    assert 2 == len(causes([case("v1/a/go/success", finding(), finding(line=9, message="it swallowed a reset"))]))


def test_two_faults_of_a_request_at_one_line_are_two_causes() -> None:
    both = finding("body-schema", message="steps: too many"), finding("body-schema", message="seed: a text")
    assert 2 == len(causes([case("v1/a/curl/success", *both)]))


def test_what_is_accepted_is_no_cause_and_hides_none() -> None:
    known = finding(accepted="The vendor knows.")
    (cause,) = causes([case("v1/a/go/success", known, finding("timeout", message="it hung", line=9))])
    assert "timeout" == cause.finding["code"]
    assert [] == causes([], [known])


def test_a_documents_causes_are_put_together_where_they_outnumber_the_programs() -> None:
    links = [finding("sample-link", file=f"{n}.yaml", message=f"link to {chr(96 + n)}", line=n) for n in range(1, 4)]
    assert 4 == len(causes([case(f"v1/{n}/go/a", finding(message="x" * n, line=n)) for n in range(1, 4)], links[:1]))
    assert ["error-swallowed", "sample-link"] == [
        cause.finding["code"] for cause in causes([case("v1/a/go/success", finding())], links)
    ]


def test_errors_come_before_warnings_and_what_most_cases_show_first() -> None:
    rare, common = finding(line=1, message="rare"), finding(line=2, message="common")
    warning = finding("spec-example", severity="warning")
    cases = [case("v1/a/go/a", warning, rare, common), case("v1/a/go/b", warning, common)]
    assert ["common", "rare", warning["message"]] == [cause.finding["message"] for cause in causes(cases)]


def test_known_failures_are_no_cause() -> None:
    assert [] == causes([case("v1/a/go/success", finding(), verdict="known-failure")])


def test_many_findings_of_one_code_in_one_document_are_one_cause_and_a_few_are_not() -> None:
    links = [finding("sample-link", file="a.yaml", line=n, message=f"link {n}", actual=f"{n}") for n in range(1, 9)]
    assert ([1], [1, 1, 1]) == tuple(
        [1 for _ in causes([], links[:count])] for count in (len(links), 3)
    )  # fmt: skip


def test_a_wrong_shared_part_of_the_documents_is_told_once_for_all_its_operations(tmp_path: Path) -> None:
    programs = [Program(language, name) for language in ("curl", "python") for name in ("get_balance", "list_engines")]
    tree = without_coverage(make_tree(tmp_path / "tree", *programs, settings={"spec": "spec/{api}.yaml"}))
    shutil.copytree(ROOT / "fixtures" / "spec", tree.root / "spec")
    shared = tree.root / "spec" / "shared.yaml"
    wrong = "      name: Organization\n      in: header\n"
    shared.write_text(substitute(shared.read_text(), wrong, f"{wrong}      required: true\n", "shared.yaml"))
    done = harness(tree.root, "run", "v1", "--scenario", "success", "--scenario", "unauthorized", "--json", "r.json")
    assert 1 == done.returncode, done.stdout + done.stderr
    assert 8 == report(tree.root / "r.json")["summary"]["failed"]
    assert 1 == done.stdout.count("header-missing: the header Organization is missing")
    assert "FAILED v1/get_balance/python/success and 7 more cases\n" in done.stdout
    assert "8 failed cases of 1 cause\n" in done.stdout
