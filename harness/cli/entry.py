"""The command `harness`: by the resident harness if there is one, else by this process, which then loads all of it."""

from __future__ import annotations

import sys

from harness.cli.resident import client


def main() -> int:
    """The command's exit status."""
    status = client.answer(sys.argv)
    if status is None:
        from harness.cli.main import main as run

        status = run()
    return status
