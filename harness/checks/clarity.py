"""What counts as a clear message: a person who reads stderr learns what went wrong, in the server's own words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from harness.common.replies import json_body, plain_body, texts
from harness.model import Dialect, Reply

MESSAGE_KEYS = ("message", "detail", "error_description", "title", "error")
"""Names under which APIs put the text that is meant for a person (RFC 9457 has `title` and `detail`)."""
SHORTEST = 4
"""Characters below which a line of an error page says nothing."""


def unclear(stderr: str, words: tuple[str, ...], dialect: Dialect) -> str:
    """What makes a message unclear; empty where it is clear.

    `words` are the server's own: one of them must stand in the message. Without any, a message is clear if it is no
    bare stack trace.
    """
    for pattern, name in dialect.crashes:
        if re.search(pattern, stderr):
            return name
    flat = _flat(stderr)
    trace = next((name for pattern, name in dialect.stack_traces if re.search(pattern, stderr)), "")
    telling = [word for word in words if not (trace and word.isdigit())]  # a status alone turns no trace into a message
    if any(_flat(form) in flat for word in telling for form in _forms(word)):
        return ""
    if trace:
        return trace
    if not flat:
        return "nothing"
    return "a message without the server's words" if words else ""


def server_words(reply: Reply) -> tuple[str, ...]:
    """The texts by which a server told what went wrong, any of which a clear message repeats."""
    value = json_body(reply)
    if isinstance(value, dict):
        told = [value[key] for key in MESSAGE_KEYS if isinstance(value.get(key), str)]
        return tuple(told[:1] or texts(value)) or (str(reply.status),)
    page = re.sub(r"(?s)<(script|style).*?</\1>|<[^>]+>", "\n", plain_body(reply).decode("utf-8", "replace"))
    lines = [line.strip() for line in page.splitlines() if len(line.strip()) >= SHORTEST]
    return (*lines, str(reply.status))


def _forms(word: str) -> Iterator[str]:
    """A text as it is, and as it stands in JSON: programs print an answer's body as it came, escapes and all."""
    yield word
    yield json.dumps(word)[1:-1]
    yield json.dumps(word, ensure_ascii=False)[1:-1]


def _flat(text: str) -> str:
    return " ".join(text.split())
