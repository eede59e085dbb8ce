"""What happened to a text that is no JSON, in the words of whoever wrote it."""

from __future__ import annotations

import re

PYTHON = {"None": "null", "True": "true", "False": "false"}


def hint(text: str, position: int, said: str) -> str:
    """How to fix a JSON text; empty where nothing certain can be said.

    `position` is where the parser stopped, and `said` its message (json.JSONDecodeError).
    """
    before, at = text[:position].rstrip(), text[position : position + 1]
    word = re.match(r"\w+", text[position:])
    if before.endswith(",") and at in ("}", "]"):
        return f"Take out the comma before {at}: JSON has none behind the last one."
    if at == "'":
        return "Put names and texts in double quotes: JSON knows no others."
    if at and at in "\u201c\u201d\u201e\u2018\u2019":
        return 'Write straight double quotes ("): a word processor made these.'
    if text.startswith(("//", "/*", "#"), position):
        return "Take out the comment: JSON has none."
    if word and word[0] in PYTHON:
        return f"Write {PYTHON[word[0]]} for {word[0]}: that is JSON's word."
    if said.startswith("Invalid control character"):
        return "Write a line break in a text as \\n: a text may not go on in the next line."
    if said.startswith("Expecting ',' delimiter") and at:
        return "Put a comma between the two, or close what is open."
    if not at:
        return "Close what is open: the text ends in its middle."
    if said.startswith("Expecting property name"):
        return "Put the name in double quotes."
    return ""
