"""`harness spec`: the documents' own pipeline."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from harness.common import atomic
from harness.common.printable import json_text
from harness.errors import UserError, writing

if TYPE_CHECKING:
    from harness.commands.spec.toolbox import Toolbox
    from harness.model import Example
    from harness.settings import ApiSettings, Settings

NAMED = 4
"""Operations that a command names before it is for all."""
EPILOG = """\
examples:
  harness spec setup                     get Redocly CLI and oasdiff, pinned, into .harness/tools
  harness spec lint                      every document; status 1 for any complaint
  harness spec bundle                    write generated/API.json beside the documents
  harness spec bundle --check            status 1 where one of them is out of date
  harness spec merge --output all.json   all versions as one document
  harness spec diff --base main          what breaks callers since then; status 1 where something does
"""


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's own commands and their options."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = EPILOG
    commands = parser.add_subparsers(metavar="COMMAND", required=True, dest="step")
    setup = commands.add_parser("setup", help="get the tools, pinned by version and hash, into .harness/tools")
    lint = commands.add_parser("lint", help="judge every document by Redocly CLI and by the harness")
    bundle = commands.add_parser("bundle", help="write each document with all its files in one, as JSON")
    merge = commands.add_parser("merge", help="write all versions as one document")
    diff = commands.add_parser("diff", help="tell which changes since a revision break a caller")
    for command in (setup, lint, bundle, merge, diff):
        command.add_argument("--config", type=Path, metavar="FILE", help="the settings file (default: the nearest one)")
    for command in (lint, bundle, merge, diff):
        command.add_argument(
            "--api", action="append", default=[], metavar="V", help="only this API version (repeatable)"
        )
    bundle.add_argument("--check", action="store_true", help="write nothing; status 1 where a file is out of date")
    bundle.add_argument(
        "--output", type=Path, metavar="DIR", help="where to (default: generated/ beside the documents)"
    )
    merge.add_argument("--output", type=Path, metavar="FILE", help="where to (default: stdout)")
    diff.add_argument("--base", required=True, metavar="REV", help="the git revision to compare with")
    diff.add_argument(
        "--ignore", type=Path, metavar="FILE", help="accepted changes, in the form of oasdiff --err-ignore"
    )


def call(arguments: argparse.Namespace) -> int:
    """Runs one step of the pipeline; the exit status tells what it found."""
    from harness.commands.spec.own_documents import documents
    from harness.commands.spec.toolbox import Toolbox
    from harness.settings import reader

    settings = reader.load(Path.cwd(), arguments.config)
    toolbox = Toolbox(settings.own.tools)
    if arguments.step == "setup":
        toolbox.set_up(lambda words: print(words, file=sys.stderr))
        return 0
    steps = {"lint": _lint, "bundle": _bundle, "merge": _merge, "diff": _diff}
    return steps[arguments.step](arguments, settings, toolbox, documents(settings, tuple(arguments.api)))


def _lint(_: argparse.Namespace, settings: Settings, toolbox: Toolbox, found: Mapping[str, ApiSettings]) -> int:
    from harness.commands.spec.linted import complaints

    told = [complaint for api in found.values() for complaint in complaints(toolbox, settings, api)]
    for complaint in dict.fromkeys(told):  # files that several documents share are read with each
        print(complaint)
    print(f"{len(found)} documents, {len(dict.fromkeys(told)) or 'no'} complaints")
    return 1 if told else 0


def _bundle(
    arguments: argparse.Namespace, settings: Settings, toolbox: Toolbox, found: Mapping[str, ApiSettings]
) -> int:
    from harness.commands.spec.own_documents import bundled, generated_folder, stale, text

    folder = arguments.output or generated_folder(found)
    made = {
        folder / f"{name}.json": text(bundled(toolbox, api, settings.show(api.spec))) for name, api in found.items()
    }
    old = stale(made)
    for path in old if arguments.check else ():
        print(f'{settings.show(path)}: out of date; "harness spec bundle" writes it anew')
    if arguments.check:
        return 1 if old else 0
    for path in old:
        _write(settings.root, path, made[path])
        print(f"wrote {settings.show(path)}")
    return 0


def _merge(
    arguments: argparse.Namespace, settings: Settings, toolbox: Toolbox, found: Mapping[str, ApiSettings]
) -> int:
    from harness.commands.spec.merged import merged
    from harness.commands.spec.own_documents import bundled, text

    whole = text(merged(toolbox, {name: bundled(toolbox, api, settings.show(api.spec)) for name, api in found.items()}))
    if arguments.output:
        _write(settings.root, arguments.output, whole)
        print(f"wrote {arguments.output}")
    else:
        print(json_text(json.loads(whole), indent=2))
    return 0


def _diff(arguments: argparse.Namespace, settings: Settings, toolbox: Toolbox, found: Mapping[str, ApiSettings]) -> int:
    from harness.commands.spec.breaking_changes import changes

    if arguments.ignore and not arguments.ignore.is_file():
        raise UserError(f"{arguments.ignore}: expected a file of accepted changes, found nothing there")
    examples = _examples(arguments)
    told = changes(toolbox, settings, found, arguments.base, examples, arguments.ignore)
    shown: Sequence[object] = ()
    for change in told:
        print(change)
        if change.programs != shown:  # several changes of one operation come one after another
            for program in change.programs:
                print(f"  {program.shown}")
        shown = change.programs
    breaking = [change for change in told if change.breaks and found[change.api].breaking_changes == "fail"]
    if told:
        print(f"{_counted(told)} or may, {len(breaking)} of them in what must not break")
        if examples:
            print(_which({f"{program.api}/{program.name}": program for change in told for program in change.programs}))
    else:
        print("no change that breaks a caller")
    return 1 if breaking else 0


def _examples(arguments: argparse.Namespace) -> Sequence[Example]:
    """The project's programs. None, with a line, where they can't be read: the documents are compared all the same."""
    from harness.plan.session import open_session

    try:
        return open_session(Path.cwd(), arguments.config).examples
    except UserError as error:
        print(f"harness: which programs call what changed is not shown: {error}", file=sys.stderr)
        return ()


def _which(touched: Mapping[str, object]) -> str:
    """The command that tells which programs break; `touched` are those that call what changed, by their operation."""
    if not touched:
        return "no program calls what changed"
    names = [*touched, ""] if len(touched) <= NAMED else [""]
    return f"which of these programs it breaks: harness run {' '.join(names)}--scenario success"


def _counted(told: Sequence[object]) -> str:
    return "1 change that breaks a caller" if len(told) == 1 else f"{len(told)} changes that break a caller"


def _write(root: Path, path: Path, content: str) -> None:
    atomic.check_inside(root, path)
    with writing(path):
        atomic.write(path, content)
