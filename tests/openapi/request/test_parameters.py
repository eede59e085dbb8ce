"""Parameters in paths, queries, headers and cookies."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness.model import Headers
from openapi.helpers import api, codes, operation, request

TEXT = """\
paths:
  /path/{{n}}/{{kind}}:
    parameters:
      - {{name: n, in: path, required: true, schema: {{type: integer, minimum: 1}}}}
      - {{name: kind, in: path, required: true, schema: {{type: string, enum: [a, b c]}}}}
    get: {{operationId: path}}
  /query:
    get:
      operationId: query
      parameters:
        - {{name: must, in: query, required: true, schema: {{type: string}}}}
        - {{name: n, in: query, schema: {{type: integer}}}}
        - {{name: flag, in: query, schema: {{type: boolean}}}}
        - {{name: empty, in: query, allowEmptyValue: true, schema: {{type: integer}}}}
        - {{name: list, in: query, schema: {list}}}
        - {{name: csv, in: query, explode: false, schema: {list}}}
        - {{name: pipe, in: query, style: pipeDelimited, explode: false, schema: {list}}}
        - {{name: deep, in: query, style: deepObject, schema: {object}}}
        - {{name: json, in: query, content: {{application/json: {{schema: {object}}}}}}}
  /fields:
    get:
      operationId: fields
      parameters: [{{name: any, in: query, schema: {object}}}]
  /headers:
    parameters: [{{name: X-Kind, in: header, required: true, schema: {{type: string}}}}]
    get:
      operationId: headers
      parameters:
        - {{name: x-kind, in: header, schema: {{type: string, enum: [a, b]}}}}
        - {{name: X-Must, in: header, required: true, schema: {{type: integer}}}}
        - {{name: X-List, in: header, schema: {list}}}
        - {{name: Content-Type, in: header, required: true, schema: {{type: integer}}}}
        - {{name: sid, in: cookie, required: true, schema: {{type: integer}}}}
