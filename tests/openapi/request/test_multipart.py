"""Multipart forms: parts, files and their faults."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness import openapi
from harness.model import UploadedFile
from harness.openapi.request import multipart_body
from harness.openapi.request.json_body import Unreadable
from openapi.helpers import Part, api, body_api, codes, form, found, multipart, post

FORM = "multipart/form-data"
BODY = """\
Body:
  type: object
  required: [image, prompts]
  properties:
    image: {type: string, format: binary}
    loose: {type: string, format: binary}
    several: {type: array, items: {type: string, format: binary}}
    prompts:
      type: array
      items: {type: object, required: [text], properties: {text: {type: string}, weight: {type: number}}}
    steps: {type: integer}
    options: {type: object, properties: {n: {type: integer}}}
    objects: {type: array, items: {type: object, properties: {n: {type: integer}}}}
"""
PNG = b"\x89PNG\r\n\x1a\n\r\n--\x00"


@pytest.fixture
def shop(tmp_path: Path) -> openapi.Api:
    shop = body_api(tmp_path, BODY, FORM)
    content = shop.document.data["paths"]["/things"]["post"]["requestBody"]["content"][FORM]
    content["encoding"] = {"image": {"contentType": "image/png"}, "several": {"contentType": "image/png, image/gif"}}
    return shop


IMAGE: Part = ("image", PNG, "a.png", "image/png")
PROMPT: Part = ("prompts[0][text]", "cat")


def inspect(shop: openapi.Api, *parts: Part) -> openapi.Inspection:
    return shop.inspect(form(parts), shop.operations[0])


def test_files_stand_as_none_in_the_value_and_with_their_bytes_beside_it(shop: openapi.Api) -> None:
    seen = inspect(shop, IMAGE, PROMPT, ("steps", "30"), ("options", '{"n": 1}'))

    assert () == seen.violations
    assert seen.call is not None
    expected = {"image": None, "prompts": [{"text": "cat"}], "steps": 30, "options": {"n": 1}}
    assert (expected, FORM) == (seen.call.body, seen.call.media_type)
    assert (UploadedFile("image", "a.png", "image/png", PNG),) == seen.call.files


@pytest.mark.parametrize(
    "more",
    [
        [("loose", PNG, "a", "application/octet-stream")],
        [("loose", b"", "a.txt", "text/plain")],
        [("several", PNG, "a.png", "image/png"), ("several", PNG, "b.gif", "image/gif")],
        [("several[]", PNG, "a.png", "image/png"), ("several[]", PNG, "b.gif", "image/gif")],
        [("several[0]", PNG, "a.png", "IMAGE/PNG; x=y")],
        [("options", '{"n": 1}', "blob", "application/json")],
        [("options", '{"n": 1}', None, "application/json")],
        [("options[n]", "1")],
        [("objects", '{"n": 1}'), ("objects", '{"n": 2}')],
        [("objects", '[{"n": 1}, {"n": 2}]', None, "application/json")],
        [("objects", '[{"n": 1}, {"n": 2}]')],
        [("steps", "30".encode("utf-16"), None, "text/plain; charset=utf-16")],
        [("steps", "30", None, "text/plain")],
        [("prompts[7][text]", "é"), ("prompts[7][weight]", "0.5")],
    ],
)
def test_what_the_schema_allows_has_no_violation(shop: openapi.Api, more: list[Part]) -> None:
    assert () == inspect(shop, *more, PROMPT, IMAGE).violations


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([("image", PNG, "a.png", None), PROMPT], [("file-part", "/image")]),
        ([("image", PNG, "a.png", "image/jpeg"), PROMPT], [("file-part", "/image")]),
        ([("image", PNG, "a.png", "application/octet-stream"), PROMPT], [("file-part", "/image")]),
        ([("image", PNG, None, "image/png"), PROMPT], [("file-part", "/image")]),
        ([("image", PNG, "", "image/png"), PROMPT], [("file-part", "/image")]),
        ([("image", PNG), PROMPT], [("file-part", "/image")]),
        ([("image", "init_image.png"), PROMPT], [("file-part", "/image")]),
        ([IMAGE, PROMPT, ("loose", PNG, "a.png", None)], [("file-part", "/loose")]),
        ([IMAGE, PROMPT, ("several", PNG, "a.jpg", "image/jpeg")], [("file-part", "/several")]),
        ([IMAGE, PROMPT, ("steps", "30", "a.txt", "text/plain")], [("file-part", "/steps")]),
        ([PROMPT], [("body-schema", "/image")]),
        ([IMAGE], [("body-schema", "/prompts")]),
        ([IMAGE, IMAGE, PROMPT], [("repeated-field", "/image")]),
        ([IMAGE, PROMPT, PROMPT], [("repeated-field", "/prompts/0/text")]),
        ([IMAGE, PROMPT, ("steps", "512.5")], [("body-schema", "/steps")]),
        ([IMAGE, PROMPT, ("mask", PNG, "a.png", "image/png")], [("unknown-field", "/mask")]),
        ([IMAGE, PROMPT, ("mask", "x")], [("unknown-field", "/mask")]),
        ([IMAGE, PROMPT, ("options", '{"n": "x"}')], [("body-schema", "/options/n")]),
        ([IMAGE, PROMPT, ("options", '{"m": 1}')], [("unknown-field", "/options/m")]),
        ([IMAGE, PROMPT, ("options", "{")], [("body-schema", "/options")]),
        ([IMAGE, ("prompts", '[{"text": "cat"}')], [("body-schema", "/prompts")]),
        ([("", PNG, "a.png", "image/png"), PROMPT], [("file-part", "")]),
        ([("", PNG, "a.png", "image/png"), ("", "cat")], [("file-part", ""), ("file-part", "")]),
    ],
)
def test_one_fault_has_one_violation(shop: openapi.Api, parts: list[Part], expected: list[tuple[str, str]]) -> None:
    assert expected == found(inspect(shop, *parts))


def test_a_file_part_says_what_was_expected_and_what_to_look_for(shop: openapi.Api) -> None:
    (fault,) = inspect(shop, ("image", PNG, "a.png", "image/jpeg"), PROMPT).violations

    assert "a filename and Content-Type: image/png" == fault.expected
    assert 'filename="a.png", Content-Type: image/jpeg' == fault.actual
    assert ("image/jpeg", "image", "a.png") == fault.words


GOOD = multipart([IMAGE, PROMPT], "b")


@pytest.mark.parametrize(
    ("content_type", "body", "expected"),
    [
        ("multipart/form-data; boundary=b", GOOD, []),
        ('Multipart/Form-Data;boundary="b"', GOOD, []),
        ("multipart/form-data; boundary=b", b"preamble\r\n" + GOOD + b"epilogue", []),
        ("multipart/form-data", GOOD, ["content-type"]),
        ("multipart/form-data; boundary=", GOOD, ["content-type"]),
        ("multipart/mixed; boundary=b", GOOD, ["content-type"]),
        ("application/x-www-form-urlencoded", GOOD, ["content-type"]),
        ("application/json", b'{"image": "a"}', ["content-type"]),
        ("multipart/form-data; boundary=c", GOOD, ["body-unreadable"]),
        ("multipart/form-data; boundary=b", GOOD[:-4], ["body-unreadable"]),
        ("multipart/form-data; boundary=b", GOOD[: len(GOOD) // 2], ["body-unreadable"]),
        ("multipart/form-data; boundary=b", b"{}", ["body-unreadable"]),
        ("multipart/form-data; boundary=b", b"--b--\r\n", ["body-schema", "body-schema"]),
        (
            "multipart/form-data; boundary=b",
            multipart([IMAGE, ("prompts[0][text]", b"\xff")], "b"),
            ["body-unreadable"],
        ),
        (
            "multipart/form-data; boundary=b",
            multipart([IMAGE, PROMPT, ("options", "{", None, "application/json")], "b"),
            ["body-unreadable"],
        ),
        ("multipart/form-data; boundary=b", GOOD.replace(b"Content-Disposition: ", b"content-disposition:\r\n "), []),
        ("multipart/form-data; boundary=b", GOOD.replace(b"form-data;", b"FORM-DATA ;"), []),
    ],
)
def test_the_frame_of_a_form_is_judged(shop: openapi.Api, content_type: str, body: bytes, expected: list[str]) -> None:
    assert expected == codes(shop.inspect(post(body, content_type), shop.operations[0]))


def test_a_form_without_its_boundary_is_still_read(shop: openapi.Api) -> None:
    seen = shop.inspect(post(multipart([IMAGE, PROMPT, ("steps", "x")]), FORM), shop.operations[0])

    assert ["content-type", "body-schema"] == codes(seen)
    assert seen.call is not None
    assert PNG == seen.call.files[0].content


def test_raw_bytes_of_version_3_1_are_files(tmp_path: Path) -> None:
    schema = "Body: {type: object, properties: {image: {type: string, contentMediaType: image/png}}}"
    shop = body_api(tmp_path, schema, FORM, "3.1.0")

    assert () == inspect(shop, IMAGE).violations
    assert ["file-part"] == codes(inspect(shop, ("image", PNG)))


ENCODED = """\
paths:
  /things:
    post:
      operationId: things
      requestBody:
        content:
          multipart/form-data:
            schema:
              type: object
              properties:
                meta: {type: object, properties: {a: {type: integer}}}
                note: {type: string}
                either: {oneOf: [{type: string, format: binary}, {type: string, format: uri}]}
                several: {type: array, items: {anyOf: [{type: string, format: binary}, {type: integer}]}}
            encoding:
              meta: {contentType: "application/json, application/ld+json"}
              note:
                headers:
                  X-Id: {required: true, schema: {type: integer}}
                  X-List: {schema: {type: array, items: {type: integer}}}
      responses: {}
