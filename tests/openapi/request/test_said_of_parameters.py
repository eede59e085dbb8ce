"""What is said of parameters, to the last word: code, message, expected, actual, place, words and hint."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.model import Headers
from openapi.helpers import api, operation, request

TEXT = """\
paths:
  /a/{id}:
    parameters:
      - {name: id, in: path, required: true, schema: {type: integer}}
    get:
      operationId: a
      parameters:
        - {name: n, in: query, required: true, schema: {type: integer}}
        - {name: tags, in: query, explode: false, schema: {type: array, items: {type: string}}}
        - name: f
          in: query
          style: deepObject
          explode: true
          schema: {type: object, properties: {age: {type: integer}}, additionalProperties: false}
        - name: j
          in: query
          content: {application/json: {schema: {type: object, properties: {k: {type: integer}}}}}
        - {name: e, in: query, allowEmptyValue: true, schema: {type: integer}}
        - {name: mood, in: query, schema: {enum: [good, bad]}}
        - {name: X-Num, in: header, schema: {type: integer}}
        - name: X-Obj
          in: header
          explode: true
          schema: {type: object, properties: {a: {type: integer}, b: {type: integer}}}
        - {name: c, in: cookie, schema: {type: integer}}
  /need:
    get:
      operationId: need
      parameters:
        - {name: X-Num, in: header, required: true, schema: {type: integer}}
        - {name: c, in: cookie, required: true, schema: {type: integer}}
  /whole:
    get:
      operationId: whole
      parameters:
        - name: filter
          in: querystring
          required: true
          content:
            application/x-www-form-urlencoded:
              schema: {type: object, properties: {a: {type: integer}}, additionalProperties: false}
  /wholejson:
    get:
      operationId: wholejson
      parameters:
        - name: filter
          in: querystring
          content: {application/json: {schema: {type: object, properties: {a: {type: integer}}}}}
  /m{p}:
    get:
      operationId: m
      parameters:
        - name: p
          in: path
          required: true
          style: matrix
          explode: true
          schema: {type: array, items: {type: integer}}
