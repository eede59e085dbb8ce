"""A case's record in the JSON report: true to the schema, and without the key."""

from __future__ import annotations

import base64
import gzip
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from harness.model import (
    Case,
    CaseResult,
    CouldNotStart,
    Example,
    Exchange,
    Finding,
    Finished,
    Outcome,
    Reply,
    Request,
    TimedOut,
    Traces,
    Verdict,
    WrittenFile,
)
from harness.report import document
from harness.report.record import case_record
from harness.respond.pictures import draw

KEY = "sk-0123456789abcdef0123456789abcdef"
CASE = Case(Example("go", "v1", "masking", None, Path("/x/masking.go"), "examples/masking.go", Path("/x")), "success")
MULTIPART = (
    b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\none\r\n'
    b'--b\r\nContent-Disposition: form-data; name="f"; filename="x.png"\r\n'
    b"Content-Type: image/png\r\n\r\n\x89PNG\r\n--b--\r\n"
)
REQUESTS = [
    Request("GET", "/", (), b""),
    Request("POST", "/", (("content-type", "multipart/form-data; boundary=b"),), MULTIPART, MULTIPART),
    Request("POST", "/", (("Content-Type", "multipart/form-data; boundary=b"),), MULTIPART[:60]),
    Request("POST", "/", (("Content-Type", "multipart/form-data"),), b"x"),
    Request("POST", "/", (("Content-Type", "application/json"), ("X", "1"), ("X", "2")), b'{"a": 1}'),
    Request("", "", (), b"", b"\x16\x03", "illegal request line"),
]
REPLIES = [
    Reply(200, (("Content-Type", "image/png"),), draw(4, 4, "x")),
    Reply(200, (("Content-Type", "application/json"), ("Content-Encoding", "gzip")), gzip.compress(b'{"a": 1}')),
    Reply(502, (("Content-Type", "text/html"),), b"<p>\xff</p>"),
    Reply(fault="reset"),
    Reply(body=b"half", fault="truncate"),
    Reply(fault="hang"),
]
WRITTEN = (
    WrittenFile("out/a.png", draw(3, 5, "x")),
    WrittenFile("out/b", b"", True),
    WrittenFile("c", b"\x89PNG\r\n\x1a\n"),
)
TRACES = Traces("out", "err", WRITTEN, ("a",), tuple(map(Exchange, REQUESTS, REPLIES)), 1.5)
FINDING = Finding("file-part", "m", "e", "a", "examples/masking.go", 3, "h", words=("x",))


def record(outcome: Outcome) -> dict[str, Any]:
    return case_record(CaseResult(CASE, outcome, (FINDING, Finding("timeout", "m")), Verdict.FAILED), KEY)


def report(
    *records: dict[str, Any], planned: tuple[str, ...] = (CASE.name,), unfinished: Verdict = Verdict.COULD_NOT_RUN
) -> dict[str, Any]:
    coverage = {"operations": {"v1/masking": {"go": True}}, "fields": {}}
    return document.build(datetime.now(UTC), 1.0, planned, records, [], coverage, unfinished)


@pytest.mark.parametrize(
    "outcome",
    [Finished(0, TRACES), Finished(-9, TRACES), TimedOut(2.5, TRACES), CouldNotStart("no go", True), Finished(1)],
)
def test_a_record_of_every_outcome_is_true_to_the_schema(outcome: Outcome) -> None:
    found = json.loads(json.dumps(report(record(outcome))))
    jsonschema.validate(found, document.schema(), format_checker=jsonschema.FormatChecker())


def test_the_schema_is_a_schema_and_refuses_what_it_does_not_name() -> None:
    jsonschema.Draft202012Validator.check_schema(document.schema())
    found = report(record(Finished(0, TRACES)))
    found["cases"][0]["surprise"] = 1
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(found, document.schema())


def test_a_record_says_how_to_repeat_the_case_and_how_large_its_images_are() -> None:
    found = record(Finished(0, TRACES))
    assert "harness run v1/masking/go/success" == found["findings"][0]["reproduce"]
    sizes = [(file["path"], file["width"], file["height"]) for file in found["outcome"]["outputs"]]
    assert [("out/a.png", 3, 5), ("out/b", None, None), ("c", None, None)] == sizes


@pytest.mark.parametrize("verdict", [Verdict.COULD_NOT_RUN, Verdict.SKIPPED])
def test_a_planned_case_without_a_record_has_the_verdict_of_what_ended_the_run(verdict: Verdict) -> None:
    found = report(record(Finished(0)), planned=(CASE.name, "v1/masking/go/hang"), unfinished=verdict)
    jsonschema.validate(found, document.schema())
    assert (2, 1, 1) == (found["planned"], found["summary"]["failed"], found["summary"][verdict])
    assert found["cases"][1]["reason"]


@pytest.mark.parametrize("disguise", [KEY.encode(), base64.b64encode(f"user:{KEY}".encode())])
def test_the_key_stands_nowhere_in_a_record(disguise: bytes) -> None:
    text = disguise.decode()
    body = json.dumps({"a": text}).encode()
    request = Request(
        "POST", f"/?k={text}", (("Authorization", f"Bearer {text}"), ("Content-Type", "text/plain")), body, body
    )
    reply = Reply(401, (("X-Echo", text), ("Content-Type", "application/json")), body)
    traces = Traces(text, text, (WrittenFile(text, disguise),), (text,), (Exchange(request, reply),))
    finding = Finding("key-leaked", text, text, text, text, hint=text)
    found = json.dumps(case_record(CaseResult(CASE, Finished(1, traces), (finding,), Verdict.FAILED, text), KEY))
    assert text[6:-6] not in found
    assert "Bearer " in found
    assert "[key]" in found
