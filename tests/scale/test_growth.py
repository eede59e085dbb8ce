"""What reads the texts of programs takes no more than in proportion to their length, whatever they hold."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from harness import languages
from harness.checks import clarity
from harness.common import json_values, replies
from harness.discover import filling
from harness.discover.sources.asciidoc import CALLOUT
from harness.languages.python import PROMPT
from harness.model import Dialect
from harness.openapi.document.json_text import as_yaml
from harness.settings import Settings
from harness.source import keys, names, placeholders, shell_text, spoken, written

SHORT, TIMES = 4_000, 8
MOST = 3.0 * TIMES
"""As many times as long what is TIMES as long may take; what grows with the square takes 64 times as long."""
TELLING = 0.25
"""Seconds of processor time below which nothing is said: a square would be far above them."""
KNOWN = filling.Known("/v1/{name}", {}, dict)
TEXTS = {
    **{
        repr(one): one
        for one in ("\n", " ", "\t\n", "a", "a_", "a-", "_", "-", "'", "\\'", '\\"', "`", "$", "${", "$(")
    },
    **{
        repr(one): one
        for one in ("'your_a", '"YOUR_KEY"\n', "<key", "[key", "{{key", "key", "import", "import(", "# a\n")
    },
    **{
        repr(one): one
        for one in ("a = 'https://x.y/YOUR_ID'\n", "// <1>", "Traceback (most recent call last):\n", ": a/")
    },
    **{
        repr(one): one
        for one in ("TypeError: ", "invalid character ", '  File "a", line 1\n', "at f (a.js:1:1)\n", "{[")
    },
}
READERS: dict[str, Callable[[str], object]] = {
    "key_placeholder": lambda text: keys.key_placeholder(text, anywhere=True),
    "is_key_variable": lambda text: keys.is_key_variable(text, "KEY", len(text)),
    "without_texts": names.without_texts,
    "without_comments": placeholders.without_comments,
    "fill": lambda text: filling.fill(text, Dialect(), KNOWN),
    "apostrophes": lambda text: list(shell_text.eaten(f"true {text}")),
    "line_that_says": lambda text: spoken.line_that_says("a message", text, ("#",)),
    "is_written": lambda text: written.is_written("a", text),
    "not_there": written.not_there,
    "as_yaml": as_yaml,
    "callouts": lambda text: CALLOUT.sub("", text),
    "prompt": PROMPT.match,
    "json": lambda text: _refused(lambda: json_values.loads(f'["{text}')),
    "aws chunks": lambda text: _refused(lambda: replies.uncoded(b"1\r\na\r\n" * len(text), "aws-chunked")),
    "message": lambda text: [clarity.message_of(text, one.dialect) for one in LANGUAGES],
    "unclear": lambda text: [clarity.unclear(text, ("words",), one.dialect) for one in LANGUAGES],
}
LANGUAGES = tuple(languages.load(Settings(Path("/"))).values())


def _refused(read: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=re.compile("")):
        read()


def _seconds(read: Callable[[str], object], text: str) -> float:
    start = time.process_time()
    read(text)
    return time.process_time() - start


@pytest.mark.parametrize("name", READERS)
def test_eight_times_the_text_takes_some_eight_times_as_long(name: str) -> None:
    read = READERS[name]
    for piece in TEXTS.values():
        short, long = (piece * (size // len(piece)) for size in (SHORT, SHORT * TIMES))
        took = _seconds(read, long)
        if took > TELLING:  # a pause of the machine's is none of the reader's
            took = min(took, _seconds(read, long), _seconds(read, long))
        if took > TELLING:
            assert MOST > took / min(_seconds(read, short) for _ in range(3)), f"{took:.2f} s for {piece!r}"
