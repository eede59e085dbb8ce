"""A case's result as it appears in the JSON report, the key redacted."""

from __future__ import annotations

import hashlib
import io
import struct
from collections.abc import Sequence

from harness.common.redaction import redact
from harness.common.replies import SIGNATURES, plain_body
from harness.common.sameness import normalised
from harness.common.shown import ShownExchange, shown
from harness.common.spellings import Secrets
from harness.model import (
    Case,
    CaseResult,
    CouldNotStart,
    Finding,
    Finished,
    Invocation,
    LeftOut,
    Message,
    Outcome,
    Reply,
    Request,
    TimedOut,
    Traces,
    Verdict,
    WrittenFile,
)
from harness.report.shape import (
    BodyRecord,
    CaseRecord,
    CommandRecord,
    ExchangeRecord,
    FindingRecord,
    LeftOutRecord,
    MessageRecord,
    OutcomeRecord,
    OutputRecord,
    RequestRecord,
    ResponseRecord,
)

OUTPUT_SHOWN = 128 * 1024
"""Characters of stdout and of stderr that the report keeps: the beginning and the end."""
NAMES_SHOWN = 20
"""Names of what was left out that the report lists."""
MESSAGES_SHOWN = 200
"""Messages of a WebSocket that the report keeps."""
BODY_SHOWN = 16 * 1024
"""Characters of a text body that the report keeps."""


def case_record(result: CaseResult, key: Secrets) -> CaseRecord:
    """One entry of `cases` in the report."""
    case, example = result.case, result.case.example
    traces = None if isinstance(result.outcome, CouldNotStart) else result.outcome.traces
    record: CaseRecord = {
        "name": case.name,
        "api": example.api,
        "operation": example.name,
        "language": example.language,
        "scenario": case.scenario,
        "file": example.shown,
        "verdict": result.verdict.value,
        "reason": result.reason,
        "duration_ms": round(traces.duration * 1000) if traces else 0,
        "cached": False,
        "start": None if traces is None else "warm" if traces.warm else "cold",
        "command": _command(traces.command if traces else None),
        "outcome": _outcome(result.outcome),
        "exchanges": _exchanges(traces, key) if traces else [],
        "findings": [finding_record(finding, case.name) for finding in result.findings],
    }
    if traces and traces.spared:
        record["spared_ms"] = round(traces.spared * 1000)
    if traces and traces.real:
        record["real_time"] = traces.real
    redacted: CaseRecord = redact(record, key)
    for stream in ("stdout", "stderr"):  # cut now, and not before: a part of a key would not be known as one
        if stream in redacted["outcome"]:
            redacted["outcome"][stream] = _cut(redacted["outcome"][stream])
    return redacted


def _exchanges(traces: Traces, key: Secrets) -> list[ExchangeRecord]:
    """What a program that receives was sent, and what a program sent."""
    sent: list[ExchangeRecord] = [
        {**exchange_record(shown(one.exchange, key)), "delivery": one.delivery.kind} for one in traces.delivered
    ]
    return sent + [exchange_record(shown(one, key)) for one in traces.exchanges]


def again(
    record: CaseRecord, case: Case, findings: Sequence[Finding], verdict: Verdict, reason: str, key: Secrets
) -> CaseRecord:
    """The record of a case that is not run again: its last one, with the findings and the verdict of now."""
    listed = [finding_record(finding, case.name) for finding in findings]
    clean: list[FindingRecord] = redact(listed, key) if listed else []
    now: CaseRecord = record | {"verdict": verdict.value, "reason": reason, "findings": clean, "cached": True}
    return now


def finding_record(finding: Finding, case_name: str | None) -> FindingRecord:
    """One entry of `findings`; `reproduce` is empty where no case can show it.

    `cause` and `detail` are what it is known again by: its words, and the program's, without what varies.
    """
    record: FindingRecord = {
        "code": finding.code,
        "severity": finding.severity,
        "blame": finding.blame,
        "message": finding.message,
        "expected": finding.expected,
        "actual": finding.actual,
        "file": finding.file,
        "line": finding.line,
        "hint": finding.hint,
        "reproduce": f"harness run {case_name}" if case_name else "",
        "cause": normalised(finding.root or finding.message),
    }
    if finding.detail:
        record["detail"] = normalised(finding.detail)
    if finding.accepted:
        record["accepted"] = finding.accepted
    if finding.second_look:
        record["second_look"] = True
    return record


