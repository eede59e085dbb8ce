"""What the page is made of: bodies, comparison, thumbnails, and what is kept of a run."""

from __future__ import annotations

import io
import json
import re
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from harness.common.shown import shown
from harness.model import Exchange, Reply, Request
from harness.report.details import HEAD, Details
from harness.report.html import page
from harness.report.html.bodies import body, hexdump, pretty, shortened
from harness.report.html.comparing import compared
from harness.report.html.headline import verdict
from harness.report.html.thumbnails import LONGEST_SIDE, thumbnail
from harness.report.html.views import Views
from harness.report.sources import Sources
from harness.respond.pictures import draw
from report.html.reports import DIGEST, PICTURE, Record, case, exchange, finding, report, with_picture


def sent(text: str, **headers: str) -> dict[str, Any]:
    """A request with a JSON body and these headers."""
    request = exchange(kind="text", media_type="application/json", text=text, bytes=len(text))["request"]
    return request | {"headers": [[name.replace("_", "-"), value] for name, value in headers.items()]}


# --------------------------------------------------------------------------- bodies


def test_base64_is_cut_down_and_says_by_how_much() -> None:
    """An image in JSON does not fill the page."""
    assert f'"{"A" * 40}[... 1960 characters more]"' == shortened(f'"{"A" * 2000}"')


def test_a_text_longer_than_anyone_reads_keeps_both_ends() -> None:
    """The beginning and the end of a long text are shown."""
    text = shortened("begin " + "word " * 10_000 + "end")
    assert text.startswith("begin ")
    assert text.endswith("end")
    assert 13_000 > len(text)


@pytest.mark.parametrize("text", ["", "no JSON", "{", "[" * 100_000, "1"])
def test_what_is_no_json_or_reads_the_same_is_not_decoded(text: str) -> None:
    """Nothing is shown twice, and nothing can be nested too deeply."""
    assert pretty(text) is None


def test_bytes_are_shown_with_their_places() -> None:
    """A hexdump has the offset, the bytes and what is printable of them."""
    assert [
        "0000  00 01 41 42 43 44 45 46 47 48 49 4a 4b 4c 4d 4e  ..ABCDEFGHIJKLMN",
        "0010  ff                                               .",
    ] == hexdump(b"\x00\x01ABCDEFGHIJKLMN\xff").splitlines()


def test_a_body_that_was_not_sent_shows_nothing() -> None:
    """No body, no heading for one."""
    assert not any(body({"kind": "none"}, b"").values())


# --------------------------------------------------------------------------- side by side


def test_forms_and_json_of_the_same_values_do_not_differ() -> None:
    """A form's names and texts are compared with JSON's by what they say."""
    form = exchange(
        kind="multipart",
        parts=[
            {"name": "text_prompts[0][text]", "filename": None, "content_type": None, "bytes": 1, "text": "fox"},
            {"name": "steps", "filename": None, "content_type": None, "bytes": 1, "text": "30"},
        ],
    )["request"]
    rows = compared([sent('{"text_prompts":[{"text":"fox"}],"steps":30}'), form | {"headers": []}])
    assert [] == [row.name for row in rows if row.differs and row.name.startswith("body")]
    assert {"body text_prompts.0.text", "body steps"} <= {row.name for row in rows}


def test_a_number_and_the_same_digits_as_text_differ() -> None:
    """`7` and `"7"` in JSON are two values, of which one is wrong; other texts stand without quotes."""
    first, second, *_ = compared([sent('{"a":7,"b":"fox"}'), sent('{"a":"7","b":"fox"}'), sent('{"a":7,"b":""}')])
    assert ("body a", ("7", '"7"', "7")) == (first.name, first.values)
    assert ("body b", ("fox", "fox", '""')) == (second.name, second.values)


def test_the_value_of_one_language_alone_is_odd() -> None:
    """Three agree, one does not: it alone is marked, and its row comes first."""
    first, *_ = compared([sent('{"a":1}'), sent('{"a":1}'), sent('{"a":2}'), sent('{"a":1}')])
    assert ("body a", [False, False, True, False]) == (first.name, [first.odd(index) for index in range(4)])


