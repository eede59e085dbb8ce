"""Credentials: missing, empty, in the wrong form, and in each of the ways that are right."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from harness import openapi
from harness.model import Headers
from openapi.helpers import api, codes, operation, request

KEY = "sk-very-secret"
BASIC = base64.b64encode(b"user:" + KEY.encode()).decode()
TEXT = """\
security: [{{bearer: []}}]
paths:
  /bearer: {{get: {{operationId: bearer}}}}
  /key: {{get: {{operationId: key, security: [{{key: []}}], parameters: [{declared}]}}}}
  /basic: {{get: {{operationId: basic, security: [{{basic: []}}]}}}}
  /query: {{get: {{operationId: query, security: [{{query: []}}]}}}}
  /cookie: {{get: {{operationId: cookie, security: [{{cookie: []}}]}}}}
  /either: {{get: {{operationId: either, security: [{{bearer: []}}, {{query: []}}]}}}}
  /both: {{get: {{operationId: both, security: [{{bearer: [], other: []}}]}}}}
  /optional: {{get: {{operationId: optional, security: [{{bearer: []}}, {{}}]}}}}
  /open: {{get: {{operationId: open, security: []}}}}
  /oauth: {{get: {{operationId: oauth, security: [{{oauth: [read]}}]}}}}
components:
  securitySchemes:
    bearer: {{type: http, scheme: Bearer}}
    basic: {{type: http, scheme: basic}}
    key: {{type: apiKey, in: header, name: Authorization}}
    other: {{type: apiKey, in: header, name: X-Key}}
    query: {{type: apiKey, in: query, name: token}}
    cookie: {{type: apiKey, in: cookie, name: sid}}
    oauth: {{type: oauth2, flows: {{}}}}
""".format(declared="{name: Authorization, in: header, required: true, schema: {type: string}}")


@pytest.fixture
def shop(tmp_path: Path) -> openapi.Api:
    return api(tmp_path, TEXT)


def auth(value: str) -> Headers:
    return (("authorization", value),)


@pytest.mark.parametrize(
    ("name", "query", "headers", "expected"),
    [
        ("bearer", "", auth(f"Bearer {KEY}"), []),
        ("bearer", "", auth(f"bearer {KEY}"), []),
        ("bearer", "", (), ["auth-missing"]),
        ("bearer", "", auth(""), ["auth-missing"]),
        ("bearer", "", auth("  "), ["auth-missing"]),
        ("bearer", "", auth("Bearer "), ["auth-missing"]),
        ("bearer", "", auth("Bearer"), ["auth-missing"]),
        ("bearer", "", auth(KEY), ["auth-scheme"]),
        ("bearer", "", auth(f"Basic {BASIC}"), ["auth-scheme"]),
        ("bearer", "", auth(f"Bearer Bearer {KEY}"), ["auth-scheme"]),
        ("bearer", "", auth(f"Bearer{KEY}"), ["auth-scheme"]),
        ("key", "", auth(KEY), []),
        ("key", "", (), ["auth-missing"]),
        ("key", "", auth(f"Bearer {KEY}"), ["auth-scheme"]),
        ("key", "", auth(f"Basic {BASIC}"), ["auth-scheme"]),
        ("key", "", auth("Bearer"), ["auth-scheme"]),
        ("key", "", auth("bearer-of-good-news"), []),
        ("basic", "", auth(f"Basic {BASIC}"), []),
        ("basic", "", auth(f"Basic {KEY}"), ["auth-scheme"]),
        ("basic", "", auth(f"Bearer {KEY}"), ["auth-scheme"]),
        ("query", f"?token={KEY}", (), []),
        ("query", "?token=", (), ["auth-missing"]),
        ("query", "", auth(f"Bearer {KEY}"), ["auth-missing"]),
        ("cookie", "", (("Cookie", f"a=b; sid={KEY}"),), []),
        ("cookie", "", (("Cookie", "a=b"),), ["auth-missing"]),
        ("either", "", auth(f"Bearer {KEY}"), []),
        ("either", f"?token={KEY}", (), []),
        ("either", "", (), ["auth-missing"]),
        ("either", "", auth(KEY), ["auth-scheme"]),
        ("both", "", (*auth(f"Bearer {KEY}"), ("x-key", KEY)), []),
        ("both", "", auth(f"Bearer {KEY}"), ["auth-missing"]),
        ("both", "", (), ["auth-missing", "auth-missing"]),
        ("optional", "", (), []),
        ("open", "", (), []),
        ("oauth", "", auth(KEY), ["auth-scheme"]),
        ("oauth", "", auth(f"Bearer {KEY}"), []),
    ],
)
def test_credentials_are_judged_by_the_schemes_of_the_operation(
    shop: openapi.Api, name: str, query: str, headers: Headers, expected: list[str]
) -> None:
    seen = shop.inspect(request("GET", f"/v1/{name}{query}", headers), operation(shop, name))

    assert expected == codes(seen)
    assert KEY not in repr(seen.violations)
    assert BASIC not in repr(seen.violations)


def test_a_wrong_scheme_shows_the_form_and_hides_the_key(shop: openapi.Api) -> None:
    (fault,) = shop.inspect(request("GET", "/v1/bearer", auth(f"Basic {BASIC}")), operation(shop, "bearer")).violations

    assert ("Authorization: Bearer [key]", "Authorization: Basic [key]") == (fault.expected, fault.actual)
    assert "Authorization" == fault.words[0]


@pytest.mark.parametrize(
    ("word", "shown"), [("Beerer", "Beerer [key]"), ("Bearer:", "Bearer: [key]"), ("k3y", "[key]")]
)
def test_a_scheme_that_is_none_is_shown_as_it_came(shop: openapi.Api, word: str, shown: str) -> None:
    (fault,) = shop.inspect(request("GET", "/v1/bearer", auth(f"{word} {KEY}")), operation(shop, "bearer")).violations

    assert f"Authorization: {shown}" == fault.actual


def test_a_request_for_something_else_is_still_asked_for_its_key(shop: openapi.Api) -> None:
    seen = shop.inspect(request("GET", "/v1/nothing"), operation(shop, "bearer"))

    assert ["unknown-operation", "auth-missing"] == codes(seen)


@pytest.mark.parametrize(("name", "needed"), [("bearer", True), ("optional", False), ("open", False), ("both", True)])
def test_an_operation_needs_a_key_unless_one_alternative_is_to_have_none(
    shop: openapi.Api, name: str, needed: bool
) -> None:
    assert needed == shop.needs_key(operation(shop, name))
