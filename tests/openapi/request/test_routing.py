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
        ("GET", "/%761/user/acco%75nt", "account", {}),
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
    assert values == ({name: sent.text for name, sent in route.path_values.items()} if route else {})


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


SERVERS = """\
servers:
  - {url: https://eu.example.com/v1}
  - {url: https://us.example.com/api/v1/}
  - {url: "https://{tenant}.example.com/{stage}/{version}", variables: {tenant: {default: a}, stage: {default: prod},
     version: {default: v1, enum: [v1, v2]}}}
  - {url: /relative}
paths:
  /f/{id}: {get: {operationId: f}}
  /own: {get: {operationId: own, servers: [{url: https://b.example/x}, {url: https://b.example/y}]}}
"""


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("/v1/f/1", "f"),
        ("/api/v1/f/1", "f"),
        ("/prod/v1/f/1", "f"),
        ("/prod/v2/f/1", "f"),
        ("/test/v2/f/1", "f"),
        ("/relative/f/1", "f"),
        ("/x/own", "own"),
        ("/y/own", "own"),
        ("/prod/v3/f/1", None),
        ("/f/1", None),
        ("/v1/own", None),
    ],
)
def test_an_operation_is_at_the_path_of_each_of_its_servers(tmp_path: Path, target: str, name: str | None) -> None:
    route = several_servers(tmp_path).route("GET", target)

    assert name == (route and route.operation.id)
    assert ({"id": "1"} if name == "f" else {}) == texts(route)


def test_a_base_path_that_the_settings_name_is_the_only_one(tmp_path: Path) -> None:
    shop = openapi.Api("v1", several_servers(tmp_path).document, "")

    assert ["f", None] == [
        route and route.operation.id for route in (shop.route("GET", "/f/1"), shop.route("GET", "/v1/f/1"))
    ]


def test_messages_speak_of_the_path_of_the_first_server(tmp_path: Path) -> None:
    shop = several_servers(tmp_path)

    assert "/v1/f/{id}" == shop.full_path(shop.operations[0])
    assert shop.near_misses("GET", "/v1/g/1")[0] == "GET /v1/f/{id}"


def several_servers(folder: Path) -> openapi.Api:
    file = folder / "servers.yaml"
    file.write_text('openapi: 3.0.3\ninfo: {title: t, version: "1"}\n' + SERVERS, "utf-8")
    return openapi.Api("v1", openapi.load(file, "servers.yaml"))


def texts(route: openapi.Route | None) -> dict[str, str]:
    return {name: sent.text for name, sent in route.path_values.items()} if route else {}


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/größe", "/gr%C3%B6%C3%9Fe"),
        ("/größe", "/gr%c3%b6%c3%9fe"),
        ("/gr%C3%B6%C3%9Fe", "/gr%c3%b6%C3%9fe"),
        ("/ping", "/p%69ng"),
        ("/a-b_c.d~e", "/a%2Db%5Fc%2ed%7E%65"),
        ("/a b", "/a%20b"),
        ("/a%20b", "/a%20b"),
        ("/a:b", "/a%3ab"),
        ("/a%3Ab", "/a:b"),
    ],
)
def test_a_path_is_the_same_however_its_characters_are_encoded(tmp_path: Path, path: str, target: str) -> None:
    assert api(tmp_path, f"paths: {{'{path}': {{get: {{}}}}}}").route("GET", f"/v1{target}")


@pytest.mark.parametrize(("path", "target"), [("/a/b", "/a%2Fb"), ("/a%2Fb", "/a/b"), ("/größe", "/gr%F6%DFe")])
def test_a_slash_that_is_encoded_is_another_and_so_are_other_encodings(tmp_path: Path, path: str, target: str) -> None:
    assert api(tmp_path, f"paths: {{'{path}': {{get: {{}}}}}}").route("GET", f"/v1{target}") is None


ALIKE = """\
paths:
  /pets/{id}: {get: {operationId: by_id, parameters: [{name: id, in: path, schema: {type: integer}}]}}
  /pets/{name}: {get: {operationId: by_name, parameters: [{name: name, in: path, schema: {type: string}}]}}
  /pets/mine: {get: {operationId: mine}}
  /{kind}/latest: {get: {operationId: latest}}
"""


@pytest.mark.parametrize(
    ("own", "target", "expected"),
    [
        ("by_id", "/v1/pets/7", []),
        ("by_name", "/v1/pets/7", []),
        ("by_id", "/v1/pets/rex", ["path-parameter"]),
        ("latest", "/v1/pets/latest", []),
        ("by_name", "/v1/pets/latest", []),
        ("by_id", "/v1/pets/mine", ["wrong-operation"]),
        ("mine", "/v1/pets/7", ["wrong-operation"]),
    ],
)
def test_of_operations_that_a_path_fits_alike_the_one_that_is_due_is_meant(
    tmp_path: Path, own: str, target: str, expected: list[str]
) -> None:
    shop = api(tmp_path, ALIKE)

    assert expected == codes(shop.inspect(request("GET", target), operation(shop, own)))


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("/v1/user/account/", "the path ends with a slash: expected GET /v1/user/account, got GET /v1/user/account/"),
        ("/v1/user/account/?a=b", "the path ends with a slash"),
    ],
)
def test_a_slash_at_the_end_is_named(shop: openapi.Api, target: str, message: str) -> None:
    (fault,) = shop.inspect(request("GET", target), operation(shop, "account")).violations

    assert "unknown-operation" == fault.code
    assert message in fault.message


def test_a_slash_that_lacks_at_the_end_is_named(tmp_path: Path) -> None:
    shop = api(tmp_path, "paths: {/a/: {get: {}}}")
    (fault,) = shop.inspect(request("GET", "/v1/a"), shop.operations[0]).violations

    assert "the path does not end with a slash: expected GET /v1/a/, got GET /v1/a" == fault.message


def test_a_request_for_another_operation_is_no_matter_of_a_slash(tmp_path: Path) -> None:
    """`GET /tags` is the list, and not `GET /tags/{id}` with a slash and without an id."""
    paths = """\
    paths:
      /tags: {get: {operationId: list, responses: {"200": {description: ok}}}}
      /tags/{id}: {get: {operationId: read, responses: {"200": {description: ok}}}}
      /tags/{id}/items: {get: {operationId: items, responses: {"200": {description: ok}}}}
    """
    of = api(tmp_path, paths)
    for name in ("read", "items"):
        fault = of.inspect(request("GET", "/v1/tags"), operation(of, name)).violations[0]
        assert ("wrong-operation", f"the request is for list, not for {name}") == (fault.code, fault.message)
    (fault, *_) = of.inspect(request("GET", "/v1/tags/"), operation(of, "items")).violations
    assert "slash" not in fault.message
