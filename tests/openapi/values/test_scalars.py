"""Numbers and texts that fit limits, and bytes of media types: by literals."""

from __future__ import annotations

import gzip
import io
import tarfile
import wave
import zipfile
from typing import Any

import pytest

from harness.openapi.values.binary import is_binary, sample
from harness.openapi.values.images import TINY_PNG, TINY_TEXT
from harness.openapi.values.model_scalar import FORMATS, LONGEST, limit, other, scalar


@pytest.mark.parametrize(
    ("kind", "schema", "value"),
    [
        ("integer", {}, 1),
        ("number", {}, 1),
        ("integer", {"minimum": 5}, 5),
        ("integer", {"minimum": 5, "exclusiveMinimum": True}, 6),
        ("integer", {"exclusiveMinimum": 5}, 6),
        ("number", {"exclusiveMinimum": 5}, 5.5),
        ("integer", {"maximum": 10}, 1),
        ("integer", {"maximum": -3}, -3),
        ("integer", {"exclusiveMaximum": -3}, -4),
        ("number", {"maximum": 0, "exclusiveMaximum": True}, -0.5),
        ("integer", {"multipleOf": 7}, 7),
        ("integer", {"multipleOf": 7, "minimum": 15}, 21),
        ("integer", {"multipleOf": 7, "minimum": 14}, 14),
        ("number", {"multipleOf": 0.5, "minimum": 1.2}, 1.5),
        ("integer", {"multipleOf": 7, "maximum": -8}, -14),
        ("integer", {"multipleOf": 7, "minimum": -6, "maximum": 6}, 0),
        ("integer", {"format": "int32", "minimum": 2**31}, 2**31 - 1),
        ("boolean", {}, True),
        ("null", {}, None),
    ],
)
def test_a_scalar_is_the_least_from_1_on_that_its_limits_allow(kind: str, schema: dict[str, Any], value: Any) -> None:
    found = scalar(kind, [schema])
    assert value == found
    assert type(value) is type(found)


def test_the_strictest_of_several_limits_counts() -> None:
    assert 7 == scalar("integer", [{"minimum": 3}, {"minimum": 7}, {"maximum": 9}])
    assert (3, 1, None) == (
        limit([{"a": 1}, {"a": 3}, {"a": True}], "a", max),
        limit([{"a": 1}, {"a": 3}], "a", min),
        limit([{"a": "1"}], "a", max),
    )


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({}, "text"),
        ({"minLength": 6}, "textte"),
        ({"maxLength": 2}, "te"),
        ({"maxLength": 0}, ""),
        ({"format": "email"}, "someone@example.com"),
        ({"format": "email", "maxLength": 18}, "a@b.co"),
        ({"format": "email", "maxLength": 19}, "someone@example.com"),
        ({"format": "email", "minLength": 22}, "aaasomeone@example.com"),
        ({"format": "uri", "minLength": 22}, "https://example.com/aa"),
        ({"format": "unknown"}, "text"),
        ({"contentEncoding": "BASE64"}, "aGVsbG8="),
        ({"contentEncoding": "base64", "contentMediaType": "image/png"}, TINY_TEXT),
        ({"format": "byte", "description": "The JPEG."}, TINY_TEXT),
        ({"description": "The Base64-encoded JSON of the generated image."}, TINY_TEXT),
        ({"title": "Pictures, base 64"}, TINY_TEXT),
        ({"format": "byte", "contentMediaType": "application/pdf"}, "aGVsbG8="),
        ({"description": "The base64 text of a sound"}, "text"),
        ({"description": "The address of the image"}, "text"),
        ({"format": "uri", "description": "The image, or its base64 text"}, "https://example.com/"),
        ({"format": "byte", "description": "The image", "maxLength": 8}, "aGVsbG8="),
        ({"pattern": "^[0-9]{3}$"}, "000"),
        ({"pattern": "("}, "text"),
    ],
)
def test_a_text_fits_its_format_its_pattern_and_its_length(schema: dict[str, Any], value: str) -> None:
    assert value == scalar("string", [schema])


