"""`harness serve DOCUMENT`: the mock of a document that has no settings and no program."""

from __future__ import annotations

import json
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest
from support.command import PATIENCE, harness

from commands.serving.served import Served, serving

SHELF = {
    "openapi": "3.1.0",
    "info": {"title": "Shelf", "version": "1"},
    "servers": [{"url": "https://api.shelf.invalid/v2"}],
    "components": {
        "securitySchemes": {
            "bearer": {"type": "http", "scheme": "bearer"},
            "basic": {"type": "http", "scheme": "basic"},
            "query": {"type": "apiKey", "in": "query", "name": "api_key"},
            "cookie": {"type": "apiKey", "in": "cookie", "name": "session"},
            "header": {"type": "apiKey", "in": "header", "name": "X-Key"},
        }
    },
    "security": [{"bearer": []}],
    "paths": {
        "/books": {
            "get": {
                "operationId": "listBooks",
                "parameters": [
                    {
                        "name": "tag",
                        "in": "query",
                        "required": True,
                        "schema": {"type": "array", "items": {"type": "string"}, "minItems": 2},
                    },
                    {
                        "name": "filter",
                        "in": "query",
                        "required": True,
                        "style": "deepObject",
                        "schema": {
                            "type": "object",
                            "properties": {"age": {"type": "integer"}},
                            "required": ["age"],
                        },
                    },
                    {
                        "name": "ids",
                        "in": "query",
                        "required": True,
                        "style": "pipeDelimited",
                        "explode": False,
                        "schema": {"type": "array", "items": {"type": "integer"}, "minItems": 2},
                    },
                ],
                "responses": {
                    "200": {
                        "description": "",
                        "content": {
                            "application/json": {
                                "schema": {"type": "array"},
                                "examples": {"none": {"value": []}, "one": {"value": ["Dune"]}},
                            }
                        },
                    }
                },
            },
            "post": {
                "operationId": "addBook",
                "security": [{"basic": []}],
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {
                            "schema": {
                                "type": "object",
                                "required": ["title"],
                                "properties": {"title": {"type": "string"}},
                            }
                        }
                    },
                },
                "responses": {"201": {"description": ""}, "404": {"description": "No shelf."}},
            },
        },
        "/books/{ids}": {
            "parameters": [
                {
                    "name": "ids",
                    "in": "path",
                    "required": True,
                    "style": "matrix",
                    "explode": True,
                    "schema": {"type": "array", "items": {"type": "integer"}, "minItems": 2},
                }
            ],
            "delete": {
                "operationId": "removeBooks",
                "security": [{"query": []}],
                "responses": {"204": {"description": ""}},
            },
        },
        "/covers": {
            "post": {
                "operationId": "addCover",
                "security": [{"cookie": []}],
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/x-www-form-urlencoded": {
                            "schema": {
                                "type": "object",
                                "required": ["sizes", "name"],
                                "properties": {
                                    "sizes": {"type": "array", "items": {"type": "integer"}, "minItems": 2},
                                    "name": {"type": "string", "enum": ["a & b"]},
                                },
                            },
                            "encoding": {"sizes": {"style": "form", "explode": False}},
                        }
                    },
                },
                "responses": {"200": {"description": ""}},
            }
        },
        "/notes": {
            "post": {
                "operationId": "addNote",
                "security": [{"header": []}],
                "requestBody": {
                    "content": {
                        "multipart/form-data": {
                            "schema": {
                                "type": "object",
                                "required": ["text"],
                                "properties": {
                                    "text": {"type": "string"},
                                    "tags": {"type": "array", "items": {"type": "string"}},
                                },
                            }
                        }
                    }
                },
                "responses": {"200": {"description": ""}},
            }
        },
    },
}


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    file = tmp_path / "shelf.json"
    file.write_text(json.dumps(SHELF), "utf-8")
    return file


def printed_calls(served: Served) -> dict[str, str]:
    """Operation to the line that was printed for it."""
    lines = [line.strip() for line in served.lines]
    return {one.removeprefix("# "): line for one, line in pairwise(lines) if one.startswith("# ")}


def test_each_printed_line_calls_its_operation_well(shelf: Path) -> None:
    with serving(shelf.parent, "shelf.json") as served:
        calls = printed_calls(served)
        assert {"listBooks", "addBook", "removeBooks", "addCover", "addNote"} == calls.keys()
        for operation, line in calls.items():
            subprocess.run(["/bin/sh", "-c", f"{line} --silent --show-error"], check=True, timeout=PATIENCE)
            seen = served.seen()[-1]
            assert (f"shelf/{operation}", []) == (seen["operation"], seen["findings"]), line
            assert 400 > seen["response"]["status"], line


