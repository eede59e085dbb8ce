"""Whatever programs, servers and documents say, the page shows it and does not obey it."""

from __future__ import annotations

import base64
import copy
import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from support.browser import Open
from support.machine import needs_machine

from harness.report.html import page
from harness.report.html.plain import plain
from harness.report.sources import Sources
from report.html.reports import Record, case, exchange, finding, report, write

HOSTILE = (
    "</script><script>window.caught=1</script>"
    "<!--<script>--><img src=x onerror=window.caught=2>\"'><svg onload=window.caught=3>"
    "</pre></noscript></style></title></template>{{ 7*7 }}{% raw %}"
    "\u2028\u2029\u202e\u2066\ud800\udfff\x00\x1b[31m\x7f\x85\ufeff&lt;&#x3c;javascript:alert(1)"
)
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def spoiled(value: Any, key: str = "") -> Any:
    """The same value with every free text hostile; what the report's schema restricts is left."""
    if key in ("verdict", "severity", "kind", "started", "scenario", "language", "blame", "sha256", "guard"):
        return value
    if isinstance(value, str):
        return value + HOSTILE.replace("/", "|") if key in ("name", "api", "operation") else value + HOSTILE
    if isinstance(value, dict):
        return {name: spoiled(item, name) for name, item in value.items()}
    if isinstance(value, list):
        return [spoiled(item, key) for item in value]
    return value


def hostile() -> Record:
    """A report with hostile texts at every place that can hold one."""
    part = {"name": "file", "filename": "a.png", "content_type": "image/png", "bytes": 1, "sha256": "0" * 64}
    text = {"name": "text", "filename": None, "content_type": None, "bytes": 1, "text": "value"}
    binary = {"kind": "binary", "media_type": "image/png", "bytes": 3, "sha256": "0" * 64}
    form = '{"<b>":"</script>","a":[{"b":"\\u202e"}]}'
    outputs = [{"path": "out/a.png", "bytes": 3, "sha256": "0" * 64, "width": 1, "height": 1}]
    outcome = {"kind": "finished", "exit_status": 1, "stdout": "out", "stderr": "err", "outputs": outputs}
    plain_one = case(
        "v1/masking/go/success", outcome=outcome, verdict="failed", findings=[finding(), finding(line=None)]
    )
    plain_one["exchanges"] = [
        exchange(kind="multipart", parts=[part, text]),
        exchange(**binary),
        exchange(kind="text", media_type="application/json", text=form, bytes=40),
    ]
    plain_one["exchanges"][1]["request"]["fault"] = "unreadable"
    known = case("v1/masking/ts/success", verdict="known-failure", reason="known", findings=[finding()])
    skipped = case("v1/masking/curl/success", verdict="could-not-run", reason="none")
    skipped["outcome"] = {"kind": "could-not-start", "reason": "none"}
    cases = []
    for one in (plain_one, known, skipped):
        bad = spoiled(copy.deepcopy(one))
        bad["name"] = "/".join(bad[name] for name in ("api", "operation", "language", "scenario"))
        cases.append(bad)
    built = report(*cases, findings=[spoiled(finding(reproduce=""))])
    built["coverage"] = {
        "operations": {f"v1/{HOSTILE}": {HOSTILE: True}},
        "fields": {HOSTILE: {HOSTILE: {"exercised": [], "never": [HOSTILE]}}},
        "scenarios": {},
    }
    return built | {"tool": {"name": HOSTILE, "version": HOSTILE}, "shard": {"index": 1, "total": 2}}


def texts(tmp_path: Path) -> list[str]:
    """The page as it lies there, and all that is packed into it."""
    made = page.render(hostile(), Sources(tmp_path))
    packed = re.findall(r'<script type="text/plain" id="part-\d+">([^<]*)</script>', made)
    assert packed
    pages = [json.loads(gzip.decompress(base64.b64decode(one))) for one in packed]
    return [made, *(text for one in pages for text in one.values())]


def test_no_text_becomes_markup(tmp_path: Path) -> None:
    """No hostile tag stands unescaped anywhere: neither in the page, nor in what it unpacks."""
    for text in texts(tmp_path):
        for tag in ("<script>window", "<img src=x", "<svg", "onerror=window.caught=2>\"'>"):
            assert tag not in text
        assert ["49"] != re.findall(r"template>([^<]*)", text)


def test_no_character_is_hidden(tmp_path: Path) -> None:
    """Control characters, marks of direction and halves of pairs are written out, in names too."""
    for text in texts(tmp_path):
        assert [] == UNSEEN.findall(text)
    assert "\\u202e" in texts(tmp_path)[1]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain\ttext\n", "plain\ttext\n"),
        ("a\r\nb\rc", "a\nb\\x0dc"),
        ("\x1b[31m\x00", "\\x1b[31m\\x00"),
        ("a\u202eb", "a\\u202eb"),
        ("\ud83d", "\\ud83d"),
        ("Grüße, 日本語, שלום 😀", "Grüße, 日本語, שלום 😀"),
    ],
)
def test_what_is_not_seen_is_written_out(text: str, shown: str) -> None:
    """Text that people write is left as it is; what hides is written as Python writes it."""
    assert shown == plain(text)


@needs_machine("chromium")
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_nothing_of_it_runs_in_a_browser(tmp_path: Path, open_page: Open, *, scripts: bool) -> None:
    """Overview, each case and the operation are shown; nothing runs, nothing is asked for, the text is to be read."""
    found = hostile()
    watched = open_page(write(tmp_path, found), scripts=scripts)
    places = watched.page.locator(".cell, .matrix th a, .cases a").evaluate_all("all => all.map(one => one.hash)")
    assert 5 <= len(places)
    for place in dict.fromkeys(places) if scripts else ():
        watched.page.evaluate("place => { location.hash = place }", place)
        expect(watched.page.locator("#view, #overview").locator("visible=true").first).to_contain_text(
            "window.caught=1"
        )
        assert watched.page.evaluate("window.caught") is None
        assert 0 == watched.page.locator("svg, [onerror], [onload], #view script").count()
    assert ["report.html"] == list(dict.fromkeys(url.partition("#")[0].rpartition("/")[2] for url in watched.requests))
    assert [] == watched.complaints
    expect(watched.page.locator("body")).to_contain_text("</script><script>window.caught=1</script>")
