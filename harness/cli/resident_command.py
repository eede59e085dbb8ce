"""`harness resident`: a process that has loaded the harness, from which `run`, `list` and `show` start at once."""

from __future__ import annotations

import argparse

from harness.cli.resident import starting


def configure(parser: argparse.ArgumentParser) -> None:
    """Adds the command's options."""
    parser.description = (
        "Keeps a process that has loaded the harness. `harness run`, `list` and `show` find it by themselves, and then "
        "start at once. It keeps no results: each command reads everything anew. It ends after 10 minutes without a "
        "command, and when a file of the harness has changed. It is never used under CI=true."
    )
    words = ("start", "stop", "status")
    parser.add_argument("what", choices=words, help="start it, stop it, or say whether there is one")


def call(arguments: argparse.Namespace) -> int:
    """Does it, and says what came of it."""
    if arguments.what == "start":
        print(f"the resident harness is ready: process {starting.start()}")
    elif arguments.what == "stop":
        print("stopped" if starting.stop() else "there is no resident harness")
    else:
        process = starting.running()
        print(f"the resident harness is process {process}" if process else "there is no resident harness")
    return 0
