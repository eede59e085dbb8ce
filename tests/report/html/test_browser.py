"""The tools of these tests see what they are to see."""

from __future__ import annotations

from pathlib import Path

from support.browser import Open
from support.machine import needs_machine

pytestmark = needs_machine("chromium")
FAULTY = """<!doctype html><html lang="en"><title>t</title><main><h1>t</h1><img src="data:image/png;base64,">
<p style="color:#999;background:#fff">pale</p></main><script>console.error("told")</script>
<img alt="" src="http://elsewhere.invalid/a.png">"""


def test_axe_finds_what_is_wrong_with_a_page(tmp_path: Path, open_page: Open) -> None:
    """An image without words and a pale text are found."""
    (tmp_path / "page.html").write_text(FAULTY, "utf-8")
    found = {line.split(":")[0] for line in open_page((tmp_path / "page.html").as_uri()).axe()}
    assert {"image-alt", "color-contrast"} <= found


def test_requests_and_complaints_are_recorded(tmp_path: Path, open_page: Open) -> None:
    """A request to another host and an error on the console are seen."""
    (tmp_path / "page.html").write_text(FAULTY, "utf-8")
    watched = open_page((tmp_path / "page.html").as_uri())
    assert "http://elsewhere.invalid/a.png" in watched.requests
    assert "told" in watched.complaints


def test_a_screenshot_is_kept(tmp_path: Path, open_page: Open) -> None:
    """A picture of the page is written as a PNG."""
    (tmp_path / "page.html").write_text(FAULTY, "utf-8")
    path = open_page((tmp_path / "page.html").as_uri()).screenshot("faulty")
    assert path.read_bytes().startswith(b"\x89PNG")
