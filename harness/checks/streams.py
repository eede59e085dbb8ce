"""What the program shows of a stream that came in pieces: every event, its characters whole, and no comment."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from harness.checks.evidence import Evidence
from harness.common.replies import plain_body
from harness.model import Finding, Finished
from harness.respond.paced import COMMENT, MARK, TEXTS

WORDS = ("decode(", "TextDecoder", "split(", "iter_lines", "iter_content", "Scanner", "Read(", "data:", "stream")
"""What the line holds that reads a stream."""
TORN = "\ufffd"
"""What decoders print in the place of a part of a character."""
_NUMBER = re.compile(rf"{re.escape(MARK)}(\d+)")


def check(evidence: Evidence) -> Iterator[Finding]:
    """Findings about a stream; at most one a case."""
    ended = isinstance(evidence.outcome, Finished) and evidence.outcome.exit_status == 0
    last = evidence.last
    if evidence.scenario.stream != "paced" or not ended or last is None or not last.reply.cuts:
        return
    body = plain_body(last.reply).decode("utf-8", "replace")
    files = [file.content.decode("utf-8", "replace") for file in evidence.traces.written]
    printed = "\n".join((evidence.traces.stdout, *files))
    found = (*_garbled(body, printed), *_lost(body, printed))
    yield from found[:1]


def _garbled(body: str, printed: str) -> Iterator[Finding]:
    comment = COMMENT.strip(": \n")
    if TORN in printed and TORN not in body:
        at = printed.index(TORN)
        what, expected, actual = "characters that two pieces share", MARK.strip(), printed[max(0, at - 20) : at + 20]
    elif comment in printed and comment not in body.replace(COMMENT, "") and "data:" not in printed:
        what, expected, actual = "a comment for an event", "nothing of a line that begins with a colon", comment
    else:
        return
    yield Finding(
        "stream-garbled",
        f"it took {what}",
        expected=expected,
        actual=actual,
        words=WORDS,
    )


def _lost(body: str, printed: str) -> Iterator[Finding]:
    """Events of whose texts some were printed, and others not. One that prints the first ones alone may mean to."""
    said = set(_NUMBER.findall(printed))
    for numbers in _alike(body).values():
        lacking = [number for number in numbers if number not in said]
        if lacking and len(lacking) < len(numbers):
            yield Finding(
                "stream-lost",
                f"it printed {len(numbers) - len(lacking)} of {len(numbers)} events of a stream",
                expected=f"the text of event {lacking[0]}, too",
                actual="none of it in what it printed or wrote",
                severity="warning" if numbers[-len(lacking) :] == lacking else "error",
                words=WORDS,
            )
            return


def _alike(body: str) -> dict[str, list[str]]:
    """The form of an event -> the numbers of those that have it: of other events a program may show another part."""
    found: dict[str, list[str]] = {}
    for line in body.splitlines():
        text = line.removeprefix("data:").strip()
        numbers = _NUMBER.findall(text)
        if numbers:
            found.setdefault(_form(text), []).append(numbers[0])
    return found


def _form(text: str) -> str:
    try:
        return json.dumps(_without_texts(json.loads(text)), sort_keys=True)
    except ValueError:
        return ""


def _without_texts(value: Any) -> Any:
    """Which fields a value has, whatever is in them, but for the one that says of which type it is."""
    if isinstance(value, list):
        return [_without_texts(item) for item in value[:1]]
    if not isinstance(value, dict):
        return None
    return {
        name: item if name in ("type", "event", "kind") else "" if name in TEXTS else _without_texts(item)
        for name, item in value.items()
    }
