"""What is passed over in a document or a request does not end the look at the rest."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness.model import Headers, Reply
from harness.openapi.answer.answer import Answer
from harness.openapi.check_answer import check_answer
from harness.openapi.lint.lint import lint_document
from harness.openapi.schema.bounded import Ways, endless
from harness.openapi.schema.inplace import in_place
from openapi.helpers import api, codes, document, form, operation, post, request


def test_a_path_that_is_none_is_passed_over(tmp_path: Path) -> None:
    found = document(tmp_path, "paths: {no: {get: {operationId: no}}, /b: 7, /a: {get: {operationId: a}}}")
    assert ["a"] == [entry.body["operationId"] for entry in found.entries]


def test_a_sample_without_a_text_is_passed_over(tmp_path: Path) -> None:
    samples = "[{lang: Go}, {lang: curl, source: ls}, {lang: Go, source: {$ref: a.go}}]"
    found = document(tmp_path, f"paths: {{/a: {{get: {{operationId: a, x-codeSamples: {samples}}}}}}}")
    assert ["ls"] == [one.source for one in found.inline_samples()]
    assert ["a.go"] == [one.target.name for one in found.sample_links()]


SCHEMES = """
paths: {/a: {get: {operationId: a, security: [{none: [], key: []}]}}}
components: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}}}
"""


def test_a_scheme_that_is_not_declared_is_passed_over(tmp_path: Path) -> None:
    shop = api(tmp_path, SCHEMES)
    assert ["auth-missing"] == codes(shop.inspect(request("GET", "/v1/a"), shop.operations[0]))


OPTIONAL = """
paths: {/a: {get: {operationId: a, security: [{}, {key: []}, {basic: []}]}}}
components: {securitySchemes: {key: {type: apiKey, in: header, name: X-Key}, basic: {type: http, scheme: basic}}}
"""


def test_a_way_to_sign_in_that_was_not_taken_is_passed_over(tmp_path: Path) -> None:
    shop = api(tmp_path, OPTIONAL)
    wrong = request("GET", "/v1/a", (("Authorization", "Basic !"),))
    assert 1 == len(codes(shop.inspect(wrong, shop.operations[0])))
    assert [] == codes(shop.inspect(request("GET", "/v1/a"), shop.operations[0]))


HEADERS = """
paths:
  /a:
    get:
      operationId: a
      parameters:
        - {name: Content-Type, in: header, required: true, schema: {type: integer}}
        - {name: X-A, in: header, required: true, schema: {type: integer}}
        - {name: X-B, in: header, required: true, schema: {type: integer}}
        - {name: q, in: query, required: true, schema: {type: string}}
        - {name: e, in: query, allowEmptyValue: true, schema: {type: integer}}
        - {name: r, in: query, required: true, schema: {type: string}}
        - {name: sid, in: cookie, required: true, schema: {type: string}}
        - {name: lang, in: cookie, required: true, schema: {type: string}}
      security: [{sid: []}]
      responses:
        "200":
          description: ok
          headers:
            Content-Type: {schema: {type: integer}}
            Content-Length: {schema: {type: integer}, example: 7}
            X-Rate: {required: true, schema: {type: integer}, example: 9}
          content: {application/json: {schema: {type: object}}}
components: {securitySchemes: {sid: {type: apiKey, in: cookie, name: sid}}}
"""


def test_each_parameter_is_judged_whatever_is_said_of_those_before_it(tmp_path: Path) -> None:
    shop = api(tmp_path, HEADERS)

    def missing(target: str, *headers: tuple[str, str]) -> list[str]:
        found = shop.inspect(request("GET", target, headers), shop.operations[0]).violations
        return [one.name for one in found if not one.code.startswith("auth")]

    assert ["q", "r", "X-A", "X-B", "lang"] == sorted(missing("/v1/a?e="), key=["q", "r", "X-A", "X-B", "lang"].index)
    both: Headers = (("X-A", "1"), ("X-B", "x"), ("Cookie", "lang=en"))
    assert ["X-B"] == missing("/v1/a?q=1&e=&r=2", *both)


def test_a_header_of_an_answer_that_the_server_sets_is_passed_over(tmp_path: Path) -> None:
    shop = api(tmp_path, HEADERS)
    answer: Answer = shop.answer(operation(shop, "a"), 200)
    assert "9" == answer.header("X-Rate")
    lacking = Reply(200, (("Content-Type", "application/json"),), b"{}")
    assert ["X-Rate"] == [one.name for one in check_answer(shop, operation(shop, "a"), lacking)]


def test_a_part_without_a_name_is_passed_over(tmp_path: Path) -> None:
    text = """