def test_where_no_value_is_the_most_common_all_are_marked() -> None:
    """Two against two: nobody can say who is odd."""
    first, *_ = compared([sent('{"a":1}'), sent('{"a":1}'), sent('{"a":2}'), sent('{"a":2}')])
    assert all(first.odd(index) for index in range(4))


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ("1121", "only go differs"),
        ("11123", "curl and ruby differ"),
        ("1122", "no majority"),
        ("12", "all differ"),
        ("1111", ""),
    ],
)
def test_a_row_says_who_differs(values: str, said: str) -> None:
    """In words, for whoever does not see the marks."""
    first, *_ = compared([sent(f'{{"a":{value}}}') for value in values])
    assert said == first.said(("python", "ts", "go", "curl", "ruby")[: len(values)])


def test_what_client_libraries_set_is_no_difference() -> None:
    """`User-Agent` differs in every language, and `X-Client` is the example's own."""
    rows = {
        row.name: row for row in compared([sent("{}", User_Agent="a", X_Id="1"), sent("{}", User_Agent="b", X_Id="2")])
    }
    assert (False, True) == (rows["header user-agent"].differs, rows["header x-id"].differs)


# --------------------------------------------------------------------------- pictures


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP"])
def test_an_image_of_any_kind_becomes_a_small_png(kind: str) -> None:
    """A thumbnail keeps the image's proportions."""
    out = io.BytesIO()
    Image.new("RGB", (400, 200), "red").save(out, kind)
    made = thumbnail(out.getvalue())
    assert made is not None
    with Image.open(io.BytesIO(made)) as image:
        assert ("PNG", (LONGEST_SIDE, LONGEST_SIDE // 2)) == (image.format, image.size)


def _claims(side: int) -> bytes:
    """A PNG of a few bytes whose head claims a size."""
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", len(head)) + b"IHDR" + head + struct.pack(">I", zlib.crc32(b"IHDR" + head))
    return b"\x89PNG\r\n\x1a\n" + chunk


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no image",
        PICTURE[:60],
        _claims(2**31 - 1),
        _claims(20_000),
        b"GIF89a" + b"\xff" * 40,
        b"RIFF" + b"\0" * 90,
    ],
    ids=["nothing", "text", "cut off", "huge", "large", "gif", "riff"],
)
def test_what_can_not_be_decoded_has_no_thumbnail(content: bytes) -> None:
    """A broken image, and one that would fill the memory, are passed over in silence."""
    assert thumbnail(content) is None


def test_what_is_kept_of_a_run_holds_no_key() -> None:
    """The first bytes of a body have the key redacted."""
    details, key = Details(), "sk-0123456789abcdef0123456789"
    request = Request("POST", "/", (), f"a={key}&".encode() * 100)
    details.add("a/b/c/d", [shown(Exchange(request, Reply(200, (), key.encode()), 0.0, 0.25), key)])
    (kept,) = details.exchanges("a/b/c/d")
    assert b"sk-0123" not in kept.request_head + kept.response_head
    assert (250.0, HEAD) == (kept.wait, len(kept.request_head))


def test_the_images_of_a_run_are_found_by_their_digest() -> None:
    """The image of an answer has its thumbnail, and one that nobody sent has none."""
    _, details = with_picture("v1/masking/go/success")
    assert (DIGEST,) == details.exchanges("v1/masking/go/success")[0].pictures
    assert (details.thumbnail(DIGEST) or b"").startswith(b"\x89PNG")
    assert details.thumbnail("0" * 64) is None


def test_a_broken_answer_has_no_pictures() -> None:
    """An answer whose compression is cut off is kept without its images."""
    details = Details()
    reply = Reply(200, (("Content-Type", "image/png"), ("Content-Encoding", "gzip")), b"\x1f\x8b\x08 cut off")
    details.add("a/b/c/d", [shown(Exchange(Request("GET", "/", (), b""), reply), "sk-0123456789")])
    assert () == details.exchanges("a/b/c/d")[0].pictures


def test_a_written_image_that_nobody_sent_is_told() -> None:
    """A file that holds other bytes than the mock sent is no copy of any picture."""
    record, details = with_picture("v1/masking/go/success")
    record["outcome"]["outputs"][0]["sha256"] = "0" * 64
    (shown,) = Views(Sources(None), details).case(record)["outputs"]
    assert (None, True) == (shown["same"], shown["known"])


