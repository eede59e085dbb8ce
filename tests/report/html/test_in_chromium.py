"""The HTML report as people use it, in a real Chromium."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import unquote

import pytest
from playwright.sync_api import Locator, Page, expect
from support.browser import Open, Watched
from support.machine import needs_machine

from report.html.reports import (
    DIGEST,
    LANGUAGES,
    Record,
    case,
    exchange,
    finding,
    large,
    report,
    with_picture,
    write,
)

pytestmark = needs_machine("chromium")
RED = "v1/masking/go/success"
Opened = Callable[..., Watched]


def mixed() -> Record:
    """Two versions, four languages; one program is at fault, one case is a known failure, one was skipped."""
    cases = [
        case(f"{api}/{operation}/{language}/{scenario}")
        for api in ("v1", "v2")
        for operation in ("masking", "list_engines")
        for language in LANGUAGES
        for scenario in ("success", "unauthorized", "hang")
    ]
    by_name = {one["name"]: one for one in cases}
    by_name[RED] |= {"verdict": "failed", "findings": [finding(), finding(code="method", line=1, message="wrong")]}
    by_name[RED]["outcome"] = by_name[RED]["outcome"] | {"exit_status": 1, "stderr": "Unexpected response\n"}
    by_name["v1/masking/ts/hang"] |= {"verdict": "known-failure", "reason": "waits for ever"}
    by_name["v2/masking/curl/hang"] |= {"verdict": "skipped", "reason": "no curl", "cached": True}
    other = '{"samples":1,"steps":31}'
    body = {"kind": "text", "media_type": "application/json", "text": other, "bytes": len(other)}
    by_name["v1/masking/ts/success"]["exchanges"] = [exchange(**body)]
    return report(*cases, shard={"index": 2, "total": 3})


@pytest.fixture
def opened(tmp_path: Path, open_page: Open) -> Opened:
    """Opens the page of a report at `at`, the part of its address behind `#`."""

    def show(found: Record | None = None, at: str = "", **how: object) -> Watched:
        return open_page(write(tmp_path, found or mixed()) + (f"#{at}" if at else ""), **how)

    return show


def cell(page: Page, name: str) -> str:
    """What the matrix says of an example."""
    return page.locator(f'.cell[href="#{name}"] .figure').inner_text()


def chooser(page: Page, label: str) -> Locator:
    """One of the filters."""
    return page.get_by_role("searchbox" if label == "Text" else "combobox", name=label, exact=True)


def at(page: Page) -> str:
    """The part of the address behind `#`."""
    return unquote(page.url.partition("#")[2])


def test_the_matrix_counts_the_cases_of_each_example(opened: Opened) -> None:
    """Each example has its count of cases, a fault is marked, and the head tells verdicts, guard and shard."""
    page = opened().page
    assert "2/3" == cell(page, "v1/masking/go")
    assert "3/3" == cell(page, "v1/masking/ts")
    expect(page.locator('.cell[href="#v1/masking/go"]')).to_contain_text("failed")
    expect(page.locator(".about")).to_contain_text("shard 2 of 3")
    expect(page.locator(".about")).to_contain_text("guard namespaces")
    expect(page.locator("#count")).to_have_text("48 cases")


def test_filters_narrow_everything_and_stay_in_the_address(opened: Opened) -> None:
    """What a filter lets through is counted in the matrix, listed, and kept in the address, which opens the same."""
    watched = opened()
    page = watched.page
    chooser(page, "Language").select_option("go")
    chooser(page, "Text").fill("UNAUTHORIZED")
    expect(page.locator("#count")).to_have_text("4 of 48 cases")
    expect(page.locator("#rows tr")).to_have_count(4)
    assert "1/1" == cell(page, "v1/masking/go")
    assert "\u2013" == cell(page, "v1/masking/ts")
    assert "?language=go&text=UNAUTHORIZED" == at(page)
    page.reload()
    expect(page.locator("#count")).to_have_text("4 of 48 cases")
    expect(chooser(page, "Language")).to_have_value("go")
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("#count")).to_have_text("48 cases")


@pytest.mark.parametrize(
    ("label", "value", "count"),
    [
        ("Version", "v1", 24),
        ("Operation", "masking", 24),
        ("Scenario", "hang", 16),
        ("Verdict", "failed", 1),
        ("Code", "method", 1),
    ],
)
def test_each_filter_takes_its_own(opened: Opened, label: str, value: str, count: int) -> None:
    """Version, operation, scenario, verdict and code choose the cases of that value."""
    page = opened().page
    chooser(page, label).select_option(value)
    expect(page.locator("#count")).to_have_text(f"{count} of 48 cases")


def test_findings_that_no_case_shown_has_are_hidden(opened: Opened) -> None:
    """A filter that leaves no failed case leaves no finding, and says so."""
    page = opened().page
    expect(page.locator("#causes article:visible")).to_have_count(2)
    chooser(page, "Language").select_option("ts")
    expect(page.locator("#causes article:visible")).to_have_count(0)
    expect(page.locator("#no-causes")).to_be_visible()


def test_the_title_says_the_verdict_and_the_head_what_was_run(opened: Opened) -> None:
    """Project, branch, commit and settings stand at the top; the tab's title has the verdict and the project."""
    project = {"name": "acme", "settings": "harness.toml", "commit": "0123456789abcdef", "branch": "feature"}
    page = opened(mixed() | {"project": project, "whole": False}).page
    expect(page).to_have_title("\u2717 1 of 48 cases failed \u2013 acme")
    expect(page.get_by_role("heading", level=1)).to_have_text("1 of 48 cases failed")
    about = page.locator(".about")
    for said in (
        "project acme",
        "branch feature",
        "commit 0123456789",
        "settings harness.toml",
        "48, a part of the plan",
    ):
        expect(about).to_contain_text(said)


