"""The options by which several commands choose what they take."""

from __future__ import annotations

import argparse
from pathlib import Path

from harness.plan import Filters
from harness.session import Session, open_session


def add_selection(parser: argparse.ArgumentParser) -> argparse._ArgumentGroup:
    """Adds the patterns and the options that narrow a run; gives back their group, for more of the kind."""
    group = parser.add_argument_group("which cases")
    group.add_argument(
        "patterns",
        nargs="*",
        metavar="PATTERN or FILE",
        help='a case name, its beginning, a pattern ("v1/*/go", "**/success"), or an example\'s file or folder',
    )
    group.add_argument("--config", type=Path, metavar="FILE", help="the settings file (default: the nearest one)")
    group.add_argument("--root", type=Path, metavar="DIR", help="where the examples tree lies")
    group.add_argument("--language", action="append", default=[], metavar="L", help="only this language (repeatable)")
    group.add_argument("--api", action="append", default=[], metavar="V", help="only this API version (repeatable)")
    group.add_argument("--scenario", action="append", default=[], metavar="S", help="only this scenario (repeatable)")
    return group


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
