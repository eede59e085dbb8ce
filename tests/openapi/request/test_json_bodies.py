"""JSON bodies: each fault has one violation, each near miss none."""

from __future__ import annotations

import gzip
import json
import zlib
from pathlib import Path
from typing import Any

import pytest

from harness import openapi
from harness.openapi.request.json_body import Unreadable, decode
from openapi.helpers import api, body_api, codes, found, operation, post, request

BODY = """\
Body:
  type: object
  required: [prompts]
  properties:
    prompts:
      type: array
      minItems: 1
      items:
        type: object
        required: [text]
        properties: {text: {type: string, maxLength: 5}, weight: {type: number, format: float}}
    steps: {type: integer, minimum: 10, maximum: 150, default: 50}
    size: {type: integer, multipleOf: 64}
    small: {type: integer, format: int32}
    preset: {type: string, enum: [FAST_BLUE, NONE]}
    when: {type: string, format: date-time}
    data: {type: string, format: byte}
    above: {type: number, minimum: 0, exclusiveMinimum: true}
    perhaps: {type: string, nullable: true, enum: [x]}
    ref: {nullable: true, allOf: [{$ref: "#/components/schemas/Ref"}]}
    server_made: {type: string, readOnly: true}
    open: {type: object, additionalProperties: true, properties: {a: {type: string}}}
    map: {type: object, additionalProperties: {type: integer}}
    free: {type: object}
    anything: {}
    tags: {type: array, uniqueItems: true, maxItems: 2, items: {type: string, pattern: "^a"}}
Ref: {type: object, required: [id, made], properties: {id: {type: integer}, made: {type: string, readOnly: true}}}
"""
PROMPTS = [{"text": "cat"}]


@pytest.fixture
def shop(tmp_path: Path) -> openapi.Api:
    return body_api(tmp_path, BODY)


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"prompts": [{"weight": 1, "text": ""}, {"text": "12345", "weight": -0.5}]},
        {"steps": 10, "size": 512},
        {"steps": 30.0},
        {"small": 2**31 - 1},
        {"when": "2023-01-31T12:00:00Z", "data": "aGk="},
        {"above": 0.1},
        {"perhaps": None},
        {"ref": None},
        {"ref": {"id": 1}},
        {"open": {"b": {"c": 1}}, "map": {"z": 1}, "free": {"x": [{}]}, "anything": [None]},
        {"tags": ["a", "ab"]},
    ],
)
def test_what_the_schema_allows_has_no_violation(shop: openapi.Api, more: dict[str, Any]) -> None:
    body = {"prompts": PROMPTS, **more}
    seen = shop.inspect(post(json.dumps(body)), shop.operations[0])

    assert () == seen.violations
    assert seen.call is not None
    assert body == seen.call.body
    assert "application/json" == seen.call.media_type


