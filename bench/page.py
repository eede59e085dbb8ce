"""How large the HTML report of many cases is, how soon it opens, and how soon it filters, in a real Chromium.

python -m bench.page [CASES]
"""

# ruff: noqa: T201 - a script that prints

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Browser, CDPSession, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from html_report.reports import large, write

TIMES = 7
FILTER = """([name, value]) => new Promise(done => {
    const field = document.querySelector(`[name=${name}]`);
    const start = performance.now();
    field.value = value;
    field.dispatchEvent(new Event('input', {bubbles: true}));
    requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - start)));
})"""
"""From the key to the frame after the one in which the change is drawn."""
FILTERS = (
    ("language", "go"),
    ("language", ""),
    ("scenario", "hang"),
    ("scenario", ""),
    ("verdict", "failed"),
    ("verdict", ""),
    ("text", "operation_1 printed"),
    ("text", ""),
)


def opening(browser: Browser, url: str) -> float:
    """Milliseconds from the start of the navigation until the page is drawn and its filters work."""
    page = browser.new_page()
    page.goto(url)
    page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length > 0")
    found: float = page.evaluate("""() => Math.max(
        performance.getEntriesByName('first-contentful-paint')[0].startTime,
        performance.getEntriesByType('navigation')[0].loadEventEnd)""")
    page.close()
    return found


def filtering(browser: Browser, url: str) -> tuple[list[float], float]:
    """Milliseconds of each filter, and processor time of one on the page's own thread, which a busy machine leaves."""
    page = browser.new_page()
    page.goto(url)
    page.wait_for_selector("#count:not(:empty)")
    tools = page.context.new_cdp_session(page)
    tools.send("Performance.enable", {"timeDomain": "threadTicks"})
    before = spent(tools)
    found = [page.evaluate(FILTER, [name, value]) for _ in range(TIMES) for name, value in FILTERS]
    each = (spent(tools) - before) / len(found)
    page.close()
    return sorted(found), each


def spent(tools: CDPSession) -> float:
    """Milliseconds of processor time that the page's thread has used."""
    metrics = tools.send("Performance.getMetrics")["metrics"]
    return 1000 * sum(one["value"] for one in metrics if one["name"] == "TaskDuration")


def main() -> None:
    """Prints the figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    chromium = shutil.which("chromium")
    if not chromium:
        sys.exit("bench/page.py: expected chromium on PATH, found none")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        found = large(count)
        start = time.process_time()
        url = write(Path(folder), found)
        spent = time.process_time() - start
        size = (Path(folder) / "report.html").stat().st_size / 1024 / 1024
        print(f"{len(found['cases'])} cases: {size:.2f} MB (at most 15), made in {spent:.1f} s of processor time")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        opened = sorted(opening(browser, url) for _ in range(TIMES))
        print(f"opens in {statistics.median(opened):.0f} ms, {opened[0]:.0f} to {opened[-1]:.0f} (at most 1000)")
        filtered, each = filtering(browser, url)
        print(f"filters in {statistics.median(filtered):.0f} ms, {filtered[0]:.0f} to {filtered[-1]:.0f} (at most 100)")
        print(f"a filter takes {each:.0f} ms of the page's processor time, and two frames of waiting")
        browser.close()


if __name__ == "__main__":
    main()
