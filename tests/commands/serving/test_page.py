"""The page of `harness serve` in a real Chromium."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Page, Route, expect
from support.browser import Open, Watched
from support.machine import needs_machine
from support.trees import ROOT

from commands.serving.served import BEARER, KEY, Served, serving

pytestmark = needs_machine("chromium")

TEXT_TO_IMAGE = "/v1/generation/stable-diffusion-v1-5/text-to-image"
JSON = BEARER | {"Content-Type": "application/json", "Accept": "application/json"}
WRONG = json.dumps({"text_prompts": [{"text": "<img src=x onerror=alert(1)>"}], "steps": "many"})


@pytest.fixture
def page(served: Served, open_page: Open) -> Watched:
    """The page, once it listens."""
    watched = open_page(f"{served.host}/_harness/")
    expect(watched.page.locator("#connection")).to_have_text(f"listening on {served.host}")
    return watched


def newest(page: Page, served: Served) -> str:
    """Waits until the newest request is in the list, and gives its place there."""
    place = f"#request-{served.seen()[-1]['number']}"
    expect(page.locator(place)).to_be_visible()
    return place


def test_a_request_appears_as_it_comes(page: Watched, served: Served) -> None:
    served.ask("GET", "/v1/user/balance?first", headers=BEARER)
    button = page.page.locator(newest(page.page, served))
    expect(button).to_contain_text("GET /v1/user/balance?first")
    expect(button).to_have_attribute("aria-current", "true")
    expect(page.page.locator("#news")).to_contain_text("GET /v1/user/balance?first: 200, valid, but other")
    expect(page.page.locator("#detail")).to_contain_text("Authorization: Bearer [key]")
    assert KEY not in page.page.content()


def test_what_is_wrong_and_what_was_due_is_shown(page: Watched, served: Served) -> None:
    served.ask("POST", TEXT_TO_IMAGE, WRONG, JSON)
    newest(page.page, served)
    detail = page.page.locator("#detail")
    expect(detail.locator(".finding strong").first).to_have_text("body-schema")
    row = detail.locator("#differences tr", has=page.page.get_by_role("rowheader", name="body.steps"))
    expect(row).to_have_text('body.steps30"many"')
    expect(detail.get_by_text("<img src=x onerror=alert(1)>").first).to_be_visible()
    detail.locator("summary").click()
    expect(detail.get_by_role("region", name="fixtures/requests/v1/text_to_image.json")).to_contain_text("lighthouse")
    page.screenshot("serve-wrong-request", whole=True)
    assert [] == page.complaints


def test_the_next_answer_is_chosen_by_keyboard_alone(page: Watched, served: Served) -> None:
    keyboard = page.page.keyboard
    keyboard.press("Tab")
    expect(page.page.locator("#scenario")).to_be_focused()
    keyboard.type("unauth")
    expect(page.page.locator("#scenario")).to_have_value("unauthorized")
    keyboard.press("Tab")
    keyboard.press("Tab")
    keyboard.press("Enter")
    expect(page.page.locator("#now")).to_have_text("now: unauthorized, once")
    assert [401, 200] == [served.ask("GET", "/v1/user/balance", headers=BEARER)[0] for _ in range(2)]
    newest(page.page, served)
    expect(page.page.locator("#now")).to_have_text("now: success")


def test_what_is_next_is_never_told_from_an_answer_that_comes_late(page: Watched, served: Served) -> None:
    def late(route: Route) -> None:
        answer = route.fetch()
        assert 401 == served.ask("GET", "/v1/user/balance", headers=BEARER)[0]
        route.fulfill(response=answer)

    page.page.route("**/_harness/scenario", late)
    page.page.locator("#scenario").select_option("unauthorized")
    with page.page.expect_event("requestfinished", lambda one: one.url.endswith("/scenario")):
        page.page.get_by_role("button", name="Set").click()
    newest(page.page, served)
    page.page.evaluate("() => new Promise(done => setTimeout(done))")  # the page has read the late answer
    expect(page.page.locator("#now")).to_have_text("now: success")


def test_a_narrow_window_does_not_scroll_sideways(served: Served, open_page: Open) -> None:
    served.ask("POST", TEXT_TO_IMAGE, WRONG, JSON)
    watched = open_page(f"{served.host}/_harness/", width=360)
    newest(watched.page, served)
    assert watched.page.evaluate("document.documentElement.scrollWidth") <= 360


def test_an_older_request_is_read_by_keyboard_alone(page: Watched, served: Served) -> None:
    served.ask("GET", "/v1/user/balance?older", headers=BEARER)
    served.ask("GET", "/v1/user/balance?newer", headers=BEARER)
    newest(page.page, served)
    keyboard = page.page.keyboard
    for _ in range(5):  # past the form and the newest
        keyboard.press("Tab")
    keyboard.press("Enter")
    expect(page.page.locator("#detail")).to_be_focused()
    expect(page.page.locator("#detail h2")).to_have_text("GET /v1/user/balance?older")
    served.ask("GET", "/v1/user/balance?newest", headers=BEARER)
    newest(page.page, served)
    expect(page.page.locator("#detail h2")).to_have_text("GET /v1/user/balance?older")


def test_a_request_is_copied_as_curl(page: Watched, served: Served) -> None:
    page.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    served.ask("POST", TEXT_TO_IMAGE, WRONG, JSON)
    newest(page.page, served)
    page.page.get_by_role("button", name="Copy as curl").click()
    expect(page.page.get_by_text(" copied")).to_be_visible()
    copied = page.page.evaluate("navigator.clipboard.readText()")
    assert served.seen()[-1]["curl"] == copied
    assert '"$STABILITY_API_KEY"' in copied


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [1280, 400])
def test_axe_finds_nothing(served: Served, open_page: Open, dark: bool, width: int) -> None:
    served.ask("POST", TEXT_TO_IMAGE, WRONG, JSON)
    served.ask("GET", "/v1/user/balance", headers=BEARER)
    watched = open_page(f"{served.host}/_harness/", dark=dark, width=width)
    newest(watched.page, served)
    for number in (-1, -2):
        watched.page.locator(f"#request-{served.seen()[number]['number']}").click()
        assert [] == watched.axe()
    watched.screenshot(f"serve-{'dark' if dark else 'light'}-{width}")


def test_an_empty_page_says_what_to_do_and_axe_finds_nothing(open_page: Open) -> None:
    with serving() as own:
        watched = open_page(f"{own.host}/_harness/")
        expect(watched.page.locator("#none")).to_be_visible()
        expect(watched.page.locator("#start")).to_contain_text(f"API_HOST={own.host} ")
        expect(watched.page.locator("#now")).to_have_text("now: success")
        assert [] == watched.axe()


def test_no_request_leaves_the_page(page: Watched, served: Served) -> None:
    served.ask("POST", TEXT_TO_IMAGE, WRONG, JSON)
    newest(page.page, served)
    assert {served.host} == {re.sub(r"(?<=\d)/.*", "", url) for url in page.requests}
    assert [] == page.complaints


def test_the_page_takes_up_again_when_the_mock_comes_back(open_page: Open) -> None:
    with serving() as own:
        watched = open_page(f"{own.host}/_harness/")
        own.ask("GET", "/v1/user/balance", headers=BEARER)
        expect(watched.page.locator("#request-1")).to_be_visible()
        port = own.port
    expect(watched.page.locator("#connection")).to_contain_text("the mock has ended")
    with serving(ROOT, "--port", str(port)):
        expect(watched.page.locator("#connection")).to_have_text(f"listening on http://localhost:{port}", timeout=20000)
        expect(watched.page.locator("#none")).to_be_visible()
        expect(watched.page.locator("#list li")).to_have_count(0)


# --------------------------------------------------------------------------- a page of another origin


class _Elsewhere(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>elsewhere</title>")

    def log_message(self, *_: object) -> None:  # type: ignore[override]
        """Says nothing."""


@pytest.fixture
def elsewhere() -> Iterator[str]:
    """Another origin on this machine."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Elsewhere)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


