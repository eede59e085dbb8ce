"""Badges: what shields.io reads for each language and version."""

from __future__ import annotations

from harness.report.badges import badges
from report.samples import case, document, finding


def test_a_badge_counts_the_examples_whose_cases_are_all_as_expected() -> None:
    report = document(case("v1/a/go/success"), case("v1/a/go/hang", finding()), case("v1/b/go/success"))
    assert {"schemaVersion": 1, "label": "go v1", "message": "1/2 examples", "color": "red"} == badges(report)[
        "v1-go.json"
    ]


def test_there_is_one_file_for_each_language_that_a_version_has() -> None:
    report = document(case("v1/a/go/success"), case("v1/a/ts/success"), case("v2/a/ts/success"))
    assert ["examples.json", "v1-go.json", "v1-ts.json", "v2-ts.json"] == list(badges(report))


def test_one_badge_is_of_all_examples() -> None:
    report = document(case("v1/a/go/success"), case("v1/a/ts/success", finding()), case("v2/a/ts/success"))
    expected = {"schemaVersion": 1, "label": "examples", "message": "2/3 work", "color": "red"}
    assert expected == badges(report)["examples.json"]


def test_a_report_without_a_case_has_no_badge() -> None:
    assert {} == badges(document())


def test_the_colours_tell_apart_sound_accepted_not_run_and_broken() -> None:
    verdicts = ("passed", "known-failure", "skipped", "could-not-run", "failed")
    colors = [badges(document(case("v1/a/go/success", verdict=verdict)))["v1-go.json"]["color"] for verdict in verdicts]
    assert ["brightgreen", "yellow", "lightgrey", "lightgrey", "red"] == colors


def test_a_name_leads_to_no_other_folder() -> None:
    assert ["examples.json", ".._x-c__.json"[2:]] == list(
        badges(document(case("../a/c++/success".replace("../", "..\\x/"))))
    )
