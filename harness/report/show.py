"""One case's record -> text for a person who wants to know just what happened."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from harness.common.printable import printable
from harness.report.shape import (
    BodyRecord,
    CaseRecord,
    CommandRecord,
    FindingRecord,
    MessageRecord,
    OutcomeRecord,
    OutputRecord,
    RequestRecord,
    ResponseRecord,
)

INDENT = "    "
SWITCHED = 101
"""The status of the answer that opens a WebSocket."""
LINE_SHOWN = 400
"""Characters of one line: a base64 image in a body is longer than anyone reads."""


def text(record: CaseRecord, again: Callable[[str], str] = str, when: str = "") -> str:
    """Everything that the report knows of a case, in the order in which it happened.

    `again` makes the command that repeats it one that works where the reader is. `when` is the moment of its run.
    """
    return "\n".join(_lines(record, again, when)) + "\n"


def _lines(record: CaseRecord, again: Callable[[str], str], when: str) -> Iterator[str]:
    reason = f": {record['reason']}" if record["reason"] else ""
    yield f"{record['name']}: {record['verdict']}{reason}"
    yield f"program: {record['file'] or 'not known'}"
    if when:
        yield f"run of:  {when}{' (served from the cache)' if record['cached'] else ''}"
    own, spared = record["duration_ms"], record.get("spared_ms", 0)
    waited = f" by its own clock, {own - spared} ms by ours" if spared else ""
    yield f"ended:   {ending(record['outcome'])}, after {own} ms{waited}"
    for number, exchange in enumerate(record["exchanges"], 1):
        count = f" {number} of {len(record['exchanges'])}" if len(record["exchanges"]) > 1 else ""
        kind = exchange.get("delivery")
        request, response = (f"delivery ({kind})", "its answer") if kind else ("request", "response")
        yield from ("", f"{request}{count}:", *_indented(_request(exchange["request"])))
        yield from ("", f"{response}{count}:", *_indented(_response(exchange["response"])))
        if said := exchange.get("messages"):
            yield from ("", "said on the WebSocket:", *_indented([message(one) for one in said]))
    if not record["exchanges"]:
        yield from ("", "request: none came")
    yield from _left_behind(record["outcome"])
    for finding in record["findings"]:
        yield from ("", *_finding(finding))
    for repeat in record.get("repeats", ())[1:]:
        yield from ("", f"the first of {repeat['count']} runs that {repeat['verdict']}:")
        yield from _indented([f"ended:   {ending(repeat['outcome'])}, after {repeat['duration_ms']} ms"])
        for exchange in repeat["exchanges"]:
            yield from _indented(["", "request:", *_request(exchange["request"])])
            yield from _indented(["", "response:", *_response(exchange["response"])])
        yield from _indented(list(_left_behind(repeat["outcome"])))
    if started := record.get("command"):
        yield from ("", "command, as it was run:", *_indented(command(started)))
    yield from ("", "repeat:  " + again(f"harness run {record['name']}"))


def ending(outcome: OutcomeRecord) -> str:
    """How a case ended, in a few words."""
    if outcome["kind"] == "could-not-start":
        return f"it could not be started: {outcome.get('reason', '')}"
    if outcome["kind"] == "timed-out":
        return f"it was ended at its time limit of {outcome.get('limit_s', 0):g} s"
    status = outcome.get("exit_status", 0)
    return f"signal {-status}" if status < 0 else f"exit status {status}"


def _request(request: RequestRecord) -> Iterator[str]:
    yield f"{request['method']} {request['target']}"
    if request.get("origin"):
        yield f"(to {request['origin']})"
    yield from (f"{name}: {value}" for name, value in request["headers"])
    if request["fault"]:
        yield f"it could not be read: {request['fault']}"
    yield from _body(request["body"])


def _response(response: ResponseRecord) -> Iterator[str]:
    if response["fault"] in ("reset", "hang"):
        yield {"reset": "none: the connection was reset", "hang": "none: it never came"}[response["fault"]]
        return
    yield f"{response['status']}"
    yield from (f"{name}: {value}" for name, value in response["headers"])
    if response["fault"] and response["status"] != SWITCHED:
        yield "it was cut off in the middle of this body:"
    yield from _body(response["body"])


def message(message: MessageRecord) -> str:
    """One message of a WebSocket on one line: `program: {"type": "ask"}`, `mock: closed with 1000`."""
    code = f" with {message['code']}" if "code" in message else ""
    text = message.get("text", "")
    what = {
        "text": text,
        "binary": f"{message['bytes']} bytes",
        "close": f"closed{code}" + (f": {text}" if text else ""),
        "cut": "broke off without a close",
        "fault": f"what can't be read: {text}",
    }[message["kind"]]
    return f"{message['by']}: {what}"


def _body(body: BodyRecord) -> Iterator[str]:
    match body["kind"]:
        case "multipart":
            yield from ("", *table(("part", "bytes", "type", "file", "content"), [_part(p) for p in body["parts"]]))
        case "binary":
            yield from ("", f"{body['bytes']} bytes of {body['media_type']}, SHA-256 {body['sha256']}")
        case "text":
            yield from ("", *_pretty(body["text"]).splitlines())
            if body.get("bytes", 0) > len(body["text"].encode("utf-8", "surrogatepass")):
                yield f"[... of {body['bytes']} bytes]"


def _part(part: dict[str, Any]) -> tuple[str, ...]:
    content = json.dumps(part["text"], ensure_ascii=False) if "text" in part else f"SHA-256 {part['sha256'][:16]}..."
    return (part["name"] or "", str(part["bytes"]), part["content_type"] or "", part["filename"] or "", content)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Lines with columns of one width each."""
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    for row in (head, *rows):
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()