TRY = """async ([url, options]) => {
  try { const a = await fetch(url, options); return a.type === 'opaque' ? 'opaque' : await a.text(); }
  catch (error) { return 'refused'; }
}"""


def test_a_page_of_another_origin_reads_and_chooses_nothing(served: Served, open_page: Open, elsewhere: str) -> None:
    watched = open_page(elsewhere)
    own = f"{served.host}/_harness/"
    post = {"method": "POST", "headers": {"Content-Type": "application/json"}, "body": '{"scenario": "reset"}'}
    assert "refused" == watched.page.evaluate(TRY, [own + "requests", {}])
    assert "refused" == watched.page.evaluate(TRY, [own + "scenario", post])
    plain = {"method": "POST", "mode": "no-cors", "body": '{"scenario": "reset"}'}
    assert watched.page.evaluate(TRY, [own + "scenario", plain]) in ("opaque", "refused")
    framed = watched.page.evaluate(
        """async (url) => { const frame = document.createElement('iframe'); frame.src = url;
        const loaded = new Promise((resolve) => frame.addEventListener('load', resolve));
        document.body.append(frame); await loaded; return frame.contentDocument === null; }""",
        own,
    )
    assert framed is True
    assert 200 == served.ask("GET", "/v1/user/balance", headers=BEARER)[0]
