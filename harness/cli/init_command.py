"""`harness init`: proposes settings for a repository, writes them, and runs three cases."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from harness.common import atomic
from harness.errors import UserError, writing

if TYPE_CHECKING:
    from harness.commands.init.variables import Variable

FILE = "harness.toml"
FIRST = 3
"""Cases that are run at the end, one of each language first."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's options."""
    parser.description = (
        "Looks at the files of this folder: programs, OpenAPI and Swagger documents, Markdown pages. Proposes the "
        f"settings that run them, each with its evidence, writes {FILE}, and runs three cases."
    )
    parser.add_argument("folder", nargs="?", type=Path, default=Path(), metavar="DIR", help="default: this folder")
    parser.add_argument("-y", "--yes", action="store_true", help="ask nothing, and take what is likeliest")
    parser.add_argument("--dry-run", action="store_true", help="print the settings, and write and run nothing")
    parser.add_argument("--force", action="store_true", help=f"write over a {FILE} that is there")
    parser.add_argument("--no-run", action="store_true", help="write the settings, and run nothing")


def call(arguments: argparse.Namespace) -> int:
    """0 where the settings were written, whatever the cases say."""
    from harness import languages
    from harness.commands.init import propose, read
    from harness.settings import Settings

    root = arguments.folder.resolve()
    if not root.is_dir():
        raise UserError(f"{arguments.folder}: expected a folder, found none")
    file = root / FILE
    if not arguments.dry_run and not arguments.force:
        _check_free(root)
    known = languages.load(Settings(root))
    asks = sys.stdin.isatty() and not arguments.yes and not arguments.dry_run
    proposal = propose(read(root, known), known, _asked if asks else _likeliest)
    text = proposal.text()
    print(text)
    for note in proposal.notes:
        print(f"note: {note}")
    if arguments.dry_run:
        return 0
    if asks and input(f"Write {FILE}? [Y/n] ").strip().lower() not in ("", "y", "yes"):
        return 0
    with writing(file):
        atomic.check_inside(root, file)
        atomic.write(file, text)
    print(f"wrote {file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file}\n", flush=True)
    names = _first_cases(root, file)
    if names and not arguments.no_run:
        from harness.cli.main import main

        main(["run", *names, "--scenario", "success", "--config", str(file)])
    _next(root, names)
    return 0


def _check_free(root: Path) -> None:
    project = root / "pyproject.toml"
    taken = FILE if (root / FILE).exists() else ""
    if project.is_file() and "[tool.harness" in project.read_text("utf-8", "replace"):
        taken = "pyproject.toml with [tool.harness]"
    if taken:
        raise UserError(f"{taken} is there: expected a folder without settings (--force writes over {FILE})")


def _likeliest(_: str, found: Sequence[Variable]) -> Variable | None:
    return next(iter(found), None)


def _asked(question: str, found: Sequence[Variable]) -> Variable | None:
    """The answer of whoever sits there, where there is more than one to choose from."""
    if len(found) < 2:
        return _likeliest(question, found)
    print(question)
    for number, one in enumerate(found, 1):
        print(f"  {number}. {one.name}, read by {one.programs} programs, first {one.first}")
    answer = input("[1] ").strip()
    return found[int(answer) - 1] if answer.isdecimal() and 0 < int(answer) <= len(found) else found[0]


def _first_cases(root: Path, file: Path) -> list[str]:
    """The names of a few cases, each of another language as far as that goes."""
    from harness.plan.session import open_session

    session = open_session(root, file)
    by_language: dict[str, list[str]] = {}
    for example in session.examples:
        by_language.setdefault(example.language, []).append(example.id)
    rows = [name for one in zip(*_padded(list(by_language.values())), strict=True) for name in one if name]
    return rows[:FIRST]


def _padded(rows: list[list[str]]) -> list[list[str]]:
    longest = max(map(len, rows), default=0)
    return [row + [""] * (longest - len(row)) for row in rows]


def _next(root: Path, names: Sequence[str]) -> None:
    inside = "" if root == Path.cwd() else f"cd {root} && "
    print("\nnext:")
    print(f"  {inside}harness list --why           # what a run takes, and what does not apply")
    print(f"  {inside}harness run                  # every program under every scenario")
    print(f"  {inside}harness show {names[0] if names else 'CASE'}/success   # what one program sent and got")
