"""What a request says it accepts, and what an operation answers with."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.openapi.request import accept, media
from openapi.helpers import api, codes, operation, request

OFFERS = ("application/json", "image/png")


@pytest.mark.parametrize(
    ("header", "chosen"),
    [
        (None, "application/json"),
        ("", "application/json"),
        (" , ", "application/json"),
        ("*/*", "application/json"),
        ("*", "application/json"),
        ("image/*", "image/png"),
        ("IMAGE/PNG", "image/png"),
        ("image/png, application/json", "application/json"),
        ("image/png, application/json;q=0.9", "image/png"),
        ("application/json;q=0, */*", "image/png"),
        ("*/*;q=0.1, image/*;q=0.5", "image/png"),
        ("image/*;q=0.5, image/png;q=0.1, */*;q=0.2", "application/json"),
        ('application/json; profile="a,b;q=0"', "application/json"),
        ("image/png; q=0", None),
        ("text/html", None),
        ("application/*+json", None),
        ("json", None),
        ("image/png;q=x", None),
    ],
)
def test_the_offer_that_a_client_likes_best_is_chosen(header: str | None, chosen: str | None) -> None:
    assert chosen == accept.choose(OFFERS, header)


@pytest.mark.parametrize(
    ("header", "declared", "severity"),
    [
        ("application/vnd.github.v3+json", None, "warning"),
        ("application/vnd.github.v3+json", ["application/json"], "error"),
        ("application/vnd.github.v3+xml", None, "error"),
        ("image/vnd.acme+json", None, "error"),
        ("application/vnd.acme+json;q=0", None, "error"),
        ("application/*+json", None, "error"),
    ],
)
def test_a_vendors_form_of_a_type_that_is_answered_with_is_no_error(
    header: str, declared: list[str] | None, severity: str
) -> None:
    found = accept.violation(header, OFFERS, declared)
    assert found is not None
    assert severity == found.severity


TEXT = """\
paths:
  /plain: {{get: {{operationId: plain, responses: {responses}}}}}
  /declared: {{get: {{operationId: declared, parameters: [{enum}], responses: {responses}}}}}
  /empty: {{get: {{operationId: empty, parameters: [{allowing}], responses: {responses}}}}}
  /required: {{get: {{operationId: required, parameters: [{required}], responses: {responses}}}}}
  /nothing: {{delete: {{operationId: nothing, responses: {{"204": {{description: gone}}}}}}}}
""".format(
    responses='{"200": {description: ok, content: {application/json: {}, image/png: {}}}, "400": {description: no, '
    "content: {text/html: {}}}}",
    enum="{name: accept, in: header, schema: {type: string, enum: [application/json, image/png]}}",
    allowing='{name: Accept, in: header, schema: {type: string, enum: [application/json, image/png, ""]}}',
    required="{name: Accept, in: header, required: true, schema: {type: string, enum: [application/json]}}",
)


@pytest.mark.parametrize(
    ("name", "header", "expected"),
    [
        ("plain", None, []),
        ("plain", "", []),
        ("plain", "*/*", []),
        ("plain", "image/*", []),
        ("plain", "text/html, image/png;q=0.1", []),
        ("plain", "application/json; charset=utf-8", []),
        ("plain", "text/html", ["accept"]),
        ("plain", "image/png;q=0", ["accept"]),
        ("plain", "application/vnd.api+json", ["accept"]),
        ("declared", None, []),
        ("declared", "*/*", []),
        ("declared", "image/png", []),
        ("declared", "image/jpeg", ["accept"]),
        ("declared", "", ["accept"]),
        ("empty", "", []),
        ("empty", "text/plain", ["accept"]),
        ("required", None, ["header-missing"]),
        ("required", "*/*", []),
        ("required", "image/png", ["accept"]),
        ("nothing", "text/html", []),
    ],
)
def test_a_request_that_accepts_no_good_answer_is_told_of(
    tmp_path: Path, name: str, header: str | None, expected: list[str]
) -> None:
    shop = api(tmp_path, TEXT)
    headers = () if header is None else (("ACCEPT", header),)
    method = operation(shop, name).method

    assert expected == codes(shop.inspect(request(method, f"/v1/{name}", headers), operation(shop, name)))


def test_accept_headers_count_together(tmp_path: Path) -> None:
    shop = api(tmp_path, TEXT)
    headers = (("Accept", "text/html"), ("accept", "image/png"))

    assert [] == codes(shop.inspect(request("GET", "/v1/plain", headers), operation(shop, "plain")))


TOKEN = st.text(st.sampled_from("abcz09!#$&^_.+-"), min_size=1, max_size=8)
QUOTABLE = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=12)


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@given(TOKEN, TOKEN, st.dictionaries(TOKEN.map(str.lower), QUOTABLE, max_size=4), st.sampled_from(["; ", ";", " ;  "]))
def test_a_media_type_that_was_written_is_read_back(
    main: str, sub: str, parameters: dict[str, str], separator: str
) -> None:
    text = separator.join([f"{main}/{sub}".upper(), *(f"{name}={quoted(value)}" for name, value in parameters.items())])

    assert media.MediaType(f"{main}/{sub}".lower(), parameters) == media.parse(text)


@given(st.lists(st.tuples(TOKEN, TOKEN, st.integers(0, 1000)), min_size=1, max_size=5))
def test_media_ranges_that_were_written_are_read_back(ranges: list[tuple[str, str, int]]) -> None:
    text = ", ".join(f"{main}/{sub};q={weight / 1000:.3f}" for main, sub, weight in ranges)

    assert tuple(media.Range(f"{main}/{sub}", weight / 1000) for main, sub, weight in ranges) == media.ranges(text)


@given(st.text(max_size=40))
def test_no_text_is_too_strange_for_the_headers_readers(text: str) -> None:
    media.parse(text)
    accept.choose(OFFERS, text)