def test_an_operation_that_failed_is_the_first_of_its_matrix(opened: Opened) -> None:
    """By name `list_engines` would be the first."""
    page = opened().page
    expect(page.locator('[aria-label="Matrix of v1"] tbody tr').first).to_contain_text("masking")
    expect(page.locator('[aria-label="Matrix of v2"] tbody tr').first).to_contain_text("list_engines")
    expect(page.locator("#rows tr").first).to_contain_text(RED)


def test_rows_of_the_matrix_without_a_case_vanish(opened: Opened) -> None:
    """A filter leaves the operations that it lets through, and the versions that have one."""
    page = opened().page
    chooser(page, "Verdict").select_option("failed")
    expect(page.locator(".matrix tbody tr:visible")).to_have_count(1)
    expect(page.locator(".matrix:visible")).to_have_count(1)
    page.get_by_role("button", name="Clear").click()
    expect(page.locator(".matrix tbody tr:visible")).to_have_count(4)


def test_a_code_leads_to_its_explanation(opened: Opened) -> None:
    """From a finding, from a case and from the list a code opens what it means, a wrong and a right program."""
    page = opened().page
    page.locator("#causes").get_by_role("link", name="body-schema").click()
    expect(page.locator("#code-body-schema")).to_have_attribute("open", "")
    expect(page.locator("#code-body-schema summary")).to_be_focused()
    expect(page.get_by_label("Wrong: body-schema")).to_be_visible()
    page.evaluate("place => { location.hash = place }", RED)
    page.locator("#view").get_by_role("link", name="method").click()
    expect(page.locator("#overview")).to_be_visible()
    expect(page.locator("#code-method summary")).to_be_in_viewport()


def failing(number: int) -> Record:
    """A case that fails by a cause of its own: numbers in a message do not make one."""
    words = "".join("abcdefghij"[int(digit)] for digit in str(number))
    wrong = finding(message=f"{words}: expected an integer", line=number + 1, file=f"examples/{words}.go")
    return case(f"v1/operation_{number % 10}/go/scenario_{words}", verdict="failed", findings=[wrong])


def test_hundreds_of_causes_begin_with_a_table(opened: Opened) -> None:
    """Twenty rows are shown, then all; a row opens its entry; the page is no longer than some screens."""
    page = opened(report(*map(failing, range(300)))).page
    rows = page.locator("#cause-rows tbody tr:visible")
    expect(rows).to_have_count(20)
    expect(page.locator("#causes article").first).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollHeight") <= 9000
    page.get_by_role("button", name="Show all 300 causes").click()
    expect(rows).to_have_count(300)
    rows.nth(250).get_by_role("link").click()
    expect(page.locator("#cause-251")).to_be_in_viewport()
    chooser(page, "Text").fill("scenario_cfb")
    expect(rows).to_have_count(1)