@pytest.mark.parametrize(
    ("formats", "usual", "short"),
    [
        (("date",), "2023-01-31", None),
        (("date-time",), "2023-01-31T12:00:00Z", None),
        (("time",), "12:00:00Z", None),
        (("duration",), "PT1H", None),
        (("email", "idn-email"), "someone@example.com", "a@b.co"),
        (("hostname", "idn-hostname"), "example.com", "a.co"),
        (("ipv4", "ip"), "192.0.2.1", None),
        (("ipv6",), "2001:db8::1", "::1"),
        (("uri", "iri"), "https://example.com/", "urn:a:b"),
        (("url",), "https://example.com/", "http://a"),
        (("uri-reference", "iri-reference"), "https://example.com/", "/a"),
        (("uri-template",), "https://example.com/{id}", None),
        (("uuid",), "3fa85f64-5717-4562-b3fc-2c963f66afa6", None),
        (("byte",), "aGVsbG8=", "aGk="),
        (("json-pointer",), "/a", None),
        (("relative-json-pointer",), "1/a", None),
        (("regex",), "^a$", None),
    ],
)
def test_each_format_has_its_value_and_a_short_one(formats: tuple[str, ...], usual: str, short: str | None) -> None:
    for name in formats:
        assert usual == scalar("string", [{"format": name}])
        if short:
            assert short == scalar("string", [{"format": name, "maxLength": len(usual) - 1}])


def test_no_text_is_longer_than_anyone_needs() -> None:
    assert LONGEST == len(scalar("string", [{"minLength": LONGEST * 10}]))


def test_a_value_of_any_type_is_a_text_only_where_its_limits_speak_of_texts() -> None:
    assert {} == scalar("", [{}])
    assert "text" == scalar("", [{"minLength": 1}])
    assert FORMATS["date"] == scalar("", [{"format": "date"}])


@pytest.mark.parametrize(
    ("value", "index", "changed"),
    [
        (7, 0, 7),
        (7, 2, 9),
        (1.5, 1, 2.5),
        (True, 1, False),
        ("text", 0, "text"),
        ("text", 1, "texb"),
        ("text", 27, "texb"),
        ("", 3, "3"),
        ({"a": [], "b": 1}, 2, {"a": [], "b": 3}),
        ({"a": []}, 1, {"a": []}),
        ([1, "a"], 1, [2, "b"]),
        (None, 1, None),
    ],
)
def test_another_value_is_like_the_first_one(value: Any, index: int, changed: Any) -> None:
    assert changed == other(value, index)


@pytest.mark.parametrize(
    ("name", "yes"),
    [
        ("image/png", True),
        ("audio/x", True),
        ("video/x", True),
        ("font/woff", True),
        ("model/gltf", True),
        ("application/pdf", True),
        ("application/vnd.ms-excel", True),
        ("application/vnd.openxmlformats-x", True),
        ("application/json", False),
        ("text/vnd.ms-x", False),
        ("text/plain", False),
    ],
)
def test_what_is_no_text_is_known_by_its_media_type(name: str, yes: bool) -> None:
    assert yes is is_binary(name)


@pytest.mark.parametrize(
    ("name", "begin"),
    [
        ("image/svg+xml", b"<svg "),
        ("image/jpeg", b"\xff\xd8\xff"),
        ("image/gif", b"GIF8"),
        ("image/webp", b"RIFF"),
        ("image/bmp", b"BM"),
        ("audio/wav", b"RIFF"),
        ("audio/mpeg", b"\xff\xfb\x90\x64"),
        ("audio/x-unknown", b"\xff\xfb\x90\x64"),
        ("video/x-unknown", b"\0\0\0\x18ftypisom"),
        ("application/pdf", b"%PDF-1.4\n1 0 obj\n"),
        ("font/woff", b"\0\1\2"),
    ],
)
def test_bytes_begin_as_their_media_type_does(name: str, begin: bytes) -> None:
    assert sample(name, None).startswith(begin)


def test_an_image_is_the_first_that_is_drawn() -> None:
    assert TINY_PNG == sample("image/png", None)
    assert b"drawn 0" == sample("image/png", lambda index: f"drawn {index}".encode())


def test_archives_and_sounds_can_be_read() -> None:
    with zipfile.ZipFile(io.BytesIO(sample("application/zip", None))) as archive:
        assert {"example.txt": b"example\n"} == {name: archive.read(name) for name in archive.namelist()}
    with tarfile.open(fileobj=io.BytesIO(sample("application/x-tar", None))) as tar:
        assert [("example.txt", 8)] == [(one.name, one.size) for one in tar.getmembers()]
    with wave.open(io.BytesIO(sample("audio/wave", None))) as sound:
        assert (1, 2, 8000, 800) == sound.getparams()[:4]
    assert b"example\n" == gzip.decompress(sample("application/gzip", None))


def test_each_object_of_the_pdf_is_where_its_table_says() -> None:
    pdf = sample("application/pdf", None)
    table = int(pdf.rsplit(b"startxref\n", 1)[1].split()[0])
    assert pdf[table:].startswith(b"xref\n0 4\n")
    places = [int(line.split()[0]) for line in pdf[table:].splitlines()[3:6]]
    assert [b"%d 0 obj" % number for number in (1, 2, 3)] == [pdf[place : place + 7] for place in places]
