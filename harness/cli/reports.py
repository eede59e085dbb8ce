"""The options that say how a report is printed, and the writing of it."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from harness.common import atomic, safe_output
from harness.common.printable import json_text
from harness.errors import EnvironmentTrouble, UserError, writing
from harness.report.shape import FindingRecord, Report

if TYPE_CHECKING:
    from harness.report.details import Details


def add_reports(group: argparse._ArgumentGroup) -> None:
    """Adds the formats that `run` and `merge` share. None of them changes the exit status."""
    group.add_argument("--json", type=Path, metavar="FILE", help="the whole report as JSON, for the other commands")
    group.add_argument(
        "--html", type=Path, metavar="FILE", help="one page for people, that needs no other file or host"
    )
    group.add_argument("--sarif", type=Path, metavar="FILE", help="SARIF 2.1.0, for code scanning services")
    group.add_argument("--badges", type=Path, metavar="DIR", help="shields.io endpoint JSON per language and version")
    group.add_argument(
        "--github",
        action="store_true",
        help="annotate the examples' lines by GitHub's workflow commands, and append a summary to $GITHUB_STEP_SUMMARY",
    )


def add_verbosity(group: argparse._ArgumentGroup) -> None:
    """Adds `-q` and `-v`."""
    one = group.add_mutually_exclusive_group()
    one.add_argument("-q", "--quiet", action="store_true", help="print the summary and the table of causes alone")
    one.add_argument("-v", "--verbose", action="store_true", help="print each case with its time, and the notes too")


def tell(arguments: argparse.Namespace, report: Report, root: Path) -> None:
    """Prints a report as the options want it. `root` is the folder that its files are relative to."""
    from harness.cli.called import again
    from harness.report import terminal
    from harness.report.sources import Sources

    verbosity = terminal.Verbosity(arguments.verbose - arguments.quiet)
    if not arguments.github:
        terminal.show(report, terminal.make_console(), Sources(root), verbosity, again(arguments))
        return
    # A log's line that begins with `::` is obeyed, and a report quotes what programs wrote.
    word = os.urandom(16).hex()
    log = safe_output.open_for_commands(sys.stdout)
    print(f"::stop-commands::{word}", file=log, flush=True)
    try:
        terminal.show(report, terminal.make_console(), Sources(root), verbosity, again(arguments))
    finally:
        print(f"::{word}::", file=log, flush=True)


def write(arguments: argparse.Namespace, report: Report, root: Path, details: Details | None = None) -> None:
    """Writes the formats that were asked for; `details` are for the HTML page.

    Raises EnvironmentTrouble for files that can't be written, once all others are.
    """
    from harness.report.sources import Sources

    sources, unwritten = Sources(root), Unwritten()
    lines = {f["file"]: sources.lines(f["file"]) for f in _findings(report) if f["file"]}
    prefix = _prefix(root)
    if arguments.html:
        from harness.report.html import page

        unwritten.attempt(lambda: write_text(arguments.html, page.render(report, sources, details)))
    if arguments.sarif:
        from harness.report import sarif

        log = sarif.log(report, lines, prefix)
        unwritten.attempt(lambda: write_text(arguments.sarif, json_text(log, indent=1) + "\n"))
    if arguments.badges:
        from harness.report.badges import badges

        for name, badge in badges(report).items():
            unwritten.attempt(partial(write_text, arguments.badges / name, json.dumps(badge) + "\n", arguments.badges))
    if arguments.github:
        from harness.common.changed_lines import changed_lines
        from harness.report import github, markdown

        base = getattr(arguments, "changed_since", None) or os.environ.get("GITHUB_BASE_REF")
        for command in github.commands(report, prefix, changed_lines(root, base) if base else None):
            print(command, file=safe_output.open_for_commands(sys.stdout))
        if os.environ.get("GITHUB_STEP_SUMMARY"):
            path = Path(os.environ["GITHUB_STEP_SUMMARY"])
            left = markdown.LIMIT - (path.stat().st_size if path.is_file() else 0)  # the step's other commands' share
            try:
                with path.open("a", encoding="utf-8") as file:
                    file.write(markdown.summary(report, lines, max(left, 0)))
            except OSError as error:  # nobody asked for that file by its name: the run keeps its verdict
                got = error.strerror
                print(f"harness: {path}: expected a file that can be written, got: {got}", file=sys.stderr)
    unwritten.settle()


@dataclass
class Unwritten:
    """The reports that could not be written: the others are, and then the run says so in one line."""

    told: list[str] = field(default_factory=list)

    def attempt(self, write: Callable[[], object]) -> None:
        """Writes one report."""
        try:
            write()
        except UserError as error:
            self.told.append(str(error))
        except OSError as error:
            self.told.append(f"{error.filename or 'a report'}: {error.strerror}")

    def settle(self) -> None:
        """Raises EnvironmentTrouble where one could not be."""
        if self.told:
            raise EnvironmentTrouble("; ".join(dict.fromkeys(self.told)))


def tell_where(arguments: argparse.Namespace) -> None:
    """The last line: the files that were written, for whoever did not choose their names."""
    from harness.report.plain import plain

    named = (getattr(arguments, name, None) for name in ("html", "json", "junit", "sarif", "badges", "record"))
    written = [plain(str(path)) for path in named if path and path.exists()]  # an interrupted run has no JUnit
    if written and not arguments.quiet:
        print(f"reports: {', '.join(written)}")


def check_writable(*paths: Path | None, folders: tuple[Path | None, ...] = ()) -> None:
    """A report that can't be written is reported before the run, not after it."""
    for folder in filter(None, folders):
        if (folder.exists() and not folder.is_dir()) or not _may_write(folder):
            got = "no right to" if folder.is_dir() else "none"
            raise UserError(f"{folder}: expected a folder that can be written, got {got}")
    for path in filter(None, paths):
        in_place = path.exists() and not path.is_file()  # a device or a pipe, which nothing takes the place of
        if path.is_dir() or not (os.access(path, os.W_OK) if in_place else _may_write(path.parent)):
            got = "a folder" if path.is_dir() else "no right to"
            raise UserError(f"{path}: expected a file that can be written, got {got}")


def _findings(report: Report) -> list[FindingRecord]:
    return [*report["findings"], *(finding for case in report["cases"] for finding in case["findings"])]


def _prefix(root: Path) -> str:
    """What leads from the repository's root to the project, such as `docs/`; nothing where they are one.

    The repository is the workspace that GitHub names, or else the nearest folder above that holds `.git`.
    """
    root = root.resolve()
    named = os.environ.get("GITHUB_WORKSPACE")
    tops = [Path(named).resolve()] if named else []
    tops += [folder for folder in (root, *root.parents) if (folder / ".git").exists()]
    top = next((folder for folder in tops if root.is_relative_to(folder)), root)
    inner = root.relative_to(top).as_posix()
    return "" if inner == "." else f"{inner}/"


def write_text(path: Path, text: str, below: Path | None = None) -> None:
    """Writes a report, through no link where it lies below a folder of reports. Raises UserError if it can't."""
    with writing(path):
        if below:
            atomic.write_below(below, path, text)
        else:
            atomic.write(path, text)


def _may_write(folder: Path) -> bool:
    """True if files can be made in a folder, or in the nearest one above it that exists."""
    nearest_one = next(one for one in (folder, *folder.absolute().parents) if one.exists())
    return nearest_one.is_dir() and os.access(nearest_one, os.W_OK)
