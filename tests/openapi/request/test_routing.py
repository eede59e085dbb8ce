"""From method and target to an operation, and what a request for something else is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness import openapi
from openapi.helpers import api, codes, operation, request

PATHS = """\
paths:
  /engines/{id}: {get: {operationId: engine}, delete: {operationId: removal}}
  /engines/{id}.json: {get: {operationId: described}}
  /engines/list: {get: {operationId: engines}}
  /engines/{id}/files/{name}.json: {get: {operationId: file}}
  /user/account: {get: {operationId: account}, patch: {operationId: change}}
  /own: {get: {operationId: own, servers: [{url: https://b.example/v9}]}}
  /answers: {post: {operationId: answers, parameters: [{name: n, in: query, schema: {type: integer}}]}}
  /answers?beta=true: {post: {operationId: beta}}
"""


@pytest.fixture
def shop(tmp_path: Path) -> openapi.Api:
    return api(tmp_path, PATHS)


@pytest.mark.parametrize(
    ("method", "target", "name", "values"),
    [
        ("GET", "/v1/engines/list", "engines", {}),
        ("GET", "/v1/engines/list?x=1", "engines", {}),
        ("GET", "/v1/engines/lists", "engine", {"id": "lists"}),
        ("GET", "/v1/engines/sd.json", "described", {"id": "sd"}),
        ("DELETE", "/v1/engines/list", "removal", {"id": "list"}),
        ("GET", "/v1/engines/a%2Fb%20c", "engine", {"id": "a/b c"}),
        ("GET", "/v1/engines/", "engine", {"id": ""}),
        ("GET", "/v1/engines/x/files/a.b.json", "file", {"id": "x", "name": "a.b"}),
        ("GET", "https://api.example.com/v1/user/account?a=/b", "account", {}),
        ("GET", "/%761/user/account", None, {}),
        ("GET", "/v9/own", "own", {}),
        ("GET", "/v1/own", None, {}),
        ("GET", "/engines/list", None, {}),
        ("GET", "/v1/engines/list/", None, {}),
        ("GET", "/v1/Engines/list", None, {}),
        ("get", "/v1/engines/list", None, {}),
        ("GET", "*", None, {}),
        ("GET", "http://[", None, {}),
    ],
)
def test_a_request_leads_to_the_operation_with_the_most_literal_path(
    shop: openapi.Api, method: str, target: str, name: str | None, values: dict[str, str]
) -> None:
    route = shop.route(method, target)

    assert name == (route and route.operation.id)
    assert values == (dict(route.path_values) if route else {})


def test_a_base_path_of_the_settings_stands_in_for_the_documents(tmp_path: Path) -> None:
    document = api(tmp_path, PATHS).document
    moved = openapi.Api("v1", document, "/other/")

    assert "/other" == moved.base_path
    assert moved.route("GET", "/other/engines/list") is not None
    assert moved.route("GET", "/v1/engines/list") is None


@pytest.mark.parametrize(
    ("method", "target", "expected"),
    [
        ("GET", "/v1/engine/list", "GET /v1/engines/list"),
        ("GET", "/v1/user/acount", "GET /v1/user/account"),
        ("PATCH", "/v1/user/acount", "PATCH /v1/user/account"),
        ("GET", "/engines/list", "GET /v1/engines/list"),
        ("GET", "/v1/engines/sd/file/a.json", "GET /v1/engines/{id}/files/{name}.json"),
    ],
)
def test_the_nearest_miss_is_the_operation_that_was_meant(
    shop: openapi.Api, method: str, target: str, expected: str
) -> None:
    misses = shop.near_misses(method, target)

    assert expected == misses[0]
    assert 3 == len(misses)


@pytest.mark.parametrize(
    ("due", "method", "target", "expected"),
    [
        ("account", "POST", "/v1/user/account", ["method"]),
        ("account", "PATCH", "/v1/user/account", ["method"]),
        ("account", "get", "/v1/user/account", ["method"]),
        ("account", "GET", "/v1/engines/list", ["wrong-operation"]),
        ("engine", "GET", "/v1/engines/list", ["wrong-operation"]),
        ("account", "GET", "/v1/user/accounts", ["unknown-operation"]),
        ("account", "POST", "/v1/engines/list", ["unknown-operation"]),
        ("account", "GET", "/v2/user/account", ["unknown-operation"]),
        ("account", "GET", "/v1/user/account", []),
        ("answers", "POST", "/v1/answers?n=1", []),
        ("beta", "POST", "/v1/answers?beta=true", []),
        ("engine", "GET", "/v1/engines/", ["path-parameter"]),
    ],
)
def test_a_request_for_something_else_has_one_violation(
    tmp_path: Path, due: str, method: str, target: str, expected: list[str]
) -> None:
    variables = "{name: id, in: path, required: true, schema: {type: string}}"
    text = PATHS.replace("/engines/{id}: {", f"/engines/{{id}}: {{parameters: [{variables}], ")
    shop = api(tmp_path, text)

    assert expected == codes(shop.inspect(request(method, target), operation(shop, due)))


def test_an_unknown_operation_names_the_near_misses_and_what_to_look_for(shop: openapi.Api) -> None:
    (fault,) = shop.inspect(request("GET", "/v1/user/acount?a=b"), operation(shop, "account")).violations

    assert "GET /v1/user/account" in fault.message
    assert ("GET /v1/user/account", "GET /v1/user/acount") == (fault.expected, fault.actual)
    assert ("/v1/user/acount", "acount") == fault.words[:2]


def test_a_request_for_something_else_is_no_call(shop: openapi.Api) -> None:
    assert shop.inspect(request("PUT", "/v1/user/account"), operation(shop, "account")).call is None


def test_an_operation_of_another_api_is_an_error(shop: openapi.Api, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    other = api(tmp_path / "other", "paths: {/x: {get: {operationId: x}}}")
    with pytest.raises(KeyError):
        shop.inspect(request("GET", "/v1/x"), other.operations[0])