""".format(list="{type: array, items: {type: integer}}", object="{type: object, properties: {a: {type: integer}}}")


def seen(tmp_path: Path, name: str, target: str, headers: Headers = ()) -> Any:
    shop = api(tmp_path, TEXT)
    return shop.inspect(request("GET", "/v1" + target, headers), operation(shop, name))


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ("/path/1/a", []),
        ("/path/+1/b%20c", []),
        ("/path/0/a", ["path-parameter"]),
        ("/path/1.5/a", ["path-parameter"]),
        ("/path/x/c", ["path-parameter", "path-parameter"]),
        ("/path//a", ["path-parameter"]),
        ("/path/1/%7Bkind%7D", ["path-parameter"]),
        ("/path/${n}/a", ["path-parameter"]),
    ],
)
def test_each_variable_of_a_path_is_judged(tmp_path: Path, target: str, expected: list[str]) -> None:
    assert expected == codes(seen(tmp_path, "path", target))


@pytest.mark.parametrize(
    ("text", "expected"), [("{name}", 1), ("%7Bname%7D", 1), ("${NAME}", 1), ("{a}b", 0), ("$a", 0)]
)
def test_a_variable_that_was_not_filled_in_is_told_of_where_any_text_would_do(
    tmp_path: Path, text: str, expected: int
) -> None:
    shop = api(tmp_path, "paths: {'/a/{name}': {get: {parameters: [{name: name, in: path, schema: {type: string}}]}}}")

    assert ["path-parameter"] * expected == codes(shop.inspect(request("GET", f"/v1/a/{text}"), shop.operations[0]))


def test_the_values_of_a_path_are_typed(tmp_path: Path) -> None:
    assert {"n": 7, "kind": "b c"} == seen(tmp_path, "path", "/path/7/b%20c").call.path


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("must=", []),
        ("must=a&n=7&flag=true", []),
        ("must=a&empty=", []),
        ("must=a&list=1&list=2", []),
        ("must=a&csv=1,2&pipe=1|2", []),
        ("must=a&deep[a]=1", []),
        ("must=a&json=%7B%22a%22%3A1%7D", []),
        ("must=a&&", []),
        ("", ["query-parameter"]),
        ("n=7", ["query-parameter"]),
        ("must=a&n=x", ["query-parameter"]),
        ("must=a&n=", ["query-parameter"]),
        ("must=a&flag=yes", ["query-parameter"]),
        ("must=a&must=b", ["query-parameter"]),
        ("must=a&unknown=1", ["query-parameter"]),
        ("must=a&list[]=1", ["query-parameter"]),
        ("must=a&list=1,2", ["query-parameter"]),
        ("must=a&csv=1|2", ["query-parameter"]),
        ("must=a&deep[b]=1", ["query-parameter"]),
        ("must=a&json=%7B", ["query-parameter"]),
        ("must=%zz", ["query-parameter"]),
        ("must=%ff", ["query-parameter"]),
        ("Must=a", ["query-parameter", "query-parameter"]),
    ],
)
def test_each_parameter_of_a_query_is_judged(tmp_path: Path, query: str, expected: list[str]) -> None:
    assert expected == codes(seen(tmp_path, "query", f"/query?{query}"))


def test_the_values_of_a_query_are_typed_by_their_styles(tmp_path: Path) -> None:
    query = "must=1&n=7&flag=false&list=1&list=2&csv=3,4&pipe=5|6&deep[a]=7&json={%22a%22:8}&empty="
    expected = {"must": "1", "n": 7, "flag": False, "list": [1, 2], "csv": [3, 4], "pipe": [5, 6]}
    call = seen(tmp_path, "query", f"/query?{query}").call

    assert {**expected, "deep": {"a": 7}, "json": {"a": 8}, "empty": ""} == call.query


@pytest.mark.parametrize(
    ("query", "expected"), [("a=1", []), ("a=x", ["query-parameter"]), ("b=1", ["query-parameter"])]
)
def test_an_exploded_object_is_made_of_its_fields(tmp_path: Path, query: str, expected: list[str]) -> None:
    assert expected == codes(seen(tmp_path, "fields", f"/fields?{query}"))


GOOD = (("x-kind", "a"), ("X-MUST", " 7 "), ("Cookie", "sid=1"))


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (GOOD, []),
        ((*GOOD, ("X-Unrelated", "x"), ("Content-Type", "a/b")), []),
        ((*GOOD, ("X-List", "1, 2"), ("x-list", "3")), []),
        ((*GOOD, ("X-List", "1 2")), ["header-value"]),
        (GOOD[1:], []),
        ((("x-kind", "c"), *GOOD[1:]), ["header-value"]),
        ((GOOD[0], GOOD[2]), ["header-missing"]),
        ((GOOD[0], ("X-Must", ""), GOOD[2]), ["header-missing"]),
        ((GOOD[0], ("X-Must", "x"), GOOD[2]), ["header-value"]),
        (GOOD[:2], ["header-missing"]),
        ((*GOOD[:2], ("Cookie", "sid=x")), ["header-value"]),
    ],
)
def test_each_declared_header_is_judged_and_an_operations_own_wins_over_its_paths(
    tmp_path: Path, headers: Headers, expected: list[str]
) -> None:
    assert expected == codes(seen(tmp_path, "headers", "/headers", headers))


def test_a_violation_says_what_was_expected_and_what_to_look_for(tmp_path: Path) -> None:
    (fault,) = seen(tmp_path, "path", "/path/0/a").violations

    assert ("at least 1", "0", "n") == (fault.expected, fault.actual, fault.pointer)
    assert ("0", "{n}", "n") == fault.words


@pytest.mark.parametrize(
    ("target", "message", "actual"),
    [
        ("/path//a", "the path's {n} is empty", '""'),
        ("/path/{n}/a", "the path's {n} was not filled in", '"{n}"'),
        ("/path/${n}/a", "the path's {n} was not filled in", '"${n}"'),
    ],
)
def test_a_variable_that_is_empty_is_told_apart_from_one_that_was_not_filled_in(
    tmp_path: Path, target: str, message: str, actual: str
) -> None:
    (fault,) = seen(tmp_path, "path", target).violations
    assert (message, "a value", "n") == (fault.message, fault.expected, fault.name)
    assert actual == fault.actual


@pytest.mark.parametrize(
    ("query", "message", "expected"),
    [
        ("", "the query parameter must is missing", "the query parameter must"),
        (
            "must=a&unknown=1",
            "the query parameter unknown is not one of the operation's",
            'one of "must", "n", "flag", "empty", "list", "csv", "pipe", "deep" or "json"',
        ),
        (
            "must=a&must=b",
            'the query parameter must was sent 2 times: expected must=VALUE, got "a" and "b"',
            "must=VALUE",
        ),
    ],
)
def test_what_is_wrong_with_a_query_is_said_in_words(tmp_path: Path, query: str, message: str, expected: str) -> None:
    (fault,) = seen(tmp_path, "query", f"/query?{query}").violations
    assert (message, expected) == (fault.message, fault.expected)


def test_an_operation_without_parameters_takes_no_query(tmp_path: Path) -> None:
    shop = api(tmp_path, "paths: {/a: {get: {operationId: a}}}")
    (fault,) = shop.inspect(request("GET", "/v1/a?b=1"), shop.operations[0]).violations
    assert ("no query", '"b"', "b", True) == (fault.expected, fault.actual, fault.name, fault.undeclared)


@pytest.mark.parametrize(
    ("headers", "message"),
    [
        ((GOOD[0], GOOD[2]), "the header X-Must is missing"),
        (GOOD[:2], "the cookie sid is missing"),
        ((*GOOD[:2], ("Cookie", "sid=x")), 'the cookie sid: expected an integer, got "x"'),
        ((("x-kind", "c"), *GOOD[1:]), 'the header x-kind: expected "a" or "b", got "c"'),
    ],
)
def test_what_is_wrong_with_a_header_is_said_in_words(tmp_path: Path, headers: Headers, message: str) -> None:
    assert [message] == [fault.message for fault in seen(tmp_path, "headers", "/headers", headers).violations]


def test_every_variable_of_a_path_is_read_though_one_before_it_is_not_filled_in(tmp_path: Path) -> None:
    found = seen(tmp_path, "path", "/path/{n}/c")
    assert ["n", "kind"] == [fault.name for fault in found.violations]
