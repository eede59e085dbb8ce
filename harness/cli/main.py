"""`harness`: the command line's entry, which knows the commands and prints mistakes."""

from __future__ import annotations

import argparse
import importlib
import os
import signal
import sys
import threading
from collections.abc import Callable, Sequence

from harness import __version__
from harness.common import safe_output
from harness.errors import COULD_NOT_RUN, UserError

COMMANDS = {
    "init": "look at a repository, propose its settings and run three cases",
    "run": "run cases and report",
    "list": "list the cases that a run would take",
    "show": "show the last record of a case",
    "report": "open the last run's report in a browser",
    "diff": "say what got better, worse and slower between two JSON reports",
    "merge": "make one report out of the shards' JSON reports",
    "serve": "answer as the API would, for trying a program by hand, with a page that shows each request",
    "watch": "run what a saved file touches, and say what that changed",
    "impact": "say which examples a changed document would break, by what the last run recorded",
    "new": "write the programs of an operation that lacks them",
    "explain": "say what a finding code means and how to fix it",
    "spec": "lint, bundle, merge and compare the OpenAPI documents",
    "completion": "print the script by which a shell completes commands, options, cases and codes",
    "resident": "keep a process from which run, list and show start at once",
    "doctor": "say which toolchains are found, and send one trivial request from each language",
}
INTERRUPTED = 130
CLOSED = 141
"""What a shell says of a command that SIGPIPE ended."""


def main(argv: Sequence[str] | None = None, begins: Callable[[argparse.Namespace], object] | None = None) -> int:
    """Runs one command; the exit status is 0, 1, 2, 3 or 130 as `harness --help` tells.

    `begins` is called with what the words mean, before any of it is done.
    """
    with safe_output.escaping():
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, signal.default_int_handler)
        status = _main(argv, begins)
        if error := safe_output.trouble(sys.stdout):
            print(f"harness: stdout: expected a stream that can be written, got: {error.strerror}", file=sys.stderr)
            return COULD_NOT_RUN
        return status


def _main(argv: Sequence[str] | None, begins: Callable[[argparse.Namespace], object] | None) -> int:
    if "_ARGCOMPLETE" in os.environ:  # a shell asks what may come next: see completion_command
        from harness.cli.completion_command import answer

        answer(_parser)
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == ["help"]:  # as other tools have it: `harness help run`
        arguments = [*arguments[1:2], "--help"]
    parser = _parser(arguments)
    chosen = parser.parse_args(arguments)
    if begins:
        begins(chosen)
    try:
        status: int = chosen.call(chosen)
        sys.stdout.flush()
    except UserError as error:
        print(f"harness: {error}", file=sys.stderr)
        if getattr(chosen, "github", False):
            from harness.report.github import command

            print(command("error", str(error), title="harness"), file=safe_output.open_for_commands(sys.stdout))
        return error.exit_status
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # who read it has left, as `head` does; what is still to be flushed at the end goes nowhere
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLOSED
    except OSError as error:  # a folder that is gone, a disk that is full
        print(f"harness: {error.filename or 'the machine'}: {error.strerror or error}", file=sys.stderr)
        return COULD_NOT_RUN
    return status


def _parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="harness",
        description="Proves that published API examples work: runs them unchanged against a mock of the API.",
        epilog="Exit status: 0 all as expected; 1 a case failed or a known failure passed; 2 wrong usage or settings; "
        "3 something could not run; 130 interrupted.",
    )
    parser.add_argument("--version", action="version", version=f"harness {__version__}")
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for name, summary in COMMANDS.items():
        command = commands.add_parser(name, help=summary, description=summary[0].upper() + summary[1:] + ".")
        if name in arguments:  # only the chosen command's module is imported: a quick start is part of the promise
            module = importlib.import_module(f"harness.cli.{name}_command")
            module.configure(command)
            command.set_defaults(call=module.call)
    return parser


if __name__ == "__main__":
    sys.exit(main())
