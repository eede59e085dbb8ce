"""`harness completion SHELL`: the script by which a shell asks what may come next, and what it is answered."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from harness.errors import UserError
from harness.settings import Settings

SHELLS = ("bash", "zsh", "fish")
EPILOG = """\
to try it in this shell, and to have it in each that begins:
  eval "$(harness completion bash)"             the line goes into ~/.bashrc
  eval "$(harness completion zsh)"              the line goes into ~/.zshrc, after compinit
  source (harness completion fish | psub)       the line goes into ~/.config/fish/config.fish
"""
_Parsers = Callable[[Sequence[str]], argparse.ArgumentParser]


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's options."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = EPILOG
    parser.add_argument("shell", choices=SHELLS, help="the shell that reads the script")


def call(arguments: argparse.Namespace) -> int:
    """Prints the script."""
    from argcomplete.shell_integration import shellcode

    print(shellcode(["harness"], shell=arguments.shell))
    return 0


def answer(parsers: _Parsers) -> None:
    """Answers a shell with what may come next, and ends; the words of its line choose the command to ask."""
    import argcomplete

    parser = parsers(os.environ.get("COMP_LINE", "").split())
    _complete(parser)
    argcomplete.autocomplete(parser)


def _complete(parser: argparse.ArgumentParser) -> None:
    """Says of each argument where its values come from; those with choices, and files, say so themselves."""
    values = {"patterns": _cases, "case": _cases, "code": _codes, "scenario": _scenarios, "language": _languages,
              "api": _apis, "profile": _profiles}  # fmt: skip
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for inner in action.choices.values():
                _complete(inner)
        elif action.dest in values and not action.choices:
            action.completer = values[action.dest]  # type: ignore[attr-defined]  # where argcomplete looks


def _cases(prefix: str, parsed_args: argparse.Namespace, **_: object) -> list[str]:
    """The cases that begin so, up to the next slash: of a thousand cases, what a person can read; files too."""
    from argcomplete.completers import FilesCompleter

    from harness.plan.session import open_session

    try:
        config, root = getattr(parsed_args, "config", None), getattr(parsed_args, "root", None)
        every = open_session(Path.cwd(), config, root).plan.every
    except UserError:
        every = ()
    rests = (case.name[len(prefix) :].partition("/") for case in every if case.name.startswith(prefix))
    found = [*dict.fromkeys(f"{prefix}{word}{slash}" for word, slash, _ in rests), *FilesCompleter()(prefix)]
    return [one for one in found if one.isprintable()]  # a terminal would obey the rest


def _codes(**_: object) -> list[str]:
    from harness.codes import all_codes

    return list(all_codes())


def _scenarios(parsed_args: argparse.Namespace, **_: object) -> list[str]:
    from harness import scenarios

    return [one.name for one in scenarios.all_scenarios(_settings(parsed_args).scenarios)]


def _languages(parsed_args: argparse.Namespace, **_: object) -> list[str]:
    from harness import languages

    return list(languages.load(_settings(parsed_args)))


def _apis(parsed_args: argparse.Namespace, **_: object) -> list[str]:
    return list(_settings(parsed_args).apis)


def _profiles(parsed_args: argparse.Namespace, **_: object) -> list[str]:
    from harness.plan.filters import PROFILES

    return sorted({*PROFILES, *_settings(parsed_args).profile})


def _settings(parsed_args: argparse.Namespace) -> Settings:
    """The settings that the line names, or the defaults where they can't be read: a shell shows no error."""
    from harness.settings import reader

    try:
        return reader.load(Path.cwd(), getattr(parsed_args, "config", None), getattr(parsed_args, "root", None))
    except UserError:
        return Settings(Path.cwd())
