"""One form of a request, whoever sent it, and what a program leaves to compare: by literals."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from openapi.helpers import api, multipart, request

from harness.common.redaction import make_key
from harness.compare import groups, remembered
from harness.compare.canonical import canonical, flat, said, text
from harness.compare.parity import KIND, Voice
from harness.compare.remembered import Remembered, worth_it
from harness.model import (
    Case,
    CouldNotStart,
    Example,
    Finding,
    Finished,
    Headers,
    Message,
    Reply,
    TimedOut,
    Traces,
    WrittenFile,
)
from harness.scenarios import BUNDLED

KEY = make_key("a")
SPEC = """
paths:
  /things/{id}:
    post:
      operationId: things
      security: [{basic: []}, {bearer: []}]
      parameters:
        - {name: id, in: path, required: true, schema: {type: integer}}
        - {name: q, in: query, schema: {type: array, items: {type: integer}}}
        - {name: X-Kind, in: header, schema: {type: string}}
      requestBody:
        content:
          application/json: {schema: {type: object}}
          multipart/form-data:
            schema: {type: object, properties: {a: {type: integer}, f: {type: string, format: binary}}}
      responses:
        "200": {description: ok, content: {application/json: {schema: {type: object}}, image/png: {}}}
components:
  securitySchemes: {basic: {type: http, scheme: basic}, bearer: {type: http, scheme: bearer}}
