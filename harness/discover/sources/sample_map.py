"""YAML and JSON maps of named samples -> a block a sample.

`{name: text}`, `{name: {language: text}}` and `{language: {name: text}}` are read, at any depth. Where no key is a word
for a language, the file's name has one (`samples.python.yaml`), or the text is a call of curl.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from harness.discover.sources import Block, Page
from harness.errors import UserError
from harness.openapi.document import pointers
from harness.openapi.document.inline import lines_of
from harness.openapi.document.yaml_reader import ReadError, read

NUMBER = re.compile(r"[_-]?\d+$")
"""What tells several samples of one name apart."""


def blocks(page: Page) -> Iterator[Block]:
    """The texts of a map, in order."""
    try:
        data, marks = read(page.text)
    except ReadError as error:
        raise UserError(f"{page.shown}:{error.line or 1}: expected YAML or JSON, got: {error}") from None
    rows = page.text.splitlines()
    stem = re.split(r"[./_-]", page.shown.rpartition("/")[2].lower())
    of_file = next((word for word in reversed(stem) if word in page.words and word not in ("json", "yaml")), "")
    for path, text in _texts(data, ()):
        words = [key for key in path if key.lower() in page.words]
        names = [key for key in path if key not in words]
        line = marks.line(data, "".join(pointers.join("", key) for key in path))
        word = words[-1] if words else of_file or ("curl" if text.lstrip("$ ").startswith("curl ") else "")
        if word and names:
            shown = text if text.endswith("\n") else f"{text}\n"
            yield Block(word, shown, lines_of(shown, rows, line), name=NUMBER.sub("", names[-1]))


def _texts(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """The texts of a map with the keys that lead to each."""
    for key, inner in value.items() if isinstance(value, dict) else ():
        if isinstance(inner, str) and inner.strip():
            yield (*path, str(key)), inner
        else:
            yield from _texts(inner, (*path, str(key)))