"""
NAMES = {"/v1/a": "a", "/v1/need": "need", "/v1/whole": "whole", "/v1/wholejson": "wholejson", "/v1/m;": "m"}
"""How a target begins -> the operation that it is for."""
Said = tuple[str, str, str, str, str, tuple[str, ...], str]


@pytest.mark.parametrize(
    ("target", "headers", "said"),
    [
        (
            "/v1/a/x",
            (),
            [
                (
                    "path-parameter",
                    'the path variable {id}: expected an integer, got "x"',
                    "an integer",
                    '"x"',
                    "id",
                    ("x", "{id}", "id"),
                    "",
                ),
                (
                    "query-parameter",
                    "the query parameter n is missing",
                    "the query parameter n",
                    "no such query parameter",
                    "n",
                    ("n",),
                    "",
                ),
            ],
        ),
        (
            "/v1/a/{id}",
            (),
            [
                ("path-parameter", "the path's {id} was not filled in", "a value", '"{id}"', "id", ("{id}", "id"), ""),
                (
                    "query-parameter",
                    "the query parameter n is missing",
                    "the query parameter n",
                    "no such query parameter",
                    "n",
                    ("n",),
                    "",
                ),
            ],
        ),
        (
            "/v1/a/5?n=x",
            (),
            [
                (
                    "query-parameter",
                    'the query parameter n: expected an integer, got "x"',
                    "an integer",
                    '"x"',
                    "n",
                    ("x", "n"),
                    "",
                ),
            ],
        ),
        (
            "/v1/a/5?n=1&n=2",
            (),
            [
                (
                    "query-parameter",
                    'the query parameter n was sent 2 times: expected n=VALUE, got "1" and "2"',
                    "n=VALUE",
                    '"1" and "2"',
                    "n",
                    ("1", "2", "n"),
                    "",
                ),
            ],
        ),
        (
            "/v1/a/5?other=1",
            (),
            [
                (
                    "query-parameter",
                    "the query parameter n is missing",
                    "the query parameter n",
                    "no such query parameter",
                    "n",
                    ("n",),
                    "",
                ),
                (
                    "query-parameter",
                    "the query parameter other is not one of the operation's",
                    'one of "n", "tags", "f", "j", "e" or "mood"',
                    '"other"',
                    "other",
                    ("other",),
                    "",
                ),
            ],
        ),
        (
            "/v1/a/5",
            (),
            [
                (
                    "query-parameter",
                    "the query parameter n is missing",
                    "the query parameter n",
                    "no such query parameter",
                    "n",
                    ("n",),
                    "",
                ),
            ],
        ),
        (
            "/v1/a/5?n=1&tags=a&tags=b",
            (),
            [
                (
                    "query-parameter",
                    'the query parameter tags was sent 2 times: expected tags=A,B, got "a" and "b"',
                    "tags=A,B",
                    '"a" and "b"',
                    "tags",
                    ("a", "b", "tags"),
                    "",
                ),
            ],
        ),
        ("/v1/a/5?n=1&tags=a,b", (), []),
        (
            "/v1/a/5?n=1&f[age]=x",
            (),
            [
                (
                    "query-parameter",
                    'the query parameter f[age]: expected an integer, got "x"',
                    "an integer",
                    '"x"',
                    "f[age]",
                    ("x", "age", "f[age]", "f"),
                    "write it as f[FIELD]=VALUE (style: deepObject, explode: true)",
                ),
            ],
        ),
        (
            "/v1/a/5?n=1&f[age]=1&f[age]=2",
            (),
            [
                (
                    "query-parameter",
                    'the query parameter f[age] was sent more than once: expected one value, got "1" and "2"',
                    '"f[age]" once',
                    '"1" and "2"',
                    "f[age]",
                    ("f[age]", "f"),
                    "",
                ),
            ],
        ),
        (
            "/v1/a/5?n=1&f[foo]=1",
            (),
            [
                (
                    "query-parameter",
                    'the query parameter f[foo] is not one that the document knows: expected one of "age"',
                    'one of "age"',
                    '"foo"',
                    "f[foo]",
                    ("1", "foo", "f[foo]", "f"),
                    "",
                ),
            ],
        ),
        (
            "/v1/a/5?n=1&f=1",
            (),
            [
                (
                    "query-parameter",
                    'the query parameter f: expected f[FIELD]=VALUE, got "f=1"',
                    "f[FIELD]=VALUE",
                    '"f=1"',
                    "f",
                    ("1", "f"),
                    "write it as f[FIELD]=VALUE (style: deepObject, explode: true)",
                ),
            ],
        ),
        (
            "/v1/a/5?n=1&j={bad",
            (),
            [
                (
                    "query-parameter",
                    'the query parameter j: expected an object, got "{bad"',
                    "an object",
                    '"{bad"',
                    "j",
                    ("{bad", "j"),
                    "",
                ),
            ],
        ),
        (
            '/v1/a/5?n=1&j={"k":"x"}',
            (),
            [
                (
                    "query-parameter",
                    'the query parameter j.k: expected an integer, got "x"',
                    "an integer",
                    '"x"',
                    "j.k",
                    ('{"k":"x"}', "x", "k", "j.k", "j"),
                    "",
                ),
            ],
        ),
        (
            "/v1/a/5?n=1&j=1&j=2",
            (),
            [
                (
                    "query-parameter",
                    'the query parameter j was sent 2 times: expected j once, got "1" and "2"',
                    "j once",
                    '"1" and "2"',
                    "j",
                    ("1", "2", "j"),
                    "",
                ),
            ],
        ),
        ("/v1/a/5?n=1&e=", (), []),
        (
            "/v1/a/5?n=1&mood=sad",
            (),
            [
                (
                    "query-parameter",
                    'the query parameter mood: expected "good" or "bad", got "sad"',
                    '"good" or "bad"',
                    '"sad"',
                    "mood",
                    ("sad", "mood"),
                    "",
                ),
            ],
        ),
        (
            "/v1/a/5?n=1",
            (("X-Num", "x"),),
            [
                (
                    "header-value",
                    'the header X-Num: expected an integer, got "x"',
                    "an integer",
                    '"x"',
                    "X-Num",
                    ("x", "X-Num"),
                    "",
                ),
            ],
        ),
        (
            "/v1/a/5?n=1",
            (("X-Num", "1"), ("x-num", "2")),
            [
                (
                    "header-value",
                    'the header X-Num: expected an integer, got "1, 2"',
                    "an integer",
                    '"1, 2"',
                    "X-Num",
                    ("1, 2", "X-Num"),
                    "",
                ),
            ],
        ),
        (
            "/v1/a/5?n=1",
            (("X-Num", ""),),
            [
                (
                    "header-value",
                    'the header X-Num: expected an integer, got ""',
                    "an integer",
                    '""',
                    "X-Num",
                    ("X-Num",),
                    "",
                ),
            ],
        ),
        (
            "/v1/a/5?n=1",
            (("X-Obj", "a=1,b=x"),),
            [
                (
                    "header-value",
                    'the header X-Obj.b: expected an integer, got "x"',
                    "an integer",
                    '"x"',
                    "X-Obj.b",
                    ("a=1,b=x", "x", "b", "X-Obj.b", "X-Obj"),
                    "write it as FIELD=VALUE,FIELD=VALUE (style: simple, explode: true)",
                ),
            ],
        ),
        (
            "/v1/a/5?n=1",
            (("Cookie", "c=x"),),
            [
                (
                    "header-value",
                    'the cookie c: expected an integer, got "x"',
                    "an integer",
                    '"x"',
                    "c",
                    ("x", "c"),
                    "",
                ),
            ],
        ),
        ("/v1/a/5?n=1", (("Cookie", "c=1; d=2"),), []),
        (
            "/v1/need",
            (),
            [
                (
                    "header-missing",
                    "the header X-Num is missing",
                    "the header X-Num",
                    "no such header",
                    "X-Num",
                    ("X-Num",),
                    "",
                ),
                ("header-missing", "the cookie c is missing", "the cookie c", "no such cookie", "c", ("c",), ""),
            ],
        ),
        (
            "/v1/whole",
            (),
            [
                (
                    "query-parameter",
                    "the query filter is missing",
                    "the query filter",
                    "no such query",
                    "filter",
                    ("filter",),
                    "",
                ),
            ],
        ),
        (
            "/v1/whole?a=x",
            (),
            [
                (
                    "query-parameter",
                    'the query\'s a: expected an integer, got "x"',
                    "an integer",
                    '"x"',
                    "a",
                    ("a=x", "x", "a", "filter"),
                    "",
                ),
            ],
        ),
        (
            "/v1/whole?a=1&a=2",
            (),
            [
                (
                    "query-parameter",
                    'the query\'s a was sent more than once: expected one value, got "1" and "2"',
                    '"a" once',
                    '"1" and "2"',
                    "a",
                    ("a",),
                    "",
                ),
            ],
        ),
        (
            "/v1/whole?a=%ff",
            (),
            [
                (
                    "query-parameter",
                    'the query can\'t be read: no UTF-8 in "%ff"',
                    "percent-encoded UTF-8",
                    '"a=%ff"',
                    "",
                    ("a=%ff",),
                    "",
                ),
            ],
        ),
        (
            "/v1/whole?zzz=1",
            (),
            [
                (
                    "query-parameter",
                    'the query\'s zzz is not one that the document knows: expected one of "a"',
                    'one of "a"',
                    '"zzz"',
                    "zzz",
                    ("zzz=1", "zzz", "filter"),
                    "",
                ),
            ],
        ),
        ("/v1/wholejson?%7B%22a%22%3A1%7D", (), []),
        (
            "/v1/wholejson?%7B%22a%22%3A%22x%22%7D",
            (),
            [
                (
                    "query-parameter",
                    'the query\'s a: expected an integer, got "x"',
                    "an integer",
                    '"x"',
                    "a",
                    ('{"a":"x"}', "x", "a", "filter"),
                    "",
                ),
            ],
        ),
        ("/v1/m;p=1;p=2", (), []),
        (
            "/v1/m;q=1",
            (),
            [
                (
                    "path-parameter",
                    'the path variable {p}: expected ;p=A;p=B, got ";q=1"',
                    ";p=A;p=B",
                    '";q=1"',
                    "p",
                    (";q=1", "p"),
                    "write it as ;p=A;p=B (style: matrix, explode: true)",
                ),
            ],
        ),
    ],
)
def test_what_is_wrong_with_a_parameter_is_said(
    tmp_path: Path, target: str, headers: Headers, said: list[Said]
) -> None:
    shop = api(tmp_path, TEXT, "3.1.0")
    name = max((begin for begin in NAMES if target.startswith(begin)), key=len)
    seen = shop.inspect(request("GET", target, headers), operation(shop, NAMES[name]))
    assert said == [
        (one.code, one.message, one.expected, one.actual, one.pointer, one.words, one.hint) for one in seen.violations
    ]
