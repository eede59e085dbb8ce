"""`harness run --record DIR`: one HTTP Archive a case, as HAR 1.2 describes it, and nothing secret in it."""

from __future__ import annotations

import base64
import gzip
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from support.command import harness
from support.trees import Program, make_tree

from commands.live.host import REAL_KEY, live_tree, run_live, true_host
from harness.common.redaction import make_key
from harness.common.shown import shown
from harness.model import Exchange, Reply, Request
from harness.report import har

NAME = "v1/masking/go/success"
KEY = make_key(NAME)
TEXT = {"type": "string"}
SIZE = {"type": "integer", "minimum": -1}
MOMENT = {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$"}


def fields(required: dict[str, Any], optional: dict[str, Any] | None = None) -> dict[str, Any]:
    """The schema of an object of HAR 1.2, which may have fields of its own only where they begin with `_`."""
    return {
        "type": "object",
        "required": list(required),
        "properties": {**required, **(optional or {})},
        "patternProperties": {"^_": True},
        "additionalProperties": False,
    }


def every(schema: dict[str, Any]) -> dict[str, Any]:
    """A list of such."""
    return {"type": "array", "items": schema}


PAIRS = every(fields({"name": TEXT, "value": TEXT}))
COMMON = {"httpVersion": TEXT, "cookies": PAIRS, "headers": PAIRS, "headersSize": SIZE, "bodySize": SIZE}
REQUEST = fields(
    {**COMMON, "method": TEXT, "url": {"type": "string", "pattern": "^http://"}, "queryString": PAIRS},
    {"postData": fields({"mimeType": TEXT, "params": every({}), "text": TEXT})},
)
CONTENT = fields({"size": SIZE, "mimeType": TEXT}, {"text": TEXT, "encoding": {"const": "base64"}})
RESPONSE = fields(
    {**COMMON, "status": {"type": "integer"}, "statusText": TEXT, "content": CONTENT, "redirectURL": TEXT}
)
TIME = {"type": "number", "minimum": 0}
ENTRY = fields(
    {
        "startedDateTime": MOMENT,
        "time": TIME,
        "request": REQUEST,
        "response": RESPONSE,
        "cache": {"const": {}},
        "timings": fields({"send": TIME, "wait": TIME, "receive": TIME}),
    }
)
LOG = fields(
    {"version": {"const": "1.2"}, "creator": fields({"name": TEXT, "version": TEXT}), "entries": every(ENTRY)},
    {"comment": TEXT},
)
HAR = fields({"log": LOG})
"""The field list of HAR 1.2 (http://www.softwareishard.com/blog/har-12-spec/), as far as it is used."""


def entry(request: Request, reply: Reply, **times: float) -> dict[str, Any]:
    """The one entry of an archive, which is valid."""
    archive = har.document(NAME, [shown(Exchange(request, reply, **times), KEY)])
    jsonschema.validate(archive, HAR)
    assert KEY not in json.dumps(archive)
    found: dict[str, Any] = archive["log"]["entries"][0]
    return found


def get(*headers: tuple[str, str], target: str = "/", method: str = "GET", body: bytes = b"") -> Request:
    """A request with a raw form."""
    head = f"{method} {target} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in headers) + "\r\n"
    return Request(method, target, headers, body, head.encode() + body)


def test_a_request_is_told_with_its_url_query_and_sizes() -> None:
    request = get(("Host", "127.0.0.1:1"), target="/v1/x?a=1&b=%20&c")
    found = entry(request, Reply())["request"]
    assert "http://127.0.0.1:1/v1/x?a=1&b=%20&c" == found["url"]
    assert [("a", "1"), ("b", " "), ("c", "")] == [(pair["name"], pair["value"]) for pair in found["queryString"]]
    assert (len(request.raw), 0) == (found["headersSize"], found["bodySize"])
    assert "postData" not in found


def test_times_are_told_in_utc_and_milliseconds() -> None:
    found = entry(get(), Reply(), started=1700000000.5, seconds=0.25)
    assert ("2023-11-14T22:13:20.500Z", 250.0) == (found["startedDateTime"], found["time"])
    assert found["time"] == sum(found["timings"].values())


@pytest.mark.parametrize("text", [KEY, base64.b64encode(f"user:{KEY}".encode()).decode()], ids=["plain", "base64"])
def test_the_key_is_redacted_wherever_it_stands(text: str) -> None:
    request = get(("Authorization", text), target=f"/?key={text}", method="POST", body=text.encode())
    found = entry(request, Reply(200, (("X-Key", text),), text.encode() + b"\xff"))
    assert "[key]" in found["request"]["headers"][0]["value"]
    assert b"[key]" in base64.b64decode(found["response"]["content"]["text"])


def test_cookies_are_told_by_name_alone() -> None:
    reply = Reply(200, (("Set-Cookie", "session=very-secret; Path=/"),))
    found = entry(get(("Cookie", "a=also-secret; b=third-secret")), reply)
    assert "secret" not in json.dumps(found)
    assert ["a", "b"] == [cookie["name"] for cookie in found["request"]["cookies"]]
    assert "session=[cookie]; Path=/" == found["response"]["headers"][0]["value"]


def test_an_image_that_was_sent_stands_there_in_base64() -> None:
    found = entry(get(("Content-Type", "image/png"), method="POST", body=b"\x89PNG\xff"), Reply())
    sent = found["request"]["postData"]
    assert ("base64", b"\x89PNG\xff") == (sent["_encoding"], base64.b64decode(sent["text"]))


def test_an_image_that_came_stands_there_in_base64() -> None:
    content = entry(get(), Reply(200, (("Content-Type", "image/png"),), b"\x89PNG\xff"))["response"]["content"]
    assert (5, "image/png", "base64") == (content["size"], content["mimeType"], content["encoding"])


def test_a_compressed_answer_is_told_as_it_reads_and_with_its_size_on_the_wire() -> None:
    body = gzip.compress(b"hello" * 100)
    found = entry(get(), Reply(200, (("Content-Encoding", "gzip"),), body))["response"]
    assert ("hello" * 100, 500, len(body)) == (found["content"]["text"], found["content"]["size"], found["bodySize"])


@pytest.mark.parametrize("fault", ["reset", "hang"])
def test_an_answer_that_never_came_has_the_status_0(fault: Any) -> None:
    found = entry(get(), Reply(200, body=b"never sent", fault=fault))["response"]
    assert (0, "", fault) == (found["status"], found["content"]["text"], found["_fault"])


def test_an_answer_that_was_cut_off_is_told_as_far_as_it_came() -> None:
    found = entry(get(), Reply(200, body=b"12345678", fault="truncate"))["response"]
    assert ("1234", "truncate") == (found["content"]["text"], found["_fault"])


def test_a_run_against_the_mock_records_every_case(tmp_path: Path) -> None:
    program = Program("curl", "get_balance")
    tree = make_tree(tmp_path / "tree", program)
    done = harness(tree.root, "run", "--scenario", "success", "--scenario", "refused", "--record", "har")
    assert 0 == done.returncode, done.stdout + done.stderr
    archives = {path.stem: json.loads(path.read_text("utf-8")) for path in tree.root.glob("har/**/*.har")}
    for archive in archives.values():
        jsonschema.validate(archive, HAR)
    assert {"success": 1, "refused": 0} == {name: len(found["log"]["entries"]) for name, found in archives.items()}
    (found,) = archives["success"]["log"]["entries"]
    assert {"name": "Authorization", "value": "Bearer [key]"} in found["request"]["headers"]
    assert [] == list(tree.root.rglob("*.part"))


def test_a_live_run_records_what_the_real_host_said_and_not_the_key(tmp_path: Path) -> None:
    live_tree(tmp_path / "tree", Program("python", "text_to_image"))
    host = true_host(tmp_path / "tree")
    try:
        run_live(tmp_path / "tree", host.url, recordings=tmp_path / "har")
    finally:
        host.close()
    text = (tmp_path / "har/v1/text_to_image/python/success.har").read_text("utf-8")
    jsonschema.validate(json.loads(text), HAR)
    assert REAL_KEY not in text
    (found,) = json.loads(text)["log"]["entries"]
    assert host.exchanges[0].reply.body.decode() == found["response"]["content"]["text"]
    assert found["time"] > 0


def test_a_folder_that_is_a_file_is_told_of_before_the_run(tmp_path: Path) -> None:
    tree = make_tree(tmp_path / "tree", Program("curl", "get_balance"))
    done = harness(tree.root, "run", "--record", "pyproject.toml")
    assert (2, "") == (done.returncode, done.stdout)
    assert "pyproject.toml: expected a folder that can be written" in done.stderr
