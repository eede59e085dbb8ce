"""Requests that mocks tend to answer wrongly: each right one is answered, each wrong one is refused and told why."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from commands.serving.served import Served, serving

OK = {"200": {"description": "ok"}}
NUMBER = {"type": "integer"}
FORM = "application/x-www-form-urlencoded"


def answering(schema: Any, media: str = "application/json", **more: Any) -> dict[str, Any]:
    """Responses of one schema."""
    return {"200": {"description": "ok", "content": {media: {"schema": schema, **more}}}}


def taking(schema: Any, media: str = "application/json", **more: Any) -> dict[str, Any]:
    """An operation that takes a body."""
    return {
        "requestBody": {"required": True, "content": {media: {"schema": schema, **more}}},
        "responses": OK,
    }


def refusing(status: str, schema: Any, media: str = "application/json") -> dict[str, Any]:
    """An operation that takes a whole number, and refuses by a schema."""
    refused = {status: {"description": "no", "content": {media: {"schema": schema}}}}
    return {"parameters": [{"name": "n", "in": "query", "required": True, "schema": NUMBER}], "responses": OK | refused}


def at(place: str, schema: Any, name: str = "a", **more: Any) -> dict[str, Any]:
    """An operation with one parameter."""
    required = {"required": True} if place == "path" else {}
    return {"parameters": [{"name": name, "in": place, "schema": schema, **required, **more}], "responses": OK}


def texts(*names: str, required: tuple[str, ...] = ()) -> dict[str, Any]:
    """An object of texts."""
    return {"type": "object", "required": list(required), "properties": {name: {"type": "string"} for name in names}}


LINES = '{"n":1}\n{"n":2}\n'
PARTS = "multipart/form-data; boundary=b"
PART = '--b\r\nContent-Disposition: form-data; name="ids"\r\n\r\n{}\r\n--b--\r\n'
IDS = {"type": "object", "properties": {"ids": {"type": "array", "items": NUMBER}}}
COMMAS = {"ids": {"style": "form", "explode": False}}
BARS = {"ids": {"style": "pipeDelimited", "explode": False}}
FIELDS = {"data": NUMBER, "children": {"type": "array", "items": {"$dynamicRef": "#node"}}}
AGE = {"type": "object", "properties": {"age": NUMBER}}
CHOICE = {
    "type": "object",
    "required": ["k"],
    "properties": {"k": {"enum": ["n"]}},
    "if": {"properties": {"k": {"const": "n"}}},
    "then": {"required": ["v"], "properties": {"v": {"type": "number"}}},
}
PATHS: dict[str, dict[str, Any]] = {
    "/ping": {"get": {"responses": OK}},
    "/label/{a}": {"get": at("path", NUMBER, style="label")},
    "/matrix/{a}": {"get": at("path", NUMBER, style="matrix")},
    "/form": {"post": taking(IDS, FORM, encoding=COMMAS)},
    "/bars": {"post": taking(IDS, FORM, encoding=BARS)},
    "/parts": {"post": taking(IDS, "multipart/form-data", encoding=COMMAS)},
    "/strict": {"post": taking({"$ref": "#/components/schemas/Strict"})},
    "/tree": {"post": taking({"$ref": "#/components/schemas/Tree"})},
    "/open": {"post": taking(texts("a"))},
    "/closed": {"post": taking({**texts("a"), "additionalProperties": False})},
    "/lines": {"get": {"responses": answering({"type": "string"}, "application/x-ndjson", example=LINES)}},
    "/choice": {"get": {"responses": answering(CHOICE)}},
    "/only404": {"get": {"responses": {"404": answering({"const": {"e": 1}})["200"]}}},
    "/contains": {
        "get": {"responses": answering({"type": "array", "items": NUMBER, "contains": {"const": 7}, "minContains": 2})}
    },
    "/upper": {"get": {"responses": answering({"type": "string", "pattern": r"^\p{Lu}\p{Ll}{2,3}$"})}},
    "/ahead": {"get": {"responses": answering({"type": "string", "pattern": r"^(?=.*\d)[a-f\d]{8}$"})}},
    "/const": {"get": at("query", {"const": 5}, "five")},
    "/enum": {"get": at("query", {"enum": [1, True, "x"]}, "one")},
    "/deep": {"get": at("query", AGE, "filter", style="deepObject", explode=True)},
    "/content": {
        "get": {
            "parameters": [{"name": "filter", "in": "query", "content": {"application/json": {"schema": AGE}}}],
            "responses": OK,
        }
    },
    "/err": {"get": refusing("400", texts("message", "detail", required=("message",)))},
    "/errors": {"get": refusing("400", {"properties": {"errors": {"type": "array", "items": texts("detail")}}})},
    "/nested": {"get": refusing("default", {"type": "object", "properties": {"error": texts("message", "code")}})},
    "/problem": {"get": refusing("default", texts("title", "detail"), "application/problem+json")},
    "/closed-words": {"get": refusing("400", {"type": "object", "properties": {"message": {"const": "no"}}})},
    "/err422": {"get": refusing("422", texts("oops", required=("oops",)))},
}
DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Hard", "version": "1"},
    "paths": PATHS,
    "components": {
        "schemas": {
            "Tree": {
                "$id": "https://example.com/tree",
                "$dynamicAnchor": "node",
                "type": "object",
                "properties": FIELDS,
            },
            "Strict": {
                "$id": "https://example.com/strict",
                "$dynamicAnchor": "node",
                "$ref": "tree",
                "unevaluatedProperties": False,
            },
        }
    },
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the document."""
    root = tmp_path_factory.mktemp("hard")
    (root / "hard.yaml").write_text(yaml.safe_dump(DOCUMENT), "utf-8")
    return root


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[Served]:
    """The mock of the document."""
    with serving(folder, "hard.yaml") as found:
        yield found


