"""`harness doctor`: whether this machine has what a run needs."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from harness.errors import COULD_NOT_RUN

if TYPE_CHECKING:
    from harness.commands.doctor.doctor import Health, LanguageState, ToolState


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's options."""
    parser.add_argument("--config", type=Path, metavar="FILE", help="the settings file (default: the nearest one)")
    parser.add_argument("--root", type=Path, metavar="DIR", help="where the examples tree lies")
    parser.add_argument("--json", action="store_true", help="the findings as JSON")


def call(arguments: argparse.Namespace) -> int:
    """Prints what was found; 0 where a run can go ahead, else 3."""
    from harness.commands.doctor.doctor import examine
    from harness.settings import reader

    health = examine(reader.load(Path.cwd(), arguments.config, arguments.root))
    if arguments.json:
        json.dump(health.as_json(), sys.stdout, indent=2)
        sys.stdout.write("\n")
    else:
        sys.stdout.writelines(f"{line}\n" for line in _lines(health))
    return 0 if health.fine else COULD_NOT_RUN


def _lines(health: Health) -> Iterator[str]:
    yield f"settings: {health.settings}"
    for document in health.documents:
        yield f"document: {document.api}: {document.file}, {document.operations} operations"
    yield from (f"credential: {credential}" for credential in health.credentials)
    yield f"guard: {health.guard}" + (f" (no namespaces: {health.guard_reason})" if health.guard_reason else "")
    for language in health.languages:
        yield ""
        yield f"{language.title}: {language.examples} example{'' if language.examples == 1 else 's'}"
        yield from (f"  {_tool(tool, needed=language.examples > 0)}" for tool in language.tools)
        yield f"  {_request(language)}"
    for trouble in health.trouble:
        yield ""
        yield f"FAILED: {trouble}"
    yield ""
    yield "all fine" if health.fine else "something is missing: see FAILED above"


def _tool(tool: ToolState, *, needed: bool) -> str:
    least = f", {tool.minimum} or newer is needed" if tool.minimum else ""
    if tool.path:
        return f"ok      {tool.name} {tool.version or '(version not told)'}: {tool.path}{least}"
    advice = f"; {tool.advice}" if tool.advice else ""
    return f"{_failed(needed)}  {tool.name}: not found{least}{advice}"


def _request(language: LanguageState) -> str:
    if language.request:
        return "ok      one request, sent and answered"
    if language.request is None:
        return f"-       no request was tried: {language.why}"
    return f"{_failed(language.examples > 0)}  one request: {language.why}"


def _failed(needed: bool) -> str:
    """What is said of something that does not work, by whether an example needs it."""
    return "FAILED" if needed else "-     "