paths:
  /things:
    post:
      operationId: things
      requestBody:
        content: {multipart/form-data: {schema: {type: object, properties: {n: {type: integer}}}}}
"""
    shop = api(tmp_path, text)
    found = shop.inspect(form([("", "x"), ("n", "y")]), shop.operations[0])
    assert 2 == len(found.violations)
    assert "n" in [one.name for one in found.violations]


EXAMPLES = """
paths:
  /a:
    get:
      operationId: a
      parameters: [{$ref: "#/components/parameters/P"}, {name: q, in: query, schema: {type: integer}, example: x}]
      responses: {"200": {description: ok}}
components:
  parameters: {P: {name: p, in: query, schema: {type: integer}, example: y}}
  schemas:
    One: {$schema: "https://json-schema.org/draft/2020-12/schema", type: strin}
    Two: {type: object, minLength: x}
"""


def test_references_and_schemas_of_another_dialect_are_passed_over_by_lint(tmp_path: Path) -> None:
    found = [one.message for one in lint_document(document(tmp_path, EXAMPLES, "3.1.0"))]
    broken = [message for message in found if "breaks its own schema" in message]
    assert 2 == len(broken)
    assert any(message.startswith("no JSON Schema: ") and "minLength" in message for message in found)


@pytest.mark.parametrize(
    ("schema", "count"),
    [({"allOf": [True, {"a": 1}]}, 2), ({"allOf": [{"a": 1}, 7, {"b": 1}]}, 3), ({"oneOf": ["x", {}]}, 2)],
)
def test_what_is_no_schema_is_passed_over(tmp_path: Path, schema: Any, count: int) -> None:
    found = document(tmp_path, "paths: {/a: {get: {operationId: a}}}")
    assert count == len(list(in_place(found, schema)))


def test_a_definition_that_is_no_schema_has_no_ways() -> None:
    ways: dict[str, Ways] = {}
    assert set() == endless({"a": {"allOf": [{"b": 1}, True]}, "b": True, "c": {"anyOf": [{}, {}, {}]}}, ways)
    assert [(2, 2), (0, 0), (4, 2)] == [ways["a"], ways["b"], ways["c"]]


PATHS = """
paths:
  /a/{x}: {post: {operationId: post}, get: {operationId: get}}
  /{y}/b: {get: {operationId: other}}
"""


@pytest.mark.parametrize(
    ("method", "path", "found"), [("GET", "/v1/a/1", "get"), ("POST", "/v1/a/1", "post"), ("GET", "/v1/x/b", "other")]
)
def test_templates_of_another_method_or_path_are_passed_over(
    tmp_path: Path, method: str, path: str, found: str
) -> None:
    route = api(tmp_path, PATHS).route(method, path)
    assert found == (route and route.operation.id)


def test_of_paths_that_both_fit_the_nearer_is_taken(tmp_path: Path) -> None:
    route = api(tmp_path, PATHS).route("GET", "/v1/a/b")
    assert route is not None
    assert "get" == route.operation.id


def test_a_field_with_a_style_that_was_not_sent_is_passed_over(tmp_path: Path) -> None:
    text = """
paths:
  /things:
    post:
      operationId: things
      requestBody:
        content:
          application/x-www-form-urlencoded:
            schema:
              type: object
              properties: {a: {type: array, items: {type: integer}}, b: {type: array, items: {type: integer}}}
            encoding: {a: {style: pipeDelimited, explode: false}, b: {style: pipeDelimited, explode: false}}
"""
    shop = api(tmp_path, text)
    call = shop.inspect(post("b=1|2", "application/x-www-form-urlencoded"), shop.operations[0]).call
    assert call is not None
    assert {"b": [1, 2]} == call.body
