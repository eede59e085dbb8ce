"""`harness show CASE`: the last record of a case, whichever run it is from."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from harness.common.printable import json_text
from harness.errors import UserError, nearest

if TYPE_CHECKING:
    from harness.report.earlier import Dated
    from harness.settings import Settings


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's options."""
    parser.add_argument("case", metavar="CASE", help="a case's name, its beginning, a pattern, or an example's file")
    parser.add_argument("--config", type=Path, metavar="FILE", help="the settings file (default: the nearest one)")
    parser.add_argument("--root", type=Path, metavar="DIR", help="where the examples tree lies")
    parser.add_argument("--json", action="store_true", help="the record as JSON; a list of them for several")


def call(arguments: argparse.Namespace) -> int:
    """Prints one record, or the names that the pattern takes."""
    from harness.cli.called import again
    from harness.report import show
    from harness.settings import reader

    settings = reader.load(Path.cwd(), arguments.config, arguments.root)
    words = {arguments.case.removeprefix("./"), settings.show(Path(os.path.abspath(arguments.case)))}  # noqa: PTH100
    dated = _named(arguments.case, words, settings)
    if arguments.json:
        records = [{**record, "started": started} for started, record in dated]
        print(json_text(records[0] if len(records) == 1 else records, indent=2))
    elif len(dated) == 1:
        ((started, record),) = dated
        sys.stdout.write(show.text(record, again(arguments), _when(started)))
    else:
        rows = [(record["name"], record["verdict"], _when(started)) for started, record in dated]
        sys.stdout.writelines(f"{row}\n" for row in show.table(("case", "verdict", "run of"), rows))
    return 0


def _named(word: str, words: set[str], settings: Settings) -> list[Dated]:
    """The records that a name, a pattern or a file takes. Raises UserError if there is none."""
    from harness.common.patterns import matches
    from harness.report.earlier import runs

    own, name = settings.own, word.removeprefix("./")
    known: dict[str, Dated] = {}
    shown = settings.show(own.last_run)
    if not own.last_run.is_file():
        raise UserError(
            f"{shown}: expected the last run's report, found none: run `harness run` first{settings.advice}"
        )
    for cases in runs(own.last_run, own.earlier, shown):
        known = cases | known
        if name in cases:  # it is one case, and no earlier run has anything newer
            break
    found = [one for case, one in known.items() if matches(name, case) or one[1]["file"] in words]
    if not found:
        raise UserError(f'"{word}": expected a case that has run, found none of that name{nearest(word, list(known))}')
    return found


def _when(started: str) -> str:
    """The moment of a run in the reader's time zone, to the second."""
    return datetime.fromisoformat(started).astimezone().strftime("%Y-%m-%d %H:%M:%S")
