"""What a program made, changed and removed is in later answers: by literals."""

from __future__ import annotations

import json
from typing import Any

import pytest
from openapi.helpers import api

from harness.model import Call, Operation
from harness.openapi import Api
from harness.respond import Effect, Things, resources_of

SPEC = """
paths:
  /shelves/{shelf}/books:
    get: {operationId: list, responses: {"200": {description: ok}}}
    post: {operationId: create, responses: {"201": {description: ok}}}
  /shelves/{shelf}/books/{id}:
    get:
      operationId: read
      parameters: [{name: id, in: path, required: true, schema: {type: integer}, example: 7}]
      responses: {"200": {description: ok}}
    patch: {operationId: update, responses: {"200": {description: ok}}}
    delete: {operationId: delete, responses: {"204": {description: ok}}}
  /shelves/{shelf}/books/{id}/notes: {get: {operationId: notes, responses: {"200": {description: ok}}}}
  /other: {get: {operationId: other}}
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Api:
    """The document of the tests."""
    return api(tmp_path_factory.mktemp("things"), SPEC)


@pytest.fixture
def store(shop: Api) -> Things:
    """What a program has made so far: nothing."""
    return Things(shop, resources_of(shop, {}))


def of(store: Things, name: str) -> Operation:
    """An operation."""
    return next(one for one in store.api.operations if one.id == name)


def call(store: Things, name: str, shelf: str = "a", body: Any = None, **path: Any) -> Call:
    """A request."""
    return Call(of(store, name), {"shelf": shelf, **path}, {}, {}, None, body)


def ask(store: Things, name: str, answer: Any, **said: Any) -> Any:
    """The answer to a request that the document would answer so."""
    return json.loads(store.answered(call(store, name, **said), 200, json.dumps(answer).encode()))


BOOK = {"id": 7, "title": "Emma"}


def test_operations_belong_together_by_their_paths(shop: Api) -> None:
    found = {operation.id: effect for operation, effect in resources_of(shop, {}).items()}
    books = "/shelves/{shelf}/books"
    assert {
        "list": Effect("list", books, "id", ""),
        "create": Effect("create", books, "id", ""),
        "read": Effect("read", books, "id", ""),
        "update": Effect("update", books, "id", ""),
        "delete": Effect("delete", books, "id", ""),
    } == found


def test_the_settings_say_otherwise(shop: Api) -> None:
    found = resources_of(shop, {"things": {"read": "other", "id": "key"}})
    assert Effect("read", "things", "key", "key") == next(one for op, one in found.items() if op.id == "other")


def test_what_is_made_has_the_fields_that_were_sent_and_a_name_of_its_own(store: Things) -> None:
    made = ask(store, "create", BOOK, body={"title": "Ivanhoe", "more": 1})
    assert "Ivanhoe" == made["title"]
    assert isinstance(made["id"], int)
    assert 7 != made["id"]
    assert "more" not in made
    again = ask(store, "create", BOOK, body={"title": "Ivanhoe"})
    assert made["id"] != again["id"]
    assert "Ivanhoe" == ask(store, "read", BOOK, id=made["id"])["title"]


def test_what_nobody_sent_is_as_each_answer_of_the_document_has_it(store: Things) -> None:
    made = ask(store, "create", {**BOOK, "state": "queued"}, body={"title": "Ivanhoe"})
    assert "queued" == made["state"]
    read = ask(store, "read", {**BOOK, "state": "done"}, id=made["id"])
    assert {**made, "state": "done"} == read  # so that a program which polls comes to an end


def test_a_name_that_is_sent_is_kept(store: Things) -> None:
    assert {"id": "mine", "title": "Emma"} == ask(store, "create", {"id": "x", "title": "Emma"}, body={"id": "mine"})
    assert 42 == ask(store, "create", BOOK, body={"id": 42})["id"]


def test_the_only_field_of_a_body_may_hold_the_thing(store: Things) -> None:
    made = ask(store, "create", {"book": BOOK}, body={"book": {"title": "Ivanhoe"}})
    assert "Ivanhoe" == made["book"]["title"]


def test_what_is_changed_is_so_later_and_on_its_own_shelf_alone(store: Things) -> None:
    assert "Ivanhoe" == ask(store, "update", BOOK, id=7, body={"title": "Ivanhoe"})["title"]
    assert {"id": 7, "title": "Ivanhoe"} == ask(store, "read", BOOK, id=7)
    assert BOOK == ask(store, "read", BOOK, id=7, shelf="b")
    assert {"id": 8, "title": "Emma"} == ask(store, "read", BOOK, id=8)


def test_what_is_removed_is_gone(store: Things) -> None:
    assert store.absent(call(store, "read", id=7)) is None
    store.answered(call(store, "delete", id=7), 204, b"")
    assert "deleted" == store.absent(call(store, "read", id=7))
    assert store.absent(call(store, "read", shelf="b", id=7)) is None
    assert store.absent(call(store, "list")) is None


def test_once_something_was_made_what_no_answer_named_is_unknown(store: Things) -> None:
    assert store.absent(call(store, "read", id=9)) is None
    made = ask(store, "create", BOOK, body={"title": "Ivanhoe"})
    assert "unknown" == store.absent(call(store, "read", id=9))
    assert store.absent(call(store, "read", id=made["id"])) is None
    assert store.absent(call(store, "read", id=7)) is None  # the document's own
    assert store.absent(call(store, "read", shelf="b", id=9)) is None
    assert "unknown" == store.absent(call(store, "update", id=9))


def test_what_a_path_leads_through_must_be_there_too(store: Things) -> None:
    assert store.absent(call(store, "notes", id=9)) is None
    made = ask(store, "create", BOOK, body={"title": "Ivanhoe"})
    assert "unknown" == store.absent(call(store, "notes", id=9))
    assert store.absent(call(store, "notes", id=made["id"])) is None
    store.answered(call(store, "delete", id=made["id"]), 204, b"")
    assert "deleted" == store.absent(call(store, "notes", id=made["id"]))


def test_what_is_made_again_is_there_again(store: Things) -> None:
    ask(store, "create", BOOK, body={"id": 42})
    store.answered(call(store, "delete", id=42), 204, b"")
    assert "deleted" == store.absent(call(store, "read", id=42))
    ask(store, "create", BOOK, body={"id": 42})
    assert store.absent(call(store, "read", id=42)) is None


@pytest.mark.parametrize("wrapped", [False, True])
def test_a_list_has_what_was_made_behind_and_not_what_was_removed(store: Things, wrapped: bool) -> None:
    def listed() -> Any:
        known = [BOOK, {"id": 8, "title": "Waverley"}]
        found = ask(store, "list", {"books": known} if wrapped else known)
        return found["books"] if wrapped else found

    assert [7, 8] == [one["id"] for one in listed()]
    ask(store, "create", BOOK, body={"id": 42, "title": "Ivanhoe"})
    ask(store, "update", BOOK, id=8, body={"title": "Rob Roy"})
    assert [(7, "Emma"), (8, "Rob Roy"), (42, "Ivanhoe")] == [(one["id"], one["title"]) for one in listed()]
    store.answered(call(store, "delete", id=7), 204, b"")
    store.answered(call(store, "delete", id=42), 204, b"")
    assert [8] == [one["id"] for one in listed()]


@pytest.mark.parametrize("answer", [b"", b"no JSON", b"[]", b'["a"]', b'{"books": 1}'])
def test_an_answer_without_things_stays_as_it_is(store: Things, answer: bytes) -> None:
    assert answer == store.answered(call(store, "list"), 200, answer)


def test_an_operation_of_no_collection_has_no_effect(store: Things) -> None:
    assert store.absent(call(store, "other")) is None
    assert b'{"id": 1}' == store.answered(call(store, "other"), 200, b'{"id": 1}')