@pytest.mark.parametrize(
    ("more", "code", "pointer"),
    [
        ({"prompts": []}, "body-schema", "/prompts"),
        ({"prompts": "cat"}, "body-schema", "/prompts"),
        ({"prompts": [{}]}, "body-schema", "/prompts/0/text"),
        ({"prompts": [{"text": "123456"}]}, "body-schema", "/prompts/0/text"),
        ({"prompts": [{"text": "a", "wait": 1}]}, "unknown-field", "/prompts/0/wait"),
        ({"prompts": [{"text": "a", "weight": "1"}]}, "body-schema", "/prompts/0/weight"),
        ({"prompts": [{"txt": "a"}]}, "unknown-field", "/prompts/0/txt"),
        ({"steps": 9}, "body-schema", "/steps"),
        ({"steps": 151}, "body-schema", "/steps"),
        ({"steps": "30"}, "body-schema", "/steps"),
        ({"steps": 30.5}, "body-schema", "/steps"),
        ({"steps": None}, "body-schema", "/steps"),
        ({"steps": True}, "body-schema", "/steps"),
        ({"size": 100}, "body-schema", "/size"),
        ({"small": 2**31}, "body-schema", "/small"),
        ({"preset": "FAST_RED"}, "body-schema", "/preset"),
        ({"preset": 1}, "body-schema", "/preset"),
        ({"when": "yesterday"}, "body-schema", "/when"),
        ({"data": "?"}, "body-schema", "/data"),
        ({"above": 0}, "body-schema", "/above"),
        ({"perhaps": "y"}, "body-schema", "/perhaps"),
        ({"ref": {}}, "body-schema", "/ref/id"),
        ({"ref": {"id": "1"}}, "body-schema", "/ref/id"),
        ({"ref": {"id": 1, "x": 1}}, "unknown-field", "/ref/x"),
        ({"ref": 3}, "body-schema", "/ref"),
        ({"open": {"a": 1}}, "body-schema", "/open/a"),
        ({"map": {"z": "1"}}, "body-schema", "/map/z"),
        ({"free": []}, "body-schema", "/free"),
        ({"tags": ["a", "a"]}, "body-schema", "/tags"),
        ({"tags": ["b"]}, "body-schema", "/tags/0"),
        ({"tags": ["a", "ab", "ac"]}, "body-schema", "/tags"),
        ({"Steps": 30}, "unknown-field", "/Steps"),
        ({"a/b~c": 1}, "unknown-field", "/a~1b~0c"),
    ],
)
def test_one_fault_has_one_violation_with_its_place(
    shop: openapi.Api, more: dict[str, Any], code: str, pointer: str
) -> None:
    seen = shop.inspect(post(json.dumps({"prompts": PROMPTS, **more})), shop.operations[0])

    assert [(code, pointer)] == found(seen)


def test_several_faults_have_a_violation_each(shop: openapi.Api) -> None:
    body = {"steps": "x", "zz": 1, "prompts": [{"text": 1}, {"text": "a", "q": 1}]}
    seen = shop.inspect(post(json.dumps(body)), shop.operations[0])

    assert {
        ("body-schema", "/steps"),
        ("unknown-field", "/zz"),
        ("body-schema", "/prompts/0/text"),
        ("unknown-field", "/prompts/1/q"),
    } == set(found(seen))


def test_a_required_field_under_a_wrong_name_is_one_fault_with_a_hint(shop: openapi.Api) -> None:
    (fault,) = shop.inspect(post(json.dumps({"prompt": PROMPTS})), shop.operations[0]).violations

    assert ("unknown-field", "/prompt", 'did you mean "prompts"?') == (fault.code, fault.pointer, fault.hint)


def test_a_violation_says_expected_actual_and_words(shop: openapi.Api) -> None:
    body = {"prompts": PROMPTS, "preset": "fast_blue"}
    (fault,) = shop.inspect(post(json.dumps(body)), shop.operations[0]).violations

    assert 'preset: expected "FAST_BLUE" or "NONE", got "fast_blue"' == fault.message
    assert ('"FAST_BLUE" or "NONE"', '"fast_blue"') == (fault.expected, fault.actual)
    assert ("fast_blue", "preset") == fault.words
    assert 'did you mean "FAST_BLUE"?' == fault.hint


