"""`harness explain CODE`: what a finding code means."""

from __future__ import annotations

import argparse
import textwrap

from harness.codes import Code, all_codes
from harness.errors import UserError, nearest


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's options."""
    parser.add_argument(
        "code", metavar="CODE", nargs="?", help="a finding code such as error-swallowed; all where left out"
    )


def call(arguments: argparse.Namespace) -> int:
    """Prints one code's explanation, or a line for each code."""
    codes = all_codes()
    if arguments.code is None:
        width = max(map(len, codes))
        print("\n".join(f"{code.name:<{width}}  {code.title}" for code in codes.values()))
        return 0
    if arguments.code not in codes:
        raise UserError(
            f'"{arguments.code}": expected a finding code{nearest(arguments.code, codes)}; "harness explain" lists all'
        )
    print(_text(codes[arguments.code]))
    return 0


def _text(code: Code) -> str:
    paragraphs = [
        f"{code.name} ({code.group}, {code.severity})\n{code.title}.",
        textwrap.fill(" ".join(code.meaning.split()), 90),
        f"Wrong ({code.language}):\n\n{textwrap.indent(code.wrong.strip(), '    ')}",
        f"Right:\n\n{textwrap.indent(code.right.strip(), '    ')}",
        f"To fix it: {code.hint}",
    ]
    return "\n\n".join(paragraphs)
