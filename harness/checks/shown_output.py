"""What a page shows beside a sample: the answer that the document promises, and what the sample prints."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from typing import Any

from harness.checks.evidence import Evidence
from harness.common import json_values
from harness.common.patterns import fits
from harness.common.replies import json_body, plain_body, scalars
from harness.model import Finding, Finished, Reply, ShownOutput
from harness.openapi import Violation
from harness.openapi.check_answer import check_answer

CODE = "output-stale"
MORE = re.compile(r"\.{3}|\u2026")
"""What means that there is more."""
GAP = "\0"
"""Any number of characters, or of lines."""
NUMBER = re.compile(r"\d[\d.,:/TZ+-]*")
"""A number, an amount, a time or a date: the mock's are others than a page's."""


def check(evidence: Evidence) -> Iterator[Finding]:
    """Findings of the code "output-stale"."""
    outputs = evidence.case.example.outputs
    ended_well = isinstance(evidence.outcome, Finished) and evidence.outcome.exit_status == 0
    if not outputs or not ended_well or evidence.due != "success" or not evidence.last:
        return
    printed = evidence.shown(evidence.traces.stdout)
    is_answer = _same_json(printed, evidence.last.reply)
    for output in outputs:
        if output.is_response or is_answer:
            yield from _response(evidence, output)
        else:
            yield from _printed(evidence, output, printed)


def _response(evidence: Evidence, output: ShownOutput) -> Iterator[Finding]:
    """What an answer on the page has that the document does not allow, or lacks though it is due."""
    value, is_part = _json(output.text)
    if value is not None:
        yield from _judged(evidence, output, value, lambda violation: not is_part or violation.is_in(value))


def _judged(
    evidence: Evidence, output: ShownOutput, answer: Any, is_due: Callable[[Violation], bool]
) -> Iterator[Finding]:
    """What the document finds wrong in an answer, as far as it is due on the page."""
    status = evidence.api.success_status(evidence.operation)
    media = next((one for one in evidence.api.media_types(evidence.operation, status) if "json" in one), "")
    if not media:
        return
    reply = Reply(status, (("Content-Type", media),), json.dumps(answer).encode())
    for violation in check_answer(evidence.api, evidence.operation, reply):
        if not violation.pointer.startswith("/") and violation.pointer:
            continue  # a header, which a page does not show
        if not is_due(violation):
            continue
        yield _finding(
            evidence,
            _line_of(output, violation.name),
            f"the page shows an answer that the document does not: {violation.message.removeprefix('in the answer, ')}",
            violation.expected,
            violation.actual,
            "error" if violation.severity == "error" else "warning",
        )


def _printed(evidence: Evidence, output: ShownOutput, printed: str) -> Iterator[Finding]:
    """Where a page shows other words than the sample prints. Values of the answer and numbers are the mock's own."""
    shown, is_part = _json(output.text)
    found, _ = _json(printed)
    if isinstance(shown, dict | list) and isinstance(found, dict | list):
        yield from _parts(evidence, output, (shown, found), is_part)
        return
    values = _values(evidence)
    due, came = _rows(output.text), _rows(printed)
    at = _first_difference([row for _, row in due], [row for _, row in came], values)
    if at is None:
        return
    index = min(at[0], len(due) - 1)
    yield _finding(
        evidence,
        output.lines[due[index][0]] if due else output.lines[0],
        "the page shows another output than the program prints",
        came[at[1]][1] if at[1] < len(came) else "no further line",
        due[at[0]][1] if at[0] < len(due) else "no further line",
        "error",
    )


def _parts(evidence: Evidence, output: ShownOutput, pair: tuple[Any, Any], is_part: bool) -> Iterator[Finding]:
    """What is wrong in JSON of the sample's own form: its parts of the answer are those of the document.

    The rest, with its values, is the sample's. A field that the page leaves out may be one that some answers lack.
    """
    shown, found = pair
    answer = json_body(evidence.last.reply) if evidence.last else None
    place = next((path for path, value in _below(answer) if value == found), None)
    if place is not None:
        whole, pointer = _put(answer, place, shown), "".join(f"/{step}" for step in place)

        def is_due(violation: Violation) -> bool:
            inside = f"{violation.pointer}/".startswith(f"{pointer}/")
            return inside and not (is_part and not violation.is_in(whole))

        yield from _judged(evidence, output, whole, is_due)
    elif isinstance(shown, dict) and isinstance(found, dict):
        for name in shown.keys() & found.keys():
            yield from _parts(evidence, output, (shown[name], found[name]), is_part)
    elif isinstance(shown, list) and isinstance(found, list) and found:
        for item in shown:
            yield from _parts(evidence, output, (item, found[0]), is_part)