GOOD = json.dumps({"prompts": PROMPTS})


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        (GOOD, "application/json", []),
        (GOOD, "APPLICATION/JSON; Charset=UTF-8", []),
        (GOOD, 'application/json;charset="utf-8"', []),
        (f" \r\n{GOOD}\t", "application/json", []),
        (GOOD.encode("utf-16"), "application/json; charset=utf-16", []),
        (GOOD, "text/plain", ["content-type"]),
        (GOOD, "application/jsn", ["content-type"]),
        (GOOD, "application/x-www-form-urlencoded", ["content-type"]),
        (GOOD, "json", ["content-type"]),
        (GOOD, "", ["content-type"]),
        ("a=b", "application/x-www-form-urlencoded", ["content-type"]),
        (GOOD[:-2], "application/json", ["body-unreadable"]),
        (GOOD + "x", "application/json", ["body-unreadable"]),
        ("{'prompts': []}", "application/json", ["body-unreadable"]),
        ('{"prompts": [{"text": "a"}], "above": NaN}', "application/json", ["body-unreadable"]),
        (b'{"prompts": [{"text": "\xff"}]}', "application/json", ["body-unreadable"]),
        ("[" * 100_000, "application/json", ["body-unreadable"]),
        (GOOD, "application/json; charset=klingon", ["body-unreadable"]),
        ("[]", "application/json", ["body-schema"]),
        ("null", "application/json", ["body-schema"]),
        ("", "application/json", ["body-schema"]),
        ('{"prompts": [{"text": "a"}], "steps": 20, "steps": 30}', "application/json", ["repeated-field"]),
        ('{"prompts": [{"text": "a", "text": "a"}]}', "application/json", ["repeated-field"]),
        ('{"prompts": [{"text": "a"}, {"text": "a"}]}', "application/json", []),
        ('{"prompts": [{"text": "a"}], "steps": 2, "steps": 3}', "application/json", ["repeated-field", "body-schema"]),
    ],
)
def test_media_type_and_text_of_a_body_are_judged(
    shop: openapi.Api, body: str | bytes, content_type: str, expected: list[str]
) -> None:
    assert expected == codes(shop.inspect(post(body, content_type), shop.operations[0]))


def test_two_media_types_for_one_body_are_one_too_many(shop: openapi.Api) -> None:
    same = post(GOOD, "application/json", ("content-type", "application/json"))
    other = post(GOOD, "application/json", ("content-type", "text/plain"))

    assert ([], ["content-type"]) == tuple(codes(shop.inspect(one, shop.operations[0])) for one in (same, other))


def test_json_that_begins_with_a_mark_can_not_be_read(shop: openapi.Api) -> None:
    bodies = (b"\xef\xbb\xbf" + GOOD.encode(), GOOD)
    seen = [shop.inspect(post(body, "application/json"), shop.operations[0]) for body in bodies]

    assert [["body-unreadable"], []] == [codes(one) for one in seen]
    assert "byte order mark" in seen[0].violations[0].message


def test_json_that_does_not_parse_is_told_of_with_line_and_column(shop: openapi.Api) -> None:
    seen = shop.inspect(post('{\n  "prompts": [,]\n}'), shop.operations[0])

    assert seen.call is None
    assert "line 2, column 15" in seen.violations[0].message


def test_json_of_the_wrong_media_type_is_still_read(shop: openapi.Api) -> None:
    seen = shop.inspect(post('{"prompts": [{"text": "a"}], "zz": 1}', "text/plain"), shop.operations[0])

    assert ["content-type", "unknown-field"] == codes(seen)
    assert seen.call is not None


def test_a_repeated_field_has_its_place(shop: openapi.Api) -> None:
    seen = shop.inspect(post('{"prompts": [{"text": "a", "text": "b"}]}'), shop.operations[0])

    assert [("repeated-field", "/prompts/0/text")] == found(seen)
    assert seen.call is not None
    assert {"prompts": [{"text": "b"}]} == seen.call.body


@pytest.mark.parametrize(
    ("body", "coding", "expected"),
    [
        (gzip.compress(GOOD.encode()), "gzip", []),
        (zlib.compress(GOOD.encode()), "Deflate", []),
        (gzip.compress(zlib.compress(GOOD.encode())), "deflate, gzip", []),
        (GOOD.encode(), "identity", []),
        (GOOD.encode(), "gzip", ["body-unreadable"]),
        (gzip.compress(GOOD.encode())[:-9], "gzip", ["body-unreadable"]),
        (GOOD.encode(), "rot13", ["body-unreadable"]),
    ],
    ids=["gzip", "deflate", "both", "identity", "plain", "cut", "unknown"],
)
def test_a_compressed_body_is_read(shop: openapi.Api, body: bytes, coding: str, expected: list[str]) -> None:
    seen = shop.inspect(post(body, "application/json", ("content-encoding", coding)), shop.operations[0])

    assert expected == codes(seen)