@pytest.fixture(scope="module")
def strict(folder: Path) -> Iterator[Served]:
    """The same, strict."""
    with serving(folder, "hard.yaml", "--strict") as found:
        yield found


def post(served: Served, target: str, body: str, media: str = "application/json") -> int:
    """The status of an answer to a body."""
    return served.ask("POST", target, body, {"Content-Type": media})[0]


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("/label/.3", 200),
        ("/label/3", 400),
        ("/label/.x", 400),
        ("/matrix/;a=3", 200),
        ("/matrix/;b=3", 400),
        ("/const?five=5", 200),
        ("/const?five=6", 400),
        ("/enum?one=1", 200),
        ("/enum?one=true", 200),
        ("/enum?one=x", 200),
        ("/enum?one=2", 400),
        ("/only404", 404),
        ("/p%69ng", 200),
        ("/p%69nk", 404),
        ("/err422?n=x", 422),
        ("/err422?n=1", 200),
        ("/deep?filter[age]=3", 200),
        ("/deep?filter[age]=old", 400),
    ],
)
def test_a_request_gets_the_status_that_the_document_has_for_it(target: str, status: int, served: Served) -> None:
    assert status == served.ask("GET", target)[0]


@pytest.mark.parametrize(
    ("target", "media", "body", "status"),
    [
        ("/form", FORM, "ids=1,2,3", 200),
        ("/form", FORM, "ids=1,x", 400),
        ("/bars", FORM, "ids=1%7C2", 200),
        ("/bars", FORM, "ids=1,2", 400),
        ("/parts", PARTS, PART.format("1,2"), 200),
        ("/parts", PARTS, PART.format("1,x"), 400),
        ("/tree", "application/json", '{"data":1,"children":[{"data":2}]}', 200),
        ("/tree", "application/json", '{"data":1,"children":[{"data":"x"}]}', 400),
        ("/strict", "application/json", '{"data":1}', 200),
        ("/strict", "application/json", '{"data":1,"other":2}', 400),
    ],
)
def test_a_body_is_read_as_the_document_says(target: str, media: str, body: str, status: int, served: Served) -> None:
    assert status == post(served, target, body, media)


def test_lines_of_an_example_are_sent_as_they_are(served: Served) -> None:
    assert b'{"n":1}\n{"n":2}\n' == served.ask("GET", "/lines")[1]


def test_answers_keep_the_harder_keywords(served: Served) -> None:
    choice, contains, upper, ahead = (
        json.loads(served.ask("GET", target)[1]) for target in ("/choice", "/contains", "/upper", "/ahead")
    )
    assert isinstance(choice["v"], int | float)
    assert 2 <= contains.count(7)
    assert upper.istitle()
    assert 3 <= len(upper) <= 4
    assert 8 == len(ahead)
    assert any(letter.isdigit() for letter in ahead)


@pytest.mark.parametrize("target", ["/err", "/errors", "/nested", "/problem"])
def test_a_refusal_says_why_where_its_body_has_a_place_for_it(target: str, served: Served) -> None:
    status, body, headers = served.ask("GET", f"{target}?n=x")
    assert 400 == status
    assert 'The query parameter n: expected an integer, got "x".' in body.decode().replace('\\"', '"')
    assert "expected an integer" in headers["Harness-Problem"]


@pytest.mark.parametrize("target", ["/closed-words", "/err422"])
def test_a_refusal_without_a_place_for_words_says_why_in_a_header(target: str, served: Served) -> None:
    _, body, headers = served.ask("GET", f"{target}?n=x")
    assert b"integer" not in body
    assert 'the query parameter n: expected an integer, got "x"' == headers["Harness-Problem"]


def test_a_good_request_has_no_problem(served: Served) -> None:
    assert served.ask("GET", "/ping")[2]["Harness-Problem"] is None


@pytest.mark.parametrize(
    ("target", "name"),
    [("/deep?filter[age]=old", "filter[age]"), ("/content?filter=%7B%22age%22:%22old%22%7D", "age")],
)
def test_a_problem_names_the_place_inside_a_parameter(target: str, name: str, served: Served) -> None:
    assert name in served.ask("GET", target)[2]["Harness-Problem"]


def test_what_the_document_does_not_name_is_passed_over_with_a_note(served: Served) -> None:
    assert 200 == served.ask("GET", "/ping?x=1")[0]
    assert 200 == post(served, "/open", '{"a": "b", "c": 1}')
    assert ["note", "note"] == [one["severity"] for seen in served.seen()[-2:] for one in seen["findings"]]


def test_what_the_document_forbids_is_refused(served: Served) -> None:
    assert 400 == post(served, "/closed", '{"a": "b", "c": 1}')


def test_strict_refuses_what_the_document_does_not_name(strict: Served) -> None:
    assert 400 == strict.ask("GET", "/ping?x=1")[0]
    assert 400 == post(strict, "/open", '{"a": "b", "c": 1}')
    assert 200 == post(strict, "/open", '{"a": "b"}')