def _pretty(text: str) -> str:
    """JSON with its lines indented; other text as it is."""
    try:
        return json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return text


def _left_behind(outcome: OutcomeRecord) -> Iterator[str]:
    if outcome.get("outputs"):
        rows = [(f["path"], str(f["bytes"]), _size(f), f["sha256"][:16] + "...") for f in outcome["outputs"]]
        yield from ("", "files written:", *_indented(table(("path", "bytes", "size", "SHA-256"), rows)))
    for stream in ("stdout", "stderr"):
        if outcome.get(stream):
            yield from ("", f"{stream}:", *_indented(outcome[stream].splitlines()))


def _size(file: OutputRecord) -> str:
    return f"{file['width']} x {file['height']}" if file["width"] else ""


def _finding(finding: FindingRecord) -> Iterator[str]:
    place = f"{finding['file']}:{finding['line']}" if finding["line"] else finding["file"] or "the run"
    look = " (on a second look, with a good answer)" if finding.get("second_look") else ""
    yield f"{finding['severity']}: {finding['code']}{look}: {finding['message']}"
    yield f"{INDENT}at:       {place}"
    for label in ("expected", "actual", "hint"):
        for number, line in enumerate(finding[label].splitlines()):
            yield f"{INDENT}{label + ':' if number == 0 else '':<9} {line}"


def command(command: CommandRecord) -> Iterator[str]:
    """How a program was started: the folder, the environment, the words."""
    yield f"cd {command['folder']}"
    yield from (f"{name}={value or shlex.quote(value)}" for name, value in command["env"].items())
    yield " ".join(word if word.startswith("$") else shlex.quote(word) for word in command["argv"])


def _indented(lines: Iterator[str] | Sequence[str]) -> Iterator[str]:
    return (f"{INDENT}{_plain(line)}".rstrip() for line in lines)


def _plain(line: str) -> str:
    """A line that a terminal shows and does not obey, no longer than a person reads."""
    shown = printable(line, keep="\t")
    more = len(shown) - LINE_SHOWN
    return shown if more <= 0 else f"{shown[:LINE_SHOWN]}[... {more} characters more: see --json]"
