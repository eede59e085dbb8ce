"""`harness report`: the last run's report as a page, in a browser."""

from __future__ import annotations

import argparse
import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

from harness.common import own_folder
from harness.errors import UserError, writing

if TYPE_CHECKING:
    from harness.settings import Settings


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
    page = last_page(settings)
    print(settings.show(page))
    if not arguments.no_open and not opened(page):
        print("no browser was found: open the file yourself")
    return 0


def last_page(settings: Settings) -> Path:
    """Renders the last run's report with the pictures that are kept. Raises UserError if there is none."""
    from harness.report import kept
    from harness.report.details import Details
    from harness.report.html.page import render
    from harness.report.read import read
    from harness.report.sources import Sources

    last_run = settings.own.last_run
    name = settings.show(last_run)
    if not last_run.is_file():
        raise UserError(f"{name}: expected the last run's report, found none: run `harness run` first{settings.advice}")
    report = read(last_run, name)
    details, page = Details(), settings.own.page
    kept.recall(details, settings.own.shown, report["cases"])
    with writing(page):
        own_folder.write(page, render(report, Sources(settings.root), details))
    return page


def opened(page: Path) -> bool:
    try:
        return webbrowser.open(page.absolute().as_uri())
    except webbrowser.Error:
        return False