def test_two_documents_of_one_name_are_two_versions(shelf: Path) -> None:
    other = shelf.parent / "other"
    other.mkdir()
    changed = SHELF | {"servers": [{"url": "https://api.shelf.invalid/v3"}]}
    (other / "shelf.json").write_text(json.dumps(changed), "utf-8")
    with serving(shelf.parent, "shelf.json", "other/shelf.json") as served:
        served.ask("DELETE", "/v3/books/;ids=1;ids=2?api_key=k")
        assert "shelf-2/removeBooks" == served.seen()[-1]["operation"]


def test_an_address_of_another_name_is_answered_where_it_was_asked_for(shelf: Path) -> None:
    with serving(shelf.parent, "shelf.json", "--host", "127.0.0.1") as served:
        headers = {"Host": "mock.internal:80"}
        assert 204 == served.ask("DELETE", "/v2/books/;ids=1;ids=2?api_key=k", headers=headers)[0]
        assert 421 == served.ask("GET", "/_harness/requests", headers=headers)[0]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("code=404", (404, b"", "code=404")),
        ('respond-async, code="404"; x=1', (404, b"", "code=404")),
        ("example=one", (200, b'["Dune"]', "example=one")),
        ("example=none, code=200", (200, b"[]", "code=200, example=none")),
        ("code=many", (400, None, None)),
    ],
)
def test_a_caller_may_prefer_an_answer(
    shelf: Path, wanted: str, expected: tuple[int, bytes | None, str | None]
) -> None:
    with serving(shelf.parent, "shelf.json") as served:
        method, target = ("POST", "/v2/books") if expected[0] == 404 else ("GET", "/v2/books")
        headers = {"Prefer": wanted, "Authorization": "Bearer k"}
        status, body, answered = served.ask(method, target, headers=headers)
        assert expected == (status, body if expected[2] else None, answered["Preference-Applied"])


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["gone.yaml"], "gone.yaml: expected an OpenAPI document, found no file"),
        (["empty.yaml"], "empty.yaml"),
        (["shelf.json", "--root", "."], "--root is for a project's settings"),
        (["shelf.json", "--host", "nowhere"], "--host nowhere: expected an address such as 0.0.0.0 or ::"),
        (["shelf.json", "--host", "192.0.2.1"], "--host 192.0.2.1: expected an address of this machine"),
    ],
)
def test_a_mistake_is_one_line(shelf: Path, arguments: list[str], said: str) -> None:
    (shelf.parent / "empty.yaml").write_text("", "utf-8")
    done = harness(shelf.parent, "serve", "--port", "0", *arguments)
    assert said in done.stderr
    assert 1 == len(done.stderr.splitlines())
    assert done.returncode in (2, 3)


def test_a_document_that_is_served_in_part_says_which_part_is_wrong(tmp_path: Path) -> None:
    """The operations that can be used are served; each part that can't be has its line."""
    broken = {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {"/a": {"get": {"responses": {"200": {"description": "ok"}}}}, "/d": {"get": 5}},
    }
    (tmp_path / "part.json").write_text(json.dumps(broken, indent=1), "utf-8")
    with serving(tmp_path, "part.json") as served:
        assert 200 == served.ask("GET", "/a")[0]
        assert "part.json:" in served.printed("paths./d.get: expected an object, got 5")


@pytest.mark.parametrize(
    ("declared", "expected"),
    [([], (406, 415)), (["400"], (400, 400)), (["422"], (422, 422)), (["400", "406"], (406, 400))],
)
def test_media_types_are_refused_by_the_status_of_http_or_of_the_document(
    tmp_path: Path, declared: list[str], expected: tuple[int, int]
) -> None:
    content = {"application/json": {"schema": {"type": "object"}}}
    good = {"200": {"description": "ok", "content": content}}
    operation = {
        "requestBody": {"required": True, "content": content},
        "responses": good | {status: {"description": "no"} for status in declared},
    }
    document = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {"/a": {"post": operation}}}
    (tmp_path / "media.json").write_text(json.dumps(document), "utf-8")
    with serving(tmp_path, "media.json") as served:
        asking = {"Accept": "image/png", "Content-Type": "application/json"}
        sending = {"Content-Type": "text/plain"}
        assert expected == tuple(served.ask("POST", "/a", "{}", headers)[0] for headers in (asking, sending))
