"""`harness run --html` and `harness merge --html` on real programs."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect
from support.browser import Open
from support.command import BALANCE, harness, report
from support.machine import needs_machine
from support.trees import Program, make_tree

MASKING = Program("curl", "masking")
FAULTY = Program("curl", "get_balance", (("/v1/user/balance", "/v1/user/balances"),))
CASE = "v1/masking/curl/success"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of which one program is at fault, after a run that wrote a page and a JSON report."""
    root = make_tree(tmp_path_factory.mktemp("html") / "tree", MASKING, FAULTY).root
    done = harness(root, "run", "--scenario", "success", "--html", "out/report.html", "--json", "out/report.json")
    assert 1 == done.returncode, done.stderr + done.stdout
    return root


@needs_machine("chromium")
def test_a_run_shows_its_pictures_and_what_it_sent(made: Path, open_page: Open) -> None:
    """What a real program uploaded, what the mock sent and what was written are seen; the key is not."""
    watched = open_page((made / "out" / "report.html").as_uri() + f"#{CASE}")
    view = watched.page.locator("#view")
    expect(view.get_by_role("heading", name=CASE)).to_be_visible()
    for words in ("The uploaded image", "Image 1 that the mock sent", "as written", "as the mock sent it"):
        picture = view.get_by_alt_text(words).first
        assert 0 < picture.evaluate("one => one.naturalWidth")
    expect(view).to_contain_text("the same bytes")
    expect(view).to_contain_text("Bearer [key]")
    view.get_by_text("Request body, its first bytes as sent").click()
    expect(view.get_by_label("Request body, its first bytes as sent")).to_contain_text("0000  ")
    watched.screenshot("html-real-case", whole=True)
    assert [] == watched.axe()


@needs_machine("chromium")
def test_a_case_that_is_answered_from_the_cache_shows_what_was_seen_when_it_ran(made: Path, open_page: Open) -> None:
    """Pictures, first bytes and waits are there on the page of a run that ran nothing of the case.

    A run without the cache between the two takes nothing away: the cache answers as it did before.
    """
    arguments = ("run", "v1/masking", "--scenario", "success", "--html", "again.html", "--json", "again.json")
    assert 0 == harness(made, *arguments, "--no-cache").returncode
    done = harness(made, *arguments)
    assert 0 == done.returncode, done.stderr + done.stdout
    assert [True] == [one["cached"] for one in report(made / "again.json")["cases"]]
    view = open_page((made / "again.html").as_uri() + f"#{CASE}").page.locator("#view")
    expect(view.get_by_role("heading", name=CASE)).to_be_visible()
    for words in ("The uploaded image", "Image 1 that the mock sent", "as written", "as the mock sent it"):
        assert 0 < view.get_by_alt_text(words).first.evaluate("one => one.naturalWidth")
    expect(view).to_contain_text("answered from the cache")
    expect(view).not_to_contain_text("were not kept")
    expect(view).to_contain_text("first byte of the answer after")
    expect(view.get_by_text("Request body, its first bytes as sent")).to_be_visible()


@needs_machine("chromium")
def test_a_finding_shows_the_line_of_the_program(made: Path, open_page: Open) -> None:
    """The line at fault stands in the page as it stands in the program."""
    watched = open_page((made / "out" / "report.html").as_uri())
    expect(watched.page.locator("#causes .line.marked").first).to_contain_text("/v1/user/balances")
    watched.screenshot("html-real-overview", whole=True)


@needs_machine("chromium")
def test_a_page_is_made_of_a_report_alone(made: Path, tmp_path: Path, open_page: Open) -> None:
    """`harness merge` makes the page of a JSON report, without pictures; the exit status is the report's."""
    done = harness(made, "merge", "out/report.json", "--html", tmp_path / "merged.html")
    assert 1 == done.returncode, done.stderr
    page = open_page((tmp_path / "merged.html").as_uri() + f"#{CASE}").page
    expect(page.locator("#view").get_by_role("heading", name=CASE)).to_be_visible()
    expect(page.locator("#view img")).to_have_count(0)


def test_the_page_changes_nothing_of_the_json_report(made: Path) -> None:
    """What only the page shows does not stand in the JSON report."""
    (found,) = [one for one in report(made / "out" / "report.json")["cases"] if one["name"] == CASE]
    assert {"request", "response"} == set(found["exchanges"][0])


def test_a_page_that_can_not_be_written_is_told_before_the_run(tmp_path: Path) -> None:
    """A folder in the place of the file is told in one line, and nothing is run."""
    root = make_tree(tmp_path / "tree", BALANCE).root
    (root / "page.html").mkdir()
    done = harness(root, "run", "--html", "page.html")
    assert (2, "") == (done.returncode, done.stdout)
    assert "harness: page.html: expected a file that can be written, got a folder\n" == done.stderr


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"schema_version": 2}', "expected a report of schema_version 1, got schema_version 2"),
        ('{"schema_version": 1, "cases": [', "expected a whole JSON report"),
        ('{"schema_version": 1, "cases": 5}', "bad.json"),
    ],
    ids=["another version", "cut off", "edited"],
)
def test_a_report_that_is_none_makes_no_page(made: Path, tmp_path: Path, text: str, told: str) -> None:
    """A report of another version, a truncated one and an edited one are told in one line; no page is written."""
    (tmp_path / "bad.json").write_text(text, "utf-8")
    done = harness(made, "merge", tmp_path / "bad.json", "--html", tmp_path / "page.html")
    assert 2 == done.returncode
    assert told in done.stderr
    assert 1 == done.stderr.count("\n")
    assert not (tmp_path / "page.html").exists()


def test_the_last_report_is_opened(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page of the last run is written with its pictures, and the browser of the user gets its address."""
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\nprintf "%s" "$1" >"{tmp_path}/opened"\n', "utf-8")
    browser.chmod(0o755)
    monkeypatch.setenv("BROWSER", f"{browser} %s")
    done = harness(made, "report")
    assert (0, ".harness/report.html\n") == (done.returncode, done.stdout), done.stderr
    page = made / ".harness" / "report.html"
    assert page.as_uri() == (tmp_path / "opened").read_text("utf-8")
    assert f"{made.name}</title>" in page.read_text("utf-8")


def test_where_there_is_no_browser_the_path_is_said(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without a display and without any browser is no error; `--no-open` does not look for one."""
    monkeypatch.setenv("BROWSER", "/nowhere/browser %s")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.setenv("PATH", "/nowhere")
    done = harness(made, "report")
    assert (0, ".harness/report.html\nno browser was found: open the file yourself\n") == (done.returncode, done.stdout)
    assert (0, ".harness/report.html\n") == ((done := harness(made, "report", "--no-open")).returncode, done.stdout)


def test_a_report_before_any_run_is_one_clear_line(tmp_path: Path) -> None:
    """Nothing is opened where nothing has run."""
    root = make_tree(tmp_path / "tree", MASKING).root
    done = harness(root, "report")
    expected = "harness: .harness/last-run.json: expected the last run's report, found none: run `harness run` first\n"
    assert (2, expected) == (done.returncode, done.stderr)
