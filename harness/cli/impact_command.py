"""`harness impact`: which examples a changed document would break, by what they sent in the last run."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harness.common.printable import json_text, printable
from harness.errors import COULD_NOT_RUN, UserError, nearest

if TYPE_CHECKING:
    from harness.commands.impact.impact import Break
    from harness.model import Example
    from harness.openapi import Api
    from harness.openapi.document.trouble import Trouble
    from harness.plan.session import Session

WHAT = {
    "request": "it sends what the changed document does not allow",
    "answer": "it is written for an answer that the document no longer has",
}
"""What is wrong with a program, by the side of a call that the change is about."""
TROUBLES_SHOWN = 5
"""Parts of a document that can't be used, reported one by one."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's options."""
    parser.description = (
        "Judges what the examples sent in the last run, and what they were answered, by a changed document, and lists "
        "those that the change would break. Nothing is run. What the present document finds wrong too is left out. "
        "Exit status: 0 nothing breaks; 1 something does; 3 not all could be judged: the last run recorded nothing of "
        "some example, or a part of the changed document can't be used, such as a $ref that leads nowhere."
    )
    parser.add_argument(
        "--spec",
        action="append",
        required=True,
        metavar="[V=]FILE",
        help="the changed document, and its API version where the path of its server does not tell it (repeatable)",
    )
    parser.add_argument("--api", metavar="V", help="the API version of the one document")
    parser.add_argument("--json", action="store_true", help="the list as JSON")
    parser.add_argument("--config", type=Path, metavar="FILE", help="the settings file (default: the nearest one)")
    parser.add_argument("--root", type=Path, metavar="DIR", help="where the examples tree lies")


def call(arguments: argparse.Namespace) -> int:
    """Prints the breaks; the exit status tells whether there are any."""
    from harness.plan.session import open_session

    if arguments.api and len(arguments.spec) > 1:
        raise UserError("--api: expected one --spec with it; for several write --spec V=FILE")
    session = open_session(Path.cwd(), arguments.config, arguments.root)
    found: list[Break] = []
    unknown: list[Example] = []
    foreign: list[str] = []
    unusable: list[Trouble] = []
    judged = 0
    for word in arguments.spec:
        changed = _changed(session, word, arguments.api)
        broken, without, strangers = _judge(session, changed)
        found += broken
        unknown += without
        foreign += strangers
        unusable += _unusable(session, changed)
        judged += sum(example.api == changed.name for example in session.examples) - len(without) - len(strangers)
    if arguments.json:
        print(json_text([_entry(one) for one in found], indent=2))
    else:
        _tell(found, judged)
    _tell_unusable(unusable)
    if unknown:
        names = ", ".join(example.id for example in unknown[:4]) + (" ..." if len(unknown) > 4 else "")
        print(
            f"harness: of {len(unknown)} examples the last run recorded nothing: {names}; "
            "`harness run --no-cache --scenario success` records them",
            file=sys.stderr,
        )
    for line in foreign:
        print(f"harness: {printable(line)}: neither document has an operation for it", file=sys.stderr)
    return 1 if found else COULD_NOT_RUN if unknown or foreign or unusable else 0


def _changed(session: Session, word: str, api: str | None) -> Api:
    """The changed document, with the overlays and the base path that the settings give its version."""
    from harness import openapi

    name, equals, file = word.partition("=")
    if not equals or name not in session.catalogue.apis:
        name, file = api or "", word
    path = Path(file)
    overlays = session.settings.api(name).overlays if name else ()
    try:
        document = openapi.load(path, file, overlays)
    except openapi.DocumentError as error:
        raise UserError(str(error)) from None
    name = name or _version_of(session, document.base_path, file)
    if name not in session.catalogue.apis:
        known = session.catalogue.apis
        raise UserError(f'--api "{name}": expected one of {", ".join(known)}{nearest(name, known)}')
    own = session.settings.api(name)
    if own.documented and path.resolve() == own.spec.resolve():
        raise UserError(
            f"{file}: expected a changed copy, got the document of {name} itself, which it would be compared with: "
            "write the change to another file, or run `harness spec diff --base REV`"
        )
    return openapi.Api(name, document, session.settings.api(name).base_path)


def _version_of(session: Session, base_path: str, file: str) -> str:
    """The API version whose present document has the same base path."""
    apis = session.catalogue.apis
    same = [name for name, api in apis.items() if api.base_path == base_path] if len(apis) > 1 else list(apis)
    if len(same) != 1:
        known = " or ".join(f"{name}={file}" for name in apis)
        raise UserError(
            f'{file}: its server\'s path "{base_path}" does not tell its API version: expected --spec {known}'
        )
    return same[0]


def _judge(session: Session, changed: Api) -> tuple[list[Break], list[Example], list[str]]:
    """What breaks, the examples without a recording, and a line for each whose requests fit no operation."""
    from harness.commands.impact.impact import breaks, is_foreign
    from harness.model import Case
    from harness.plan import credentials_of
    from harness.run import recorded

    found: list[Break] = []
    without: list[Example] = []
    foreign: list[str] = []
    now = session.catalogue.apis[changed.name]
    for example in session.examples:
        operation = session.catalogue.operation(example)
        if example.api != changed.name or operation is None or example.id in session.catalogue.receives:
            continue
        own = credentials_of(session.settings, session.catalogue, Case(example, recorded.SCENARIO))
        exchanges = recorded.read(session.settings.own, example, own)
        if exchanges and is_foreign(exchanges, now, changed, operation):
            foreign.append(f"{example.shown}: it sends {exchanges[0].request.method} {exchanges[0].request.target}")
        elif exchanges:
            found += breaks(example, exchanges, now, changed, operation)
        else:
            without.append(example)
    return found, without, foreign


def _unusable(session: Session, changed: Api) -> list[Trouble]:
    """What can't be used of the changed document, and can of the present one: nothing that it says would be missed."""
    known = {trouble.message for trouble in session.catalogue.apis[changed.name].document.troubles}
    return [trouble for trouble in changed.document.troubles if trouble.message not in known]


def _tell_unusable(unusable: Sequence[Trouble]) -> None:
    for trouble in unusable[:TROUBLES_SHOWN]:
        place = f"{trouble.file}:{trouble.line}" if trouble.line else trouble.file
        print(f"harness: {place}: {printable(trouble.message)}", file=sys.stderr)
    if unusable:
        more = f"{len(unusable) - TROUBLES_SHOWN} more; " if len(unusable) > TROUBLES_SHOWN else ""
        told = f"harness: {more}what can't be used of the changed document is not judged as it is meant"
        print(told, file=sys.stderr)


def _tell(found: Sequence[Break], judged: int) -> None:
    from harness.commands.impact.impact import grouped

    for one, group in grouped(found):
        example, violation = one.example, one.violation
        print(f"{example.api}/{example.name}  {violation.code}: {WHAT[one.side]}")
        print(f"  {printable(violation.message)}")
        for label, text in (("before", one.before), ("expected", violation.expected), ("actual", violation.actual)):
            if text:
                print(f"    {label + ':':<9} {printable(text)}")
        for each in group:
            print(f"    {each.example.shown}{f':{each.line}' if each.line else ''}")
        print()
    broken = len({one.example.id for one in found})
    print(f"{broken} of {judged} examples would break" if broken else f"none of {judged} examples would break")


def _entry(one: Break) -> dict[str, Any]:
    violation = one.violation
    return {
        "example": one.example.id,
        "file": one.example.shown,
        "line": one.line,
        "side": one.side,
        "code": violation.code,
        "message": violation.message,
        "before": one.before,
        "expected": violation.expected,
        "actual": violation.actual,
    }