BODIES = """\
paths:
  /none: {get: {operationId: none}}
  /perhaps: {post: {operationId: perhaps, requestBody: {content: {application/json: {schema: {type: object}}}}}}
  /text: {post: {operationId: text, requestBody: {content: {text/plain: {schema: {type: string, maxLength: 3}}}}}}
  /image: {post: {operationId: image, requestBody: {content: {image/*: {schema: {type: string, format: binary}}}}}}
  /patch: {post: {operationId: patch, requestBody: {content: {application/merge-patch+json: {schema: {type: object}}}}}}
  /several: {post: {operationId: several, requestBody: {content: {text/plain: {}, application/json: {schema: {}}}}}}
"""


@pytest.mark.parametrize(
    ("name", "content_type", "body", "expected"),
    [
        ("none", None, "", []),
        ("none", "application/json", "", []),
        ("none", "application/json", "{}", ["body-schema"]),
        ("perhaps", None, "", []),
        ("perhaps", None, "{}", ["content-type"]),
        ("text", "text/plain", "abc", []),
        ("text", "text/plain; charset=latin-1", b"\xe4", []),
        ("text", "text/plain", b"\xe4", ["body-unreadable"]),
        ("text", "text/plain", "abcd", ["body-schema"]),
        ("image", "image/png", b"\x89PNG", []),
        ("image", "application/octet-stream", b"\x89PNG", ["content-type"]),
        ("patch", "application/merge-patch+json", "{}", []),
        ("patch", "application/merge-patch+json", "[]", ["body-schema"]),
        ("several", "application/json", "[1]", []),
        ("several", "text/csv", "a", ["content-type"]),
    ],
)
def test_a_body_is_judged_by_what_its_operation_takes(
    tmp_path: Path, name: str, content_type: str | None, body: str | bytes, expected: list[str]
) -> None:
    shop = api(tmp_path, BODIES)
    due = operation(shop, name)
    headers = () if content_type is None else (("content-type", content_type),)

    assert expected == codes(shop.inspect(request(due.method, f"/v1/{name}", headers, body), due))


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ('{"a": 1,}', "Take out the comma before }"),
        ('{"a": [1, 2, ]}', "Take out the comma before ]"),
        ("{'a': 1}", "double quotes"),
        ("{\u201ca\u201d: 1}", "straight double quotes"),
        ('{"a": 1 // one\n}', "Take out the comment"),
        ('{"a": None}', "Write null for None"),
        ('{"a": "b\nc"}', "line break"),
        ('{"a": 1 "b": 2}', "comma between"),
        ('{"a": 1', "ends in its middle"),
        ("{a: 1}", "name in double quotes"),
        ('{"a": $A}', ""),
    ],
)
def test_what_is_no_json_is_told_with_what_happened_to_it(text: str, hint: str) -> None:
    with pytest.raises(Unreadable) as raised:
        decode(text.encode())
    assert hint in raised.value.hint
    assert bool(hint) == bool(raised.value.hint)


def test_a_body_of_more_values_than_are_read_is_not_judged_and_said_to_be_so(tmp_path: Path) -> None:
    api = body_api(tmp_path, "Body: {type: array}")
    (told,) = api.inspect(post(b"[" + b"1," * 300_000 + b"1]"), api.operations[0]).violations
    assert ("body-unreadable", "warning") == (told.code, told.severity)
    assert "the body is not judged: JSON of more than 250000 values" == told.message


def test_of_a_request_with_hundreds_of_faults_the_first_are_reported_and_one_says_how_many_more(tmp_path: Path) -> None:
    api = body_api(tmp_path, "Body: {type: object, properties: {a: {}}}", "application/x-www-form-urlencoded")
    body = "&".join(f"b[{number}][]x=1" for number in range(3000)).encode()
    request = post(body, "application/x-www-form-urlencoded")
    assert 102 >= len(api.inspect(request, api.operations[0]).violations)
