"""What all text goes through on its way to a terminal or a log: what others wrote is shown, and not obeyed."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import re
import sys
from collections.abc import Iterator
from typing import TextIO, cast

from harness.common.printable import harmless, no_commands


class SafeStream(io.TextIOBase):
    """A stream that escapes what its readers would obey. `colours` lets escape sequences through: rich's own."""

    def __init__(self, stream: TextIO, *, colours: bool = False) -> None:
        self.outer = stream if isinstance(stream, SafeStream) else None
        """The stream that represents the same output without colours, and is asked for its trouble."""
        stream = open_for_commands(stream)
        self.stream, self._safe = stream, no_commands if colours else harmless
        self.trouble: OSError | None = None
        """Why it takes no more: what is still written is dropped, for a run has other reports."""
        self._begun = ""
        """The line that was begun, where it may still become a command: blanks, and a colon at the most."""

    def write(self, text: str) -> int:
        """Writes a text as it may be shown."""
        begun = self._begun
        if begun.endswith(":") and text.startswith(":"):
            safe = "\\u003a" + self._safe("x" + text[1:])[1:]
        else:
            safe = self._safe(begun.replace(":", "x") + text)[len(begun) :]
        with self._noting():
            self.stream.write(safe)
        line = (begun + text).rpartition("\n")[2]
        self._begun = line if re.fullmatch(r"[ \t]*:?", line) else "x"
        return len(text)

    def flush(self) -> None:
        with self._noting():
            self.stream.flush()

    @contextlib.contextmanager
    def _noting(self) -> Iterator[None]:
        """Notes an error once, and sends what follows nowhere. Whoever has left causes BrokenPipeError."""
        try:
            yield
        except BrokenPipeError:
            raise
        except OSError as error:
            self.trouble = self.trouble or error
            if self.outer:
                self.outer.trouble = self.trouble
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.stream.fileno())

    def isatty(self) -> bool:
        return self.stream.isatty()

    def fileno(self) -> int:
        return self.stream.fileno()

    def writable(self) -> bool:
        return True

    @property
    def encoding(self) -> str:  # type: ignore[override]  # a plain attribute there
        return self.stream.encoding

    @property
    def errors(self) -> str | None:  # type: ignore[override]
        return self.stream.errors


@contextlib.contextmanager
def escaping() -> Iterator[None]:
    """Stdout and stderr escape what their readers would obey."""
    kept = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = (cast(TextIO, one if isinstance(one, SafeStream) else _safe(one)) for one in kept)
    try:
        yield
    finally:
        sys.stdout, sys.stderr = kept


def _safe(stream: TextIO | None) -> SafeStream:
    """The stream made safe. The number of one that is closed is taken, or the next file would get it."""
    if stream is not None:
        return SafeStream(stream)
    while (number := os.open(os.devnull, os.O_RDWR)) < 2:  # the lowest that is free
        pass
    made = SafeStream(os.fdopen(number, "w", encoding="utf-8", errors="backslashreplace"))
    made.trouble = OSError(errno.EBADF, os.strerror(errno.EBADF))
    return made


def trouble(stream: TextIO) -> OSError | None:
    """Why a stream takes no more; None where it does."""
    return stream.trouble if isinstance(stream, SafeStream) else None


def open_for_commands(stream: TextIO) -> TextIO:
    """The stream that does not escape, for what the harness itself tells a CI service."""
    return stream.stream if isinstance(stream, SafeStream) else stream


def open_for_colours(stream: TextIO) -> TextIO:
    """The stream for rich, which has been given texts without escape sequences."""
    return cast(TextIO, SafeStream(stream, colours=True))
