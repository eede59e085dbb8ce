"""`harness doctor`: whether this machine has what a run needs."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from harness.common.guards import unguarded
from harness.common.printable import json_text
from harness.errors import COULD_NOT_RUN

if TYPE_CHECKING:
    from harness.commands.doctor.doctor import Health, LanguageState, ToolState


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's options."""
    parser.add_argument("--config", type=Path, metavar="FILE", help="the settings file (default: the nearest one)")
    parser.add_argument("--root", type=Path, metavar="DIR", help="where the examples tree lies")
    parser.add_argument("--all", action="store_true", help="languages without a program in the tree too")
    parser.add_argument("--json", action="store_true", help="the findings as JSON")


def call(arguments: argparse.Namespace) -> int:
    """Prints what was found; 0 where a run can go ahead, else 3."""
    from harness.commands.doctor.doctor import examine
    from harness.settings import reader

    health = examine(reader.load(Path.cwd(), arguments.config, arguments.root), every=arguments.all)
    if arguments.json:
        print(json_text(health.as_json(), indent=2))
    else:
        sys.stdout.writelines(f"{line}\n" for line in _lines(health))
    return 0 if health.fine else COULD_NOT_RUN


def _lines(health: Health) -> Iterator[str]:
    yield f"settings: {health.settings}"
    for document in health.documents:
        yield f"document: {document.api}: {document.file}, {document.operations} operations"
    yield from (f"credential: {credential}" for credential in health.credentials)
    yield f"guard: {health.guard}" + (f" (no namespaces: {health.guard_reason})" if health.guard_reason else "")
    if told := unguarded(health.guard):
        yield f"  weak    {told}; {health.remedy}"
    if health.could:
        yield f"  FAILED  a program {', '.join(health.could)}"
    elif health.could is not None:
        from harness.commands.doctor.trials import TRIED

        yield f"  ok      tried: a program finds {TRIED}"
    for language in health.languages:
        yield ""
        yield f"{language.title}: {language.examples} example{'' if language.examples == 1 else 's'}"
        yield from (f"  {_tool(tool, needed=language.examples > 0)}" for tool in language.tools)
        yield f"  {_request(language)}"
    if health.left_out:
        yield ""
        yield f"without a program, and not looked at (--all does): {', '.join(health.left_out)}"
    for trouble in health.trouble:
        yield ""
        yield f"FAILED: {trouble}"
    yield ""
    fine = "all fine, but for the guard" if unguarded(health.guard) else "all fine"
    yield fine if health.fine else "something is missing: see FAILED above"


def _tool(tool: ToolState, *, needed: bool) -> str:
    if tool.path:
        least = f", {tool.minimum} or newer is needed" if tool.minimum else ""
        return f"ok      {tool.name} {tool.version or '(version not told)'}: {tool.path}{least}"
    advice = f"; {tool.advice}" if tool.advice else ""
    return f"{_failed(needed)}  {tool.name}: {tool.lack}{advice}"


def _request(language: LanguageState) -> str:
    if language.request:
        return "ok      one request, sent and answered"
    if language.request is None:
        return f"-       no request was tried: {language.why}"
    return f"{_failed(language.examples > 0)}  one request: {language.why}"


def _failed(needed: bool) -> str:
    """What is said of something that does not work, by whether an example needs it."""
    return "FAILED" if needed else "-     "
