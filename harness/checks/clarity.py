"""What counts as a clear message: a person who reads it learns what went wrong, in the server's own words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from harness.common.replies import json_body, plain_body, texts
from harness.common.statuses import phrase
from harness.model import Dialect, Reply

MESSAGE_KEYS = ("message", "detail", "error_description", "title", "error")
"""Names under which APIs put the text that is meant for a person (RFC 9457 has `title` and `detail`)."""
SHORTEST = 4
"""Characters below which a line of an error page says nothing."""
MOST_READ = 32 * 1024
"""Characters of a message that are read at its beginning, and at its end."""
MOST_WORDS = 200
"""Texts of one answer that are looked for in a message."""
SYSTEM = re.compile(
    r"(?i)\b(?:ECONN\w+|ENOTFOUND|EAI_AGAIN|EPIPE|ETIMEDOUT|UND_ERR_\w+|IncompleteRead|IncompleteMessage|EOF)\b"
    r"|connection (?:was |is |has been )?(?:refused|reset|closed|aborted|broken)|connection attempts? failed"
    r"|(?:couldn't|could not|cannot|failed to) connect|connect failed|socket hang up|other side closed"
    r"|(?:server|remote end) (?:disconnected|closed)|closed connection|transfer closed|end of file reached"
    r"|empty reply|received no bytes|bytes received|payload is not completed|name resolution"
    r"|timed out|due to timeout|timeout (?:of \d+ ?ms|awaiting|reached|expired|exceeded)"
    r"|deadline (?:has )?(?:exceeded|elapsed)|\b(?:(?:Read|Open|Write)Timeout|TimeoutError)\b"
    r"|\b(?:Connect|UnknownHost|NoRouteToHost|SocketTimeout|Http(?:Connect)?Timeout)Exception\b"
    r"|\b(?:Connect|Read|Write|RemoteProtocol)Error\b"
)
"""How systems and clients say that a connection failed."""
NO_JSON = re.compile(
    r"JSONDecodeError|\b(?:in|valid|[Ii]nvalid|malformed|of|pars(?:e|ing)|decod(?:e|ing)) JSON\b"
    r"|JSON (?:input|text|parse)|JSON::ParserError|\bJ(?:son|SON)\w{0,20}Exception\b|serde_json"
    r"|not valid JSON|invalid character .{0,200} (?:looking for|after|in) "
)
"""How parsers say that an answer is no JSON."""
NO_WORDS = "a message without the server's words"
_RAISED = re.compile(r"(?m)^(?:Uncaught |Exception in thread \"[^\"\n]*\" )?(?:[\w.$]*(?:Error|Exception)\b|panic: )")
"""How a line begins that names what was thrown."""
_TRACEBACK = "Traceback (most recent call last):\n"


def ends(stderr: str) -> str:
    """The beginning and the end of a long message: its patterns are for what a person reads."""
    if len(stderr) <= 2 * MOST_READ:
        return stderr
    return f"{stderr[:MOST_READ]}\n[... left out ...]\n{stderr[-MOST_READ:]}"


def crash(stderr: str, dialect: Dialect) -> str:
    """What of a message is a fault of the program itself, which never makes it clear; empty where nothing is."""
    return next((name for pattern, name in dialect.crashes if re.search(pattern, ends(stderr))), "")


def unclear(stderr: str, words: tuple[str, ...], dialect: Dialect) -> str:
    """What makes a message unclear; empty where it is clear.

    `words` are the server's own: one of them must stand in the message. Without any, a message is clear if it is no
    bare stack trace, or one that has the system's words or those of a parser of JSON.
    """
    stderr = ends(stderr)
    crashed = crash(stderr, dialect)
    if crashed:
        return crashed
    trace = _trace(stderr, dialect)
    telling = tuple(word for word in words if not (trace and word.isdigit()))  # a status alone is no message
    if says(stderr, telling, dialect):
        return ""
    own = _without_source(stderr, dialect)
    if trace and not words and (SYSTEM.search(own) or NO_JSON.search(own)):
        return ""
    if trace:
        return trace
    if not stderr.strip():
        return "nothing"
    return NO_WORDS if words else ""


def says(text: str, words: tuple[str, ...], dialect: Dialect) -> bool:
    """True if one of the words appears in a text, and not only in the source that a stack trace shows."""
    flat = _flat(_without_source(ends(text), dialect))
    return any(_flat(form) in flat for word in words for form in _forms(word))


def message_of(stderr: str, dialect: Dialect) -> str:
    """A text from its most telling line on: of a stack trace, what was thrown."""
    stderr = ends(stderr)
    said = _without_source(stderr, dialect)
    if _TRACEBACK in said:
        return said.rpartition(_TRACEBACK)[2].strip()
    thrown = _RAISED.search(said) if said != stderr or _trace(stderr, dialect) else None
    return said[thrown.start() :].strip() if thrown else said.strip()


def server_words(reply: Reply) -> tuple[str, ...]:
    """The texts by which a server said what went wrong, any of which a clear message repeats."""
    value = json_body(reply)
    if isinstance(value, dict):
        told = [value[key] for key in MESSAGE_KEYS if isinstance(value.get(key), str)]
        return tuple(told[:1] or list(texts(value))[:MOST_WORDS]) or (str(reply.status),)
    page = _without_tags(plain_body(reply).decode("utf-8", "replace"))
    lines = [line.strip() for line in page.splitlines() if len(line.strip()) >= SHORTEST]
    words = lines[:MOST_WORDS] or [phrase(reply.status)]
    return (*words, str(reply.status))


def _without_tags(page: str) -> str:
    """The text of an HTML page. Reads each character a few times at most, whatever is left open."""
    for name in ("script", "style"):
        parts, at = [], 0
        while (start := page.find(f"<{name}", at)) >= 0 and (end := page.find(f"</{name}>", start)) >= 0:
            parts.append(page[at:start])
            at = end + len(f"</{name}>")
        page = "\n".join([*parts, page[at:]])
    return re.sub(r"<[^<>]+>", "\n", page)


def _trace(stderr: str, dialect: Dialect) -> str:
    return next((name for pattern, name in dialect.stack_traces if re.search(pattern, stderr)), "")


def _without_source(text: str, dialect: Dialect) -> str:
    for pattern in dialect.echoes:
        text = re.sub(pattern, "", text)
    return text


def _forms(word: str) -> Iterator[str]:
    """A text as it is, and as it appears in JSON: programs print an answer's body as it came, escapes and all."""
    yield word
    yield json.dumps(word)[1:-1]
    yield json.dumps(word, ensure_ascii=False)[1:-1]


def _flat(text: str) -> str:
    return " ".join(text.split())
