"""`harness report`: the last run's report as a page, in a browser."""

from __future__ import annotations

import argparse
import webbrowser
from pathlib import Path

from harness.errors import UserError


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's options."""
    parser.description = "Writes the last run's report as one HTML page, and opens it in the browser."
    parser.add_argument("--no-open", action="store_true", help="write the page and print where it is")
    parser.add_argument("--config", type=Path, metavar="FILE", help="the settings file (default: the nearest one)")
    parser.add_argument("--root", type=Path, metavar="DIR", help="where the examples tree lies")


def call(arguments: argparse.Namespace) -> int:
    """Writes, prints the path, and opens it; 0 also where there is no browser."""
    from harness.settings import reader

    settings = reader.load(Path.cwd(), arguments.config, arguments.root)
    page = settings.own.page
    _write(page, settings.own.last_run, settings.own.shown, settings.show(settings.own.last_run), settings.root)
    print(settings.show(page))
    if not arguments.no_open and not _opened(page):
        print("no browser was found: open the file yourself")
    return 0


def _write(page: Path, last_run: Path, shown: Path, name: str, root: Path) -> None:
    """Renders the report with the pictures that are kept. Raises UserError if nothing ran yet."""
    from harness.cli.reports import write_text
    from harness.report import kept
    from harness.report.details import Details
    from harness.report.html.page import render
    from harness.report.read import read
    from harness.report.sources import Sources

    if not last_run.is_file():
        raise UserError(f"{name}: expected the last run's report, found none: run `harness run` first")
    report, details = read(last_run, name), Details()
    kept.recall(details, shown, report["cases"])
    write_text(page, render(report, Sources(root), details))


def _opened(page: Path) -> bool:
    try:
        return webbrowser.open(page.absolute().as_uri())
    except webbrowser.Error:
        return False
