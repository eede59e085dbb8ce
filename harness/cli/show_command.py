"""`harness show CASE`: the last run's record of a case."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from harness.errors import UserError, nearest
from harness.report.shape import CaseRecord


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
    records = _named(arguments.case, words, _records(settings.own.last_run, settings.show(settings.own.last_run)))
    if arguments.json:
        json.dump(records[0] if len(records) == 1 else records, sys.stdout, indent=2, ensure_ascii=False)
        sys.stdout.write("\n")
    elif len(records) == 1:
        sys.stdout.write(show.text(records[0], again(arguments)))
    else:
        rows = [(record["name"], record["verdict"]) for record in records]
        sys.stdout.writelines(f"{row}\n" for row in show.table(("case", "verdict"), rows))
    return 0


def _records(path: Path, shown: str) -> list[CaseRecord]:
    from harness.report.read import read

    if not path.is_file():
        raise UserError(f"{shown}: expected the last run's report, found none: run `harness run` first")
    return read(path, shown)["cases"]


def _named(word: str, words: set[str], records: list[CaseRecord]) -> list[CaseRecord]:
    """The records that a name, a pattern or a file takes. Raises UserError where there is none."""
    from harness.common.patterns import matches

    found = [
        record for record in records if matches(word.removeprefix("./"), record["name"]) or record["file"] in words
    ]
    if not found:
        near = nearest(word, [record["name"] for record in records])
        raise UserError(f'"{word}": expected a case of the last run, found none of that name{near}')
    return found