# --------------------------------------------------------------------------- the whole page


def test_files_outside_of_the_project_are_not_read(tmp_path: Path) -> None:
    """A report that someone has edited can't bring another file's text into the page."""
    (tmp_path / "secret.txt").write_text("the secret\n" * 9, "utf-8")
    (tmp_path / "project").mkdir()
    record = case("v1/masking/go/success", verdict="failed", findings=[finding(file="../secret.txt", line=2)])
    assert "the secret" not in page.render(report(record), Sources(tmp_path / "project"))


@pytest.mark.parametrize(
    ("changed", "said", "fine"),
    [
        ({}, "1 case as expected", True),
        ({"failed": 1}, "1 of 1 cases failed", False),
        ({"failed": 2, "could-not-run": 1}, "2 of 1 cases failed; 1 of 1 cases could not run", False),
        ({"unexpected-pass": 1}, "1 known failure passed", False),
        ({"unexpected-pass": 2}, "2 known failures passed", False),
        ({"flaky": 1}, "1 of 1 cases is flaky", False),
        ({"failed": 1, "flaky": 2}, "1 of 1 cases failed; 2 of 1 cases are flaky", False),
        ({"skipped": 1}, "0 of 1 cases as expected", True),
    ],
)
def test_the_headline_is_the_verdict(changed: Record, said: str, *, fine: bool) -> None:
    """What fails a run is counted in words."""
    found = report(case("v1/masking/go/success"))
    assert (said, fine) == verdict(found | {"summary": found["summary"] | changed})


def test_the_headline_counts_errors_of_no_case() -> None:
    """A broken document fails a run in which every case is as expected."""
    assert ("1 error belongs to no case", False) == verdict(report() | {"findings": [finding()]})
    assert ("no case was run", True) == verdict(report())


def test_the_page_of_no_case_is_a_page(tmp_path: Path) -> None:
    """A run that was interrupted before anything was planned has its page."""
    assert "No case was run</a></h1>" in page.render(report(), Sources(tmp_path))


def test_the_page_of_one_report_is_always_the_same(tmp_path: Path) -> None:
    """Nothing in the page depends on when or where it was made."""
    record, details = with_picture("v1/masking/go/success")
    assert page.render(report(record), Sources(tmp_path), details) == page.render(
        json.loads(json.dumps(report(record))), Sources(tmp_path / "elsewhere"), details
    )


def test_an_uploaded_image_of_another_size_has_its_picture() -> None:
    """Pictures are known by their bytes, wherever they were seen first."""
    details = Details()
    other = draw(300, 100, "another")
    reply = Reply(200, (("Content-Type", "image/png"),), other)
    details.add("a/b/c/d", [shown(Exchange(Request("GET", "/", (), b""), reply), "sk-0123456789")])
    with Image.open(io.BytesIO(details.thumbnail(details.exchanges("a/b/c/d")[0].pictures[0]) or b"")) as image:
        assert (96, 32) == image.size


def test_what_was_said_on_a_websocket_is_shown_in_its_order(tmp_path: Path) -> None:
    said = [
        {"by": "program", "kind": "text", "bytes": 5, "text": "<ask>"},
        {"by": "mock", "kind": "binary", "bytes": 7},
        {"by": "mock", "kind": "close", "bytes": 2, "text": "no", "code": 1011},
        {"by": "mock", "kind": "cut", "bytes": 0},
    ]
    one = exchange() | {"messages": said}
    one["response"] = one["response"] | {"status": 101, "fault": "truncate"}
    record = case("v1/talk/go/success", exchanges=[one], verdict="failed", findings=[finding()])
    text = page.render(report(record), Sources(tmp_path))
    assert "cut off in the middle" not in text
    lines = text.partition("Said on the WebSocket")[2].partition("</ol>")[0]
    assert [
        "program: <code>&lt;ask&gt;</code>",
        "mock: 7 bytes",
        "mock: closed with 1011: no",
        "mock: broke off without a close",
    ] == re.findall(r"<li>(.*?)</li>", lines)