"""
META: Part = ("meta", '{"a": 1}', None, "application/json")


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([META], []),
        ([("meta", '{"a": 1}', "blob", "application/json; charset=utf-8")], []),
        ([("meta", '{"a": 1}', None, "application/ld+json")], []),
        ([("meta", '{"a": 1}')], [("file-part", "/meta")]),
        ([("meta", '{"a": 1}', None, "text/plain")], [("file-part", "/meta")]),
        ([("meta[a]", "1")], [("file-part", "/meta[a]")]),
        ([("either", "https://example.com/a.png")], []),
        ([("either", PNG, "a.png", "image/png")], []),
        ([("either", "a b")], [("file-part", "/either")]),
        ([("either", PNG, None, "image/png")], [("file-part", "/either")]),
        ([("several", PNG, "a.png", "image/png"), ("several", "7")], []),
        ([("several", PNG, "a.png", "image/png"), ("several", "x")], [("file-part", "/several")]),
    ],
)
def test_media_types_and_texts_of_parts_are_judged_as_encoding_and_schema_say(
    tmp_path: Path, parts: list[Part], expected: list[tuple[str, str]]
) -> None:
    assert expected == found(inspect(api(tmp_path, ENCODED), *parts))


@pytest.mark.parametrize(
    ("headers", "message"),
    [
        ("X-Id: 7", None),
        ("x-id: 7\r\nX-List: 1, 2", None),
        ("X-Other: 1", 'the part "note": the header X-Id is missing'),
        ("X-Id: x", 'the part "note": the header X-Id: expected an integer, got "x"'),
        ("X-Id: 7\r\nX-List: 1, x", 'the part "note": the header X-List: expected an integer, got "x"'),
    ],
)
def test_the_headers_of_a_part_are_judged(tmp_path: Path, headers: str, message: str | None) -> None:
    body = multipart([("note", "a")], "b").replace(b"\r\n\r\n", f"\r\n{headers}\r\n\r\n".encode(), 1)
    shop = api(tmp_path, ENCODED)
    seen = shop.inspect(post(body, "multipart/form-data; boundary=b"), shop.operations[0])

    assert ([message] if message else []) == [fault.message for fault in seen.violations]


FIELD_NAMES = st.text(
    st.characters(codec="utf-8", exclude_characters='"\\\r\n%', exclude_categories=["Cc"]), min_size=1
)
PARTS = st.lists(
    st.tuples(
        FIELD_NAMES,
        st.binary(max_size=40),
        st.none() | FIELD_NAMES.filter(lambda name: "/" not in name),
        st.sampled_from([None, "image/png", "text/plain; charset=utf-8"]),
    ),
    max_size=5,
)


@given(PARTS, st.text(st.sampled_from("abcXYZ019'()+_,-./:=?"), min_size=1, max_size=70))
def test_parts_that_were_written_are_read_back_byte_for_byte(parts: list[Part], boundary: str) -> None:
    body = multipart(parts, boundary + "~")
    read = [
        (part.name, part.content, part.filename, part.content_type)
        for part in multipart_body.split(body, boundary + "~")
    ]

    assert [tuple(part) for part in parts] == read


@given(st.binary(max_size=80), st.text(max_size=5))
def test_arbitrary_bytes_are_unreadable_or_parts(body: bytes, boundary: str) -> None:
    with contextlib.suppress(Unreadable):
        assert isinstance(multipart_body.split(body, boundary), list)
