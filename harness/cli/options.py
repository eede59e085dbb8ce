"""The options by which several commands choose what they take."""

from __future__ import annotations

import argparse
from pathlib import Path

from harness.plan import Filters
from harness.session import Session, open_session


def add_selection(parser: argparse.ArgumentParser) -> None:
    """Adds the patterns and the options that narrow a run."""
    parser.add_argument(
        "patterns",
        nargs="*",
        metavar="PATTERN or FILE",
        help='a case name, its beginning, a pattern ("v1/*/go", "**/success"), or an example\'s file or folder',
    )
    parser.add_argument("--config", type=Path, metavar="FILE", help="the settings file (default: the nearest one)")
    parser.add_argument("--root", type=Path, metavar="DIR", help="where the examples tree lies")
    parser.add_argument("--language", action="append", default=[], metavar="L", help="only this language (repeatable)")
    parser.add_argument("--api", action="append", default=[], metavar="V", help="only this API version (repeatable)")
    parser.add_argument("--scenario", action="append", default=[], metavar="S", help="only this scenario (repeatable)")


def session_of(arguments: argparse.Namespace) -> Session:
    """The session that the options ask for. Raises UserError for whatever is wrong with it."""
    filters = Filters(
        patterns=tuple(_relative(pattern) for pattern in arguments.patterns),
        languages=tuple(arguments.language),
        apis=tuple(arguments.api),
        scenarios=tuple(arguments.scenario),
    )
    return open_session(Path.cwd(), arguments.config, arguments.root, filters)


def _relative(pattern: str) -> str:
    """A path without its leading `./`; case names begin with no dot."""
    return pattern.removeprefix("./")
