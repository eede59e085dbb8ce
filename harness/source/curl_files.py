"""The files that curl is to send, as its options name them (curl.1: --data, --form, --upload-file)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from harness.source.shell_words import Word, read

_AT = re.compile(r"@(.+)", re.DOTALL)
_FORM = re.compile(r"[^=]*=[@<]\"?([^\";,]+)")
_NAMED = re.compile(r"[^=@]*@(.+)", re.DOTALL)
_WHOLE = re.compile(r"([^-].*)", re.DOTALL)
LONG = {
    **dict.fromkeys(("--data", "--data-ascii", "--data-binary", "--json"), _AT),
    "--data-urlencode": _NAMED,
    "--form": _FORM,
    "--upload-file": _WHOLE,
}
"""An option whose value can name a file -> how; `--data-raw` and `--form-string` take every value as it is."""
SHORT = {"d": _AT, "F": _FORM, "T": _WHOLE}
_CLUSTER = re.compile(r"-[a-zA-Z#0-9:]*?([dFT])(.*)", re.DOTALL)
_VALUED = re.compile(r"-[a-zA-Z#0-9:]*?[AbcCDeEhHKmoPQrtuUwxXyYz]")
"""Short options behind which the rest of the word is a value."""


def curl_files(source: str) -> Iterator[Word]:
    """The names of the files, each at the line of its word."""
    for command in read(source):
        if command.program == "curl":
            for option, value in pairwise((*command.words, Word("", command.line))):
                yield from _file(option, value)


def _file(option: Word, value: Word) -> Iterator[Word]:
    form = LONG.get(option.text)
    if form is None and not option.text.startswith("--"):
        found = _CLUSTER.match(option.text)
        valued = _VALUED.match(option.text)
        if found and not (valued and valued.end() <= found.start(1)):
            form = SHORT[found[1]]
            value = replace(option, text=found[2]) if found[2] else value
    named = form.match(value.text) if form else None
    if named:
        yield replace(value, text=named[1])
