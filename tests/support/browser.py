"""Pages in a real Chromium: what they ask of other hosts, what they complain of, and what axe-core finds in them.

A `conftest.py` takes the fixtures in by name: `from support.browser import browser, open_page`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from support.machine import command

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
"""The sandbox is off because it needs rights that containers lack; the rest keeps Chromium from calls of its own."""
PATIENCE = 60_000
"""Milliseconds after which what a test waits for will not come."""
SCREENSHOTS = "HARNESS_SCREENSHOTS"
"""The environment variable that names the folder in which screenshots are kept."""


@dataclass
class Watched:
    """A page, and what it did: the addresses that it asked for, and its complaints (errors, blocked by policy)."""

    page: Page
    folder: Path
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def screenshot(self, name: str, *, whole: bool = False) -> Path:
        """Keeps a picture of what is seen, or of the whole page, and gives back where."""
        path = self.folder / f"{name}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=path, full_page=whole)
        return path

    def axe(self, impacts: tuple[str, ...] = ()) -> list[str]:
        """What axe-core finds wrong, one line a rule and place; best practices are rules too.

        `impacts` takes those alone: `minor`, `moderate`, `serious`, `critical`.
        """
        found = self.page.evaluate(f"() => {{ {_axe()}; return axe.run(document, {{resultTypes: ['violations']}}) }}")
        rules = [rule for rule in found["violations"] if not impacts or rule["impact"] in impacts]
        return [_violation(rule, node) for rule in rules for node in rule["nodes"]]


Open = Callable[..., Watched]
"""`open_page(url, scripts=True, dark=False, width=1280, height=900)`."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for the tests of a file.

    Not one for the session: while Playwright's own event loop lives in the main thread, no test can run another there.
    """
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=command("chromium"), args=list(ARGUMENTS))
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Opens pages that share nothing, and closes them at the end."""
    contexts = []

    def opened(
        url: str | None = None, *, scripts: bool = True, dark: bool = False, width: int = 1280, height: int = 900
    ) -> Watched:
        context = browser.new_context(
            java_script_enabled=scripts,
            color_scheme="dark" if dark else "light",
            viewport={"width": width, "height": height},
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        watched = Watched(context.new_page(), Path(os.environ.get(SCREENSHOTS) or tmp_path / "screenshots"))
        watched.page.on("request", lambda request: watched.requests.append(request.url))
        watched.page.on("pageerror", lambda error: watched.complaints.append(str(error)))
        watched.page.on(
            "console", lambda said: watched.complaints.append(said.text) if said.type in ("error", "warning") else None
        )
        if url is not None:
            watched.page.goto(url)
        return watched

    yield opened
    for context in contexts:
        context.close()


@cache
def _axe() -> str:
    return resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")


def _violation(rule: dict[str, Any], node: dict[str, Any]) -> str:
    return f"{rule['id']}: {node['target']}: {node['failureSummary']}"
