"""What a page shows beside the records, from one run to the next."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harness.common.own_folder import OwnFolder
from harness.report import kept
from harness.report.details import Details
from report.html.reports import DIGEST, Record, with_picture

NAME = "v1/masking/go/success"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return OwnFolder(tmp_path).shown


def cached(record: Record) -> Record:
    """The case as the next run has it from the cache."""
    return record | {"cached": True}


def test_what_was_seen_of_a_case_comes_back_when_it_is_not_run_again(path: Path) -> None:
    record, seen = with_picture(NAME)
    kept.keep(seen, path, [record])
    details = Details()
    kept.recall(details, path, [cached(record)])
    assert seen.exchanges(NAME) == details.exchanges(NAME)
    assert seen.thumbnail(DIGEST) == details.thumbnail(DIGEST)


def test_a_run_of_other_cases_forgets_nothing(path: Path) -> None:
    record, seen = with_picture(NAME)
    kept.keep(seen, path, [record])
    other, of_other = with_picture("v1/masking/ts/success")
    kept.keep(of_other, path, [other])
    details = Details()
    kept.recall(details, path, [cached(record)])
    assert seen.exchanges(NAME) == details.exchanges(NAME)


def test_the_longest_ago_is_forgotten_first_with_its_pictures(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST", 1)
    record, seen = with_picture(NAME)
    other, of_other = with_picture("v1/masking/ts/success")
    kept.keep(seen, path, [record])
    kept.keep(of_other, path, [other])
    assert ["v1/masking/ts/success"] == list(json.loads(path.read_text())["cases"])


def test_what_belongs_to_another_run_of_the_case_is_not_shown(path: Path) -> None:
    record, seen = with_picture(NAME)
    kept.keep(seen, path, [record])
    exchange = record["exchanges"][0]
    other = record | {"exchanges": [exchange | {"request": exchange["request"] | {"raw_sha256": "1" * 64}}]}
    details = Details()
    kept.recall(details, path, [cached(other)])
    assert () == details.exchanges(NAME)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[",
        "[]",
        "[" * 100_000,
        '{"version": 2, "cases": {}, "pictures": {}}',
        '{"version": 1, "cases": {"v1/masking/go/success": 1}, "pictures": {}}',
        '{"version": 1, "cases": [], "pictures": 5}',
    ],
)
def test_a_broken_file_is_none_and_is_written_anew(path: Path, text: str) -> None:
    path.parent.mkdir()
    path.write_text(text)
    record, seen = with_picture(NAME)
    details = Details()
    kept.recall(details, path, [cached(record)])
    assert () == details.exchanges(NAME)
    kept.keep(seen, path, [record])
    kept.recall(details, path, [cached(record)])
    assert seen.exchanges(NAME) == details.exchanges(NAME)


@pytest.mark.parametrize("changed", ["!", 5, None])
def test_an_entry_that_was_edited_shows_nothing(path: Path, changed: object) -> None:
    record, seen = with_picture(NAME)
    kept.keep(seen, path, [record])
    found = json.loads(path.read_text())
    found["cases"][NAME]["exchanges"][0]["heads"] = changed
    path.write_text(json.dumps(found))
    details = Details()
    kept.recall(details, path, [cached(record)])
    assert () == details.exchanges(NAME)