"""
JSON: Headers = (("Content-Type", "application/json"),)


def form(tmp_path: Path, headers: Headers = JSON, body: bytes = b'{"a": 1}', **more: Any) -> Any:
    """The canonical form of a request."""
    shop = api(tmp_path, SPEC)
    sent = request("POST", "/v1/things/7?q=1&q=2", headers, body)
    return canonical(shop, shop.operations[0], sent, KEY, **{"with_accept": False} | more)


def test_a_form_has_values_by_their_place_and_only_declared_headers(tmp_path: Path) -> None:
    headers = (*JSON, ("X-Kind", "b"), ("X-Other", "c"), ("Accept", "image/png"), ("Authorization", f"bearer {KEY}"))
    assert {
        "method": "POST",
        "operation": "things",
        "path": {"id": 7},
        "query": {"q": [1, 2]},
        "headers": {"x-kind": "b", "authorization": "Bearer [key]"},
        "body": {"a": 1},
        "files": {},
    } == form(tmp_path, headers)


@pytest.mark.parametrize(("sent", "accept"), [((("Accept", "image/png"),), "image/png"), ((), "*/*")])
def test_what_is_asked_for_is_part_of_it_where_the_settings_do_not_say(
    tmp_path: Path, sent: Headers, accept: str
) -> None:
    assert accept == form(tmp_path, (*JSON, *sent), with_accept=True)["headers"]["accept"]


def test_user_and_password_are_shown_as_they_are_meant(tmp_path: Path) -> None:
    pair = base64.b64encode(f"me:{KEY}".encode()).decode()
    assert "Basic me:[key]" == form(tmp_path, (*JSON, ("Authorization", f"BASIC {pair}")))["headers"]["authorization"]
    assert (
        "Basic no base64!" == form(tmp_path, (*JSON, ("Authorization", "Basic no base64!")))["headers"]["authorization"]
    )


def test_a_form_of_several_parts_has_the_same_values_and_its_files_by_digest(tmp_path: Path) -> None:
    body = multipart([("a", "1"), ("f", b"bytes", "a.png", "image/png")])
    found = form(tmp_path, (("Content-Type", "multipart/form-data; boundary=----limit"),), body)
    assert 1 == found["body"]["a"]
    digest = hashlib.sha256(b"bytes").hexdigest()
    assert {"f": {"filename": "a.png", "content_type": "image/png", "bytes": 5, "sha256": digest}} == found["files"]


def test_a_request_that_can_not_be_read_has_no_form(tmp_path: Path) -> None:
    assert form(tmp_path, body=b"{") is None


def test_a_form_is_flat_by_dotted_places_without_what_is_empty() -> None:
    value = {"a": {"b": [1, {"c": False}]}, "d": {}, "e": [], "f": None, "g": "", 1: 0}
    assert {"a.b.0": 1, "a.b.1.c": False, "g": "", "1": 0} == flat(value)  # type: ignore[arg-type]


def test_the_file_that_people_review_is_sorted_and_indented() -> None:
    assert '{\n  "a": "ä",\n  "b": 1\n}\n' == text({"b": 1, "a": "ä"})


def left(stdout: str, answer: bytes = b'{"a": {"b": 1}, "c": [2]}', *files: str) -> Any:
    """What a program leaves."""
    written = tuple(WrittenFile(name, b"") for name in files)
    return groups._output(Finished(0, Traces(stdout=stdout, written=written)), Reply(200, JSON, answer))


@pytest.mark.parametrize(
    ("stdout", "kind", "printed"),
    [
        ('{"a": 2}', "JSON", {"a": 2}),
        ('{"a": {"b": 1}, "c": [2]}', "JSON", {"a": {"b": 1}, "c": [2]}),
        ('{"b": 1}', "other", None),
        ("[2]", "other", None),
        ("2", "other", None),
        ("{ a: 2 }", "other", None),
    ],
)
def test_what_is_printed_is_compared_where_it_is_an_answer_of_its_own(stdout: str, kind: str, printed: Any) -> None:
    found = left(stdout)
    assert (kind, printed) == (found[KIND], found.get("output.printed"))


def test_files_are_compared_by_their_endings() -> None:
    assert [".json", ".png", ".png"] == left("", b"{}", "out/b.png", "a.json", "a.png")["output.files"]


def told(code: str, *names: str, severity: Any = "error") -> tuple[str, ...]:
    """The places that a finding tells of."""
    return groups._told([Finding(code, "m", names=names, severity=severity)])


@pytest.mark.parametrize(
    ("code", "names", "places"),
    [
        ("method", (), ("method", "operation")),
        ("query-parameter", ("page",), ("query.page", "body.page")),
        ("query-parameter", (), ("query", "body")),
        ("header-missing", ("X-Kind",), ("headers.X-Kind",)),
        ("auth-missing", ("Authorization",), ("headers", "headers.Authorization")),
        ("body-schema", ("steps[0]",), ("body.steps.0", "files.steps.0")),
        ("file-part", ("image",), ("files.filename", "files.content_type", "body.filename", "body.content_type")),
        ("output-missing", (), ("output",)),
        ("exit-status", (), ()),
    ],
)
def test_a_finding_tells_of_the_places_that_it_is_about(
    code: str, names: tuple[str, ...], places: tuple[str, ...]
) -> None:
    assert places == told(code, *names)


def test_a_warning_tells_of_nothing() -> None:
    assert () == told("method", severity="warning")


CASE = Case(Example("go", "v1", "a", "a", Path("a"), "a", Path()), "hang")
RECORD: Any = {"name": CASE.name, "outcome": {"kind": "finished"}}


def test_what_is_remembered_is_read_again_without_the_key() -> None:
    voice = Voice(CASE, {"body": KEY}, {"output.files": []}, "well", ("headers",))
    one = Remembered(RECORD, (Finding("timeout", f"with {KEY}"),), voice, "namespaces")
    entry = one.entry(KEY)
    assert KEY not in str(entry)
    again = remembered.read(CASE, entry)
    assert again is not None
    assert (({"body": "[key]"}, ("headers",)), "namespaces") == ((again.voice.request, again.voice.told), again.guard)
    assert ["with [key]"] == [finding.message for finding in again.findings]
    assert again.ran


@pytest.mark.parametrize(
    "changed",
    [
        {"record": {"name": "v1/b/go/hang"}},
        {"record": []},
        {"findings": [{"code": "a"}]},
        {"findings": 1},
        {"voice": {}},
        {"more": 1},
    ],
)
def test_an_entry_of_another_form_or_case_is_none(changed: dict[str, Any]) -> None:
    entry: dict[str, Any] = {
        "findings": [asdict(Finding("timeout", "m"))],
        "voice": {"request": None, "output": None, "ending": None, "told": None},
        "record": RECORD,
        "guard": "",
    }
    assert remembered.read(CASE, entry) is not None
    assert remembered.read(CASE, entry | changed) is None


def test_a_case_that_could_not_start_did_not_run() -> None:
    assert not Remembered({**RECORD, "outcome": {"kind": "could-not-start"}}, (), Voice(CASE), "").ran


@pytest.mark.parametrize(
    ("outcome", "scenario", "blame", "worth"),
    [
        (Finished(1), "success", "example", True),
        (Finished(1), "success", "mock", False),
        (Finished(1), "success", "toolchain", False),
        (TimedOut(1.0), "hang", "example", True),
        (TimedOut(1.0), "success", "example", False),
        (CouldNotStart("no Go"), "success", "example", False),
    ],
)
def test_only_an_end_that_would_come_again_is_worth_remembering(
    outcome: Any, scenario: str, blame: Any, worth: bool
) -> None:
    class Planned:
        """As much of a planned case as is looked at."""

        def __init__(self) -> None:
            self.scenario = next(one for one in BUNDLED if one.name == scenario)

    assert worth is worth_it(Planned(), outcome, [Finding("a", "m", blame=blame)])  # type: ignore[arg-type]


def test_a_warning_does_not_end_the_look_at_the_errors_behind_it() -> None:
    found = [Finding("accept", "m", severity="warning"), Finding("output-missing", "m")]
    assert ("output",) == groups._told(found)


def test_what_is_asked_for_is_no_part_of_it_where_there_is_one_form_alone(tmp_path: Path) -> None:
    text = """
paths:
  /a:
    get:
      operationId: a
      responses: {"200": {description: ok, content: {application/json: {schema: {type: object}}}}}
"""
    shop = api(tmp_path, text)
    sent = request("GET", "/v1/a", (("Accept", "application/json"),))
    found = canonical(shop, shop.operations[0], sent, KEY, with_accept=True)
    assert found is not None
    assert {} == found["headers"]


def test_the_texts_of_a_websocket_are_compared_by_their_values() -> None:
    sent = [Message("program", "text", one) for one in (b'{"b": 1, "a": "' + KEY.encode() + b'"}', b"stop \xff")]
    others = [Message("mock", "text", b"no"), Message("program", "binary", b"no"), Message("program", "close", b"no")]
    assert [{"a": "[key]", "b": 1}, "stop \ufffd"] == said([*sent, *others], (KEY,))