def left_out_record(left: LeftOut) -> LeftOutRecord:
    """One entry of `left_out`, with the first of its names."""
    return {"what": left.what, "count": left.count, "names": list(left.names[:NAMES_SHOWN]), "reason": left.reason}


def _command(command: Invocation | None) -> CommandRecord | None:
    """How the program was started; None where it never was."""
    if command is None:
        return None
    return {"argv": list(command.argv), "env": dict(command.env), "folder": command.folder}


def _cut(text: str) -> str:
    if len(text) <= OUTPUT_SHOWN:
        return text
    half = OUTPUT_SHOWN // 2
    return f"{text[:half]}\n[... {len(text) - OUTPUT_SHOWN} characters left out ...]\n{text[-half:]}"


def _outcome(outcome: Outcome) -> OutcomeRecord:
    match outcome:
        case CouldNotStart(reason=reason):
            return {"kind": "could-not-start", "reason": reason}
        case TimedOut(limit=limit, traces=traces):
            extra: OutcomeRecord = {"kind": "timed-out", "limit_s": limit}
        case Finished(exit_status=status, traces=traces):
            extra = {"kind": "finished", "exit_status": status}
    return {
        **extra,
        "stdout": traces.stdout,
        "stderr": traces.stderr,
        "outputs": [_output(file) for file in traces.written],
    }


def _output(file: WrittenFile) -> OutputRecord:
    width, height = _size(file.content)
    return {
        "path": file.path,
        "bytes": len(file.content),
        "sha256": hashlib.sha256(file.content).hexdigest(),
        "width": width,
        "height": height,
    }


def _size(content: bytes) -> tuple[int | None, int | None]:
    """Width and height of an image, read from its head; nothing is decoded."""
    if content.startswith(SIGNATURES[0]) and len(content) >= 24:
        width, height = struct.unpack(">II", content[16:24])
        return width, height
    if content.startswith(SIGNATURES):
        from PIL import Image  # here, because it is slow to import and only other formats than PNG need it

        try:
            with Image.open(io.BytesIO(content)) as image:
                return image.size
        except (OSError, SyntaxError, ValueError):
            return None, None
    return None, None


def exchange_record(exchange: ShownExchange) -> ExchangeRecord:
    """One entry of `exchanges`."""
    request, reply = _request(exchange.request, exchange.raw_bytes), exchange.reply
    record: ExchangeRecord = {"request": request, "response": _response(reply)}
    if exchange.messages:
        record["messages"] = [_message(one) for one in exchange.messages[:MESSAGES_SHOWN]]
    return record


def _message(message: Message) -> MessageRecord:
    record: MessageRecord = {"by": message.by, "kind": message.kind, "bytes": len(message.data)}
    if message.kind not in ("binary", "cut"):
        record["text"] = message.data.decode("utf-8", "replace")[:BODY_SHOWN]
    if message.code:
        record["code"] = message.code
    return record


def _request(request: Request, raw_bytes: int) -> RequestRecord:
    record: RequestRecord = {
        "method": request.method,
        "target": request.target,
        "headers": [list(header) for header in request.headers],
        "body": _body(request.body, request.header("Content-Type") or ""),
        "fault": request.fault,
        "raw_bytes": raw_bytes,
        "raw_sha256": hashlib.sha256(request.raw).hexdigest(),
    }
    return {"origin": request.origin, **record} if request.origin else record


def _response(reply: Reply) -> ResponseRecord:
    return {
        "status": reply.status,
        "headers": [list(header) for header in reply.headers],
        "body": _body(plain_body(reply), reply.header("Content-Type") or ""),
        "fault": reply.fault,
    }


def _body(body: bytes, content_type: str) -> BodyRecord:
    kind = content_type.split(";")[0].strip().lower()
    if not body:
        return {"kind": "none"}
    if kind.startswith("multipart/"):
        from harness.report.parts import parts  # here, because `harness list` needs none of it

        return {"kind": "multipart", "parts": parts(body, content_type)}
    if kind.startswith(("image/", "application/octet-stream")):
        return {
            "kind": "binary",
            "media_type": kind,
            "bytes": len(body),
            "sha256": hashlib.sha256(body).hexdigest(),
        }
    text = body.decode("utf-8", "replace")
    return {"kind": "text", "media_type": kind, "text": text[:BODY_SHOWN], "bytes": len(body)}