def test_the_filters_fold_on_a_narrow_screen(opened: Opened) -> None:
    """At 400 pixels the filters are one line, which says how many are set; opened they work as ever."""
    page = opened(width=400, at="?verdict=failed").page
    expect(page.locator("#filters")).to_be_hidden()
    expect(page.get_by_text("Filters (1 set)")).to_be_visible()
    page.get_by_text("Filters (1 set)").click()
    page.get_by_role("button", name="Clear").click()
    expect(page.locator("#count")).to_have_text("48 cases")


def test_a_matrix_of_many_languages_scrolls_where_it_is_seen(opened: Opened) -> None:
    """At 400 pixels the matrix scrolls by itself under a bar, and the names of operations stay."""
    languages = ("python", "ts", "go", "curl", "ruby", "php", "java", "rust", "javascript")
    watched = opened(report(*(case(f"v1/masking/{one}/success") for one in languages)), width=400)
    page = watched.page
    box = page.locator('[aria-label="Matrix of v1"]')
    assert box.evaluate("one => one.scrollWidth > one.clientWidth")
    box.evaluate("one => one.scrollTo(9999, 0)")
    expect(box.get_by_role("rowheader", name="masking")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollWidth") <= 400
    watched.screenshot("html-narrow-matrix")
    assert [] == watched.axe()


def test_a_link_leads_to_a_case_and_back(opened: Opened) -> None:
    """A case shows its findings with the program's line, what was sent and decoded, what was said; filters stay."""
    page = opened().page
    chooser(page, "Verdict").select_option("failed")
    page.locator("#rows").get_by_role("link", name=RED).click()
    view = page.locator("#view")
    expect(view.get_by_role("heading", name=RED)).to_be_focused()
    expect(view.locator(".line.marked").first).to_contain_text('steps := "30" // <b>')
    expect(view.get_by_label("Request body, as decoded")).to_contain_text('"steps": 30,')
    expect(view.get_by_label("stderr", exact=True)).to_have_text("Unexpected response")
    expect(view).to_contain_text("exit status 1, after 27 ms")
    assert f"{RED}?verdict=failed" == at(page)
    page.get_by_role("link", name="All results").click()
    expect(page.locator("#count")).to_have_text("1 of 48 cases")


def test_cases_are_ordered_and_shown_by_the_hundred(opened: Opened) -> None:
    """The slowest or the worst stand first where that is asked for; more than a hundred are shown on demand."""
    cases = [case(f"v1/operation_{number}/go/success", duration_ms=number) for number in range(150)]
    cases[70] |= {"verdict": "failed", "findings": [finding()], "duration_ms": 2300, "cached": True}
    page = opened(report(*cases)).page
    rows = page.locator("#rows tr")
    expect(rows).to_have_count(100)
    expect(rows.first).to_contain_text("operation_70/")
    page.get_by_label("Order").select_option("as planned")
    expect(rows.first).to_contain_text("operation_0/")
    page.get_by_label("Order").select_option("slowest first")
    expect(rows.first).to_contain_text("2.3 s, cached")
    expect(rows.nth(1)).to_contain_text("149 ms")
    page.get_by_label("Order").select_option("worst first")
    expect(rows.first).to_contain_text("failed")
    page.get_by_role("button", name="Show 50 more of 50").click()
    expect(rows).to_have_count(150)
    expect(rows.nth(100).get_by_role("link")).to_be_focused()


def test_the_verdicts_of_the_head_are_filters(opened: Opened) -> None:
    """Following the count of failed cases leaves those alone."""
    page = opened().page
    page.locator(".summary").get_by_role("link", name="1 failed").click()
    expect(page.locator("#count")).to_have_text("1 of 48 cases")
    expect(chooser(page, "Verdict")).to_have_value("failed")


def test_a_cell_of_the_matrix_leads_to_the_cases_of_an_example(opened: Opened) -> None:
    """Following a cell lists the cases of that program."""
    page = opened().page
    page.locator('.cell[href="#v1/masking/go"]').click()
    expect(page.locator("#count")).to_have_text("3 of 48 cases")
    expect(page.get_by_role("heading", name="Cases", exact=True)).to_be_focused()


def test_an_operation_shows_its_languages_side_by_side(opened: Opened) -> None:
    """A value that one language alone sends is marked there, and named; what client libraries set is not."""
    page = opened(at="v1/masking").page
    expect(page.locator("#view .compared")).to_contain_text("only ts differs")
    odd = page.locator("#view .odd")
    assert ["31", "not sent"] == sorted(text.rpartition("differs:")[2].strip() for text in odd.all_inner_texts())
    expect(page.locator("#view .compared")).to_contain_text("Left to the client libraries")
    expect(page.locator("#view .mark.known-failure")).to_have_count(1)


def test_thumbnails_are_seen_beside_what_was_sent(tmp_path: Path, open_page: Open) -> None:
    """The written image and the mock's are both decoded by the browser, and said to be the same bytes."""
    record, details = with_picture(RED)
    watched = open_page(write(tmp_path, report(record), details) + f"#{RED}")
    images = watched.page.locator("#view img")
    expect(images).to_have_count(4)
    assert [64] * 4 == images.evaluate_all("all => all.map(one => one.naturalWidth)")
    expect(watched.page.locator("#view")).to_contain_text("the same bytes")
    expect(watched.page.locator("#view")).to_contain_text(DIGEST)
    expect(watched.page.locator("#view")).to_contain_text("after 1.5 ms")


def test_the_repeat_command_is_copied(opened: Opened) -> None:
    """The button puts the command on the clipboard."""
    watched = opened(at=RED)
    watched.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    watched.page.locator("#view").get_by_role("button", name=f"Copy “harness run {RED}”").first.click()
    expect(watched.page.locator("#said")).to_have_text(f"Copied: harness run {RED}")
    assert f"harness run {RED}" == watched.page.evaluate("navigator.clipboard.readText()")


def test_the_keyboard_alone_is_enough(opened: Opened) -> None:
    """Tab reaches the filters, typing filters, Tab and Enter open a case, and Enter on the link back closes it."""
    page = opened().page
    for key in ("Tab", "Enter"):
        page.keyboard.press(key)  # the link that skips to the results
    expect(page.locator("#main")).to_be_focused()
    for _ in range(7):
        page.keyboard.press("Tab")
    expect(chooser(page, "Text")).to_be_focused()
    page.keyboard.type("masking go failed")
    expect(page.locator("#count")).to_have_text("1 of 48 cases")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('#rows') !== null"):
            break
    assert "solid" == page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    page.keyboard.press("Enter")
    expect(page.locator("#view").get_by_role("heading", name=RED)).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#overview")).to_be_visible()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("place", ["", RED, "v1/masking"], ids=["overview", "case", "operation"])
def test_axe_finds_nothing(opened: Opened, *, dark: bool, place: str) -> None:
    """The overview, a case and an operation are accessible by axe-core's rules, in both schemes; a picture is kept."""
    watched = opened(at=place, dark=dark)
    expect(watched.page.locator("#view" if place else "#overview")).to_be_visible()
    watched.page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    name = {"": "overview", RED: "case", "v1/masking": "operation"}[place]
    watched.screenshot(f"html-{name}-{'dark' if dark else 'light'}", whole=True)
    assert [] == watched.axe()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing_without_scripts(opened: Opened, *, dark: bool) -> None:
    """What stands in the page for readers without scripts is accessible too.

    axe-core needs scripts itself: what `noscript` holds is put into the page in its place.
    """
    watched = opened(dark=dark)
    watched.page.evaluate(
        "for (const one of document.querySelectorAll('noscript')) "
        "one.replaceWith(document.createRange().createContextualFragment(one.textContent))"
    )
    watched.screenshot(f"html-noscript-{'dark' if dark else 'light'}", whole=True)
    assert [] == watched.axe()


def test_nothing_leaves_the_page_and_nothing_is_complained_of(opened: Opened) -> None:
    """Opening, filtering and reading cases asks for the page alone, and breaks no policy."""
    watched = opened()
    page = watched.page
    chooser(page, "Language").select_option("go")
    for place in (RED, "v1/masking", "v1/masking/go", "no/such/case", "%E0%A4%A", ""):
        page.evaluate("place => { location.hash = place }", place)
        page.wait_for_function("true")
    expect(page.locator("#overview")).to_be_visible()
    assert {page.url.partition("#")[0]} == {url for url in watched.requests if not url.startswith("data:")}
    assert [] == watched.complaints


def test_the_policy_lets_nothing_else_by(opened: Opened) -> None:
    """A script, a handler, a style and a request that someone has brought in are turned away."""
    watched = opened()
    watched.page.evaluate("""() => {
        document.body.insertAdjacentHTML('beforeend', '<img src=x onerror="window.caught = 1"><p style="color:red">');
        const script = document.createElement('script');
        script.textContent = 'window.caught = 2';
        document.body.append(script);
        fetch('http://elsewhere.invalid/').catch(() => {});
    }""")
    watched.page.wait_for_function("true")
    assert watched.page.evaluate("window.caught") is None
    assert [] == [url for url in watched.requests if "elsewhere" in url]
    assert 4 <= len([line for line in watched.complaints if "Content Security Policy" in line])


def test_without_scripts_the_page_can_be_read(opened: Opened) -> None:
    """Matrix, findings, every case's verdict and the failed case's details stand there; the filters do not."""
    watched = opened(scripts=False)
    page = watched.page
    expect(page.locator(".matrix")).to_have_count(2)
    expect(page.locator("#causes article")).to_have_count(2)
    expect(page.locator(".grid .mark")).to_have_count(48)
    expect(page.locator("article.failed")).to_contain_text("Unexpected response")
    expect(page.locator("#filters")).to_be_hidden()
    page.locator(f'#causes a[href="#{RED}"]').first.click()
    expect(page.locator("article.failed")).to_be_in_viewport()
    watched.screenshot("html-no-scripts", whole=True)


@pytest.mark.parametrize("place", ["", RED, "v1/masking"], ids=["overview", "case", "operation"])
def test_a_narrow_window_does_not_scroll_sideways(tmp_path: Path, open_page: Open, place: str) -> None:
    """On a screen of 360 pixels the page fits, whatever it shows, and is accessible."""
    record, details = with_picture(RED)
    body = {"kind": "binary", "media_type": "image/png", "bytes": 787, "sha256": "0" * 64}
    record["exchanges"][0]["response"]["body"] = body
    never = {"exercised": [], "never": ["A_VALUE_OF_AN_ENUM_WITH_A_NAME_THAT_IS_LONG"]}
    fields = {"v1/masking": {"clip_guidance_preset": never, "text_prompts.weight": never}}
    found = report(record) | {"coverage": {"operations": {"v1/masking": {"go": True}}, "fields": fields}}
    watched = open_page(write(tmp_path, found, details) + f"#{place}", width=360)
    expect(watched.page.locator("#view" if place else "#overview")).to_be_visible()
    watched.page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    watched.screenshot(f"html-narrow-{place.count('/')}", whole=True)
    assert watched.page.evaluate("document.documentElement.scrollWidth") <= 360
    assert [] == watched.axe()


def test_a_narrow_window_shows_the_matrix_and_the_names_of_cases_whole(opened: Opened) -> None:
    """With four languages and failures the page still fits 360 pixels; a case's name takes two lines at most."""
    watched = opened(width=360, at="?verdict=failed")
    page = watched.page
    name = page.locator("#rows").get_by_role("rowheader", name=RED)
    expect(name).to_be_visible()
    watched.screenshot("html-narrow-overview", whole=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert name.evaluate("one => one.offsetHeight / parseFloat(getComputedStyle(one).lineHeight)") <= 2
    assert [] == watched.axe()


@pytest.mark.parametrize("one_in", [50, 1], ids=["few failed", "all failed"])
def test_five_thousand_cases_open_and_filter_in_one_small_file(tmp_path: Path, open_page: Open, one_in: int) -> None:
    """The file is under 15 MB; `bench/page.py` measures how quick it is."""
    found = large(5000, one_in)
    url = write(tmp_path, found)
    count = len(found["cases"])
    watched = open_page()
    watched.page.goto(url)
    expect(watched.page.locator("#count")).to_have_text(f"{count} cases")
    for label, value in (("Scenario", "hang"), ("Language", "go"), ("Scenario", "all"), ("Text", "operation_7")):
        chosen = chooser(watched.page, label)
        if label == "Text":
            chosen.fill(value)
        else:
            chosen.select_option(value)
        expect(watched.page.locator("#count")).to_contain_text(f" of {count} cases")
    assert 5000 <= count
    assert 15 > (tmp_path / "report.html").stat().st_size / 1024 / 1024
