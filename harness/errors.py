"""Mistakes that a user can make. Each prints as one line, and ends the command with its own exit status."""

from __future__ import annotations

import contextlib
import difflib
from collections.abc import Iterable, Iterator

USAGE = 2
COULD_NOT_RUN = 3


class UserError(Exception):
    """Wrong usage or settings: nothing was run (exit status 2)."""

    exit_status = USAGE


class EnvironmentTrouble(UserError):
    """The machine lacks something that a run needs (exit status 3)."""

    exit_status = COULD_NOT_RUN


@contextlib.contextmanager
def writing(shown: object) -> Iterator[None]:
    """Raises UserError where the block can't write a file; `shown` is how a person knows it."""
    try:
        yield
    except OSError as error:
        raise UserError(f"{shown}: expected a file that can be written, got: {error.strerror}") from None


def nearest(word: str, known: Iterable[str]) -> str:
    """` (did you mean "x"?)` with the known word that is most like `word`, or nothing if none is near."""
    match = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)
    return f' (did you mean "{match[0]}"?)' if match else ""
