"""`harness run --update-requests`: the reviewed requests written anew, and what changed in them as a diff."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import unified_diff
from typing import TYPE_CHECKING

from harness.errors import UserError

if TYPE_CHECKING:
    from harness.compare.reviewed import Renewed
    from harness.run.run import Run
    from harness.settings import Settings

STYLES = {"+": "green", "-": "red", "@": "cyan"}


def update_requests(run: Run) -> list[Renewed]:
    """Writes the files. Raises UserError for one that can't be written."""
    try:
        return run.update_requests()
    except OSError as error:
        raise UserError(f"{error.filename}: expected a file that can be written, got: {error.strerror}") from None


def tell_requests(renewed: Sequence[Renewed], settings: Settings, *, sent: bool) -> None:
    """Prints each file that changed, and how. `sent` is False if no program sent a request that is fit for review."""
    from rich.text import Text

    from harness.common.printable import printable
    from harness.report.terminal import make_console

    console = make_console()
    if not renewed:
        console.print(
            "no reviewed request has changed"
            if sent
            else "no reviewed request was written: no program without a "
            "fault of its own sent one in the scenario success"
        )
    for one in renewed:
        shown = settings.show(one.path)
        console.print(Text(f"wrote {shown}" + ("" if one.before else ": it is new")))
        for line in _diff(one, shown):
            console.print(Text(printable(line), STYLES.get(line[:1], "")))


def _diff(one: Renewed, shown: str) -> Iterator[str]:
    """As `diff -u` has it; nothing for a new file, of which all is new."""
    if one.before:
        before, after = one.before.splitlines(), one.after.splitlines()
        yield from unified_diff(before, after, f"a/{shown}", f"b/{shown}", lineterm="")
