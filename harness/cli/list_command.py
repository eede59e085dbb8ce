"""`harness list`: the cases that a run would take."""

from __future__ import annotations

import argparse
import sys

from harness.cli.arguments import add_parts, add_selection, part_of, session_of
from harness.common.printable import json_text


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's options."""
    add_parts(add_selection(parser))
    parser.add_argument("--json", action="store_true", help="a JSON array of the cases")
    parser.add_argument("--why", action="store_true", help="also the scenarios that don't apply to an example, and why")


def call(arguments: argparse.Namespace) -> int:
    """Prints one case a line."""
    from harness.report.left_out import line
    from harness.report.record import left_out_record

    session = part_of(arguments, session_of(arguments))
    plan = session.plan
    if arguments.json:
        entries = [
            {"name": planned.case.name, "file": planned.case.example.shown, "planned": True} for planned in plan.cases
        ]
        if arguments.why:
            entries += [
                {
                    "name": left.case.name,
                    "file": left.case.example.shown,
                    "planned": False,
                    "reason": left.reason,
                }
                for left in plan.not_planned
            ]
        print(json_text(entries, indent=2))
        return 0
    sys.stdout.writelines(f"{planned.case.name}\n" for planned in plan.cases)
    if arguments.why:
        sys.stdout.writelines(f"not planned: {left.case.name}: {left.reason}\n" for left in plan.not_planned)
        sys.stdout.writelines(f"not planned: {line(left_out_record(left))}\n" for left in session.left_out)
    elif session.left_out:
        count = sum(left.count for left in session.left_out)
        print(f"left out: {count} file{'' if count == 1 else 's'} or samples: --why names them", file=sys.stderr)
    return 0