def _below(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """The objects and lists in a JSON value that hold anything, itself the first, each with its path."""
    if isinstance(value, dict | list) and value:
        yield path, value
        for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _below(inner, (*path, step))


def _put(whole: Any, path: Sequence[Any], value: Any) -> Any:
    """A JSON value with another one at a path."""
    if not path:
        return value
    step, rest = path[0], path[1:]
    if isinstance(whole, dict):
        return {**whole, step: _put(whole[step], rest, value)}
    return [_put(one, rest, value) if index == step else one for index, one in enumerate(whole)]


def _first_difference(due: Sequence[str], came: Sequence[str], values: Sequence[str]) -> tuple[int, int] | None:
    """Where two outputs differ first, as indexes into both; None if they are the same. A line `...` is any lines."""
    gap = next((index for index, row in enumerate(due) if MORE.fullmatch(row.strip())), None)
    if gap is not None:
        head = _first_difference(due[:gap], came[:gap], values)
        rest = [GAP if MORE.fullmatch(row.strip()) else row for row in due[gap:]]
        if head or fits(rest, came[gap:], GAP, lambda one, other: _alike(one, other, values)):
            return head
        return gap + 1, min(gap, len(came))
    for index, (one, other) in enumerate(zip_longest(due, came)):
        if one is None or other is None or not _alike(one, other, values):
            return index, index
    return None


def _alike(due: str, came: str, values: Sequence[str]) -> bool:
    """True for a line that says the same but for values: the page may have anything in the place of one."""
    if due.strip() == came.strip():
        return True
    marked = came
    for value in values:
        marked = marked.replace(value, GAP)
    if fits(NUMBER.sub(GAP, marked).strip(), due.strip(), GAP, str.__eq__):
        return True
    return MORE.search(due) is not None and fits(MORE.sub(GAP, due.strip()), came.strip(), GAP, str.__eq__)


def _values(evidence: Evidence) -> list[str]:
    """The texts of the answers, the longest first; one that is short or a plain word tells nothing."""
    found: set[str] = set()
    for exchange in evidence.exchanges:
        found |= {str(value) for value in scalars(json_body(exchange.reply))}
    return sorted((value for value in found if len(value) > 1), key=len, reverse=True)


def _rows(text: str) -> list[tuple[int, str]]:
    """The lines that are not empty, each with its index."""
    return [(index, row) for index, row in enumerate(text.splitlines()) if row.strip()]


def _json(text: str) -> tuple[Any, bool]:
    """The value of a text that is JSON but for what is left out, and whether anything is; None for other texts."""
    if not MORE.search(text):
        try:
            return json_values.loads(text), False
        except ValueError:
            pass
    bare = re.sub(r"(?m)(?<=[\s,\[{}\]\d\"el])//.*$", "", text)
    bare = re.sub(r",?(?<!\s)\s*(?:\"?(?:\.{3}|\u2026)\"?(?:\s*:\s*\"?(?:\.{3}|\u2026)\"?)?)(?=\s*[,\]}])", "", bare)
    bare = re.sub(r"([\[{])\s*,", r"\1", re.sub(r",\s*([\]}])", r"\1", bare))
    try:
        return json_values.loads(bare), MORE.search(text) is not None
    except ValueError:
        return None, False


def _same_json(printed: str, reply: Reply) -> bool:
    """True for a program that prints the answer as it came, or the same JSON in another layout."""
    if printed.strip() == plain_body(reply).decode("utf-8", "replace").strip():
        return True
    value, _ = _json(printed)
    return value is not None and value == json_body(reply)


def _line_of(output: ShownOutput, name: str) -> int:
    """The line of the block that has a field, or else its first one."""
    rows = output.text.splitlines()
    index = next((at for at, row in enumerate(rows) if name and f'"{name}"' in row), 0)
    return output.lines[min(index, len(output.lines) - 1)]


def _finding(evidence: Evidence, line: int, message: str, expected: str, actual: str, severity: Any) -> Finding:
    return Finding(
        CODE, message, expected=expected, actual=actual, file=evidence.case.example.shown, line=line, severity=severity
    )
