"""Which operations belong together, by literal paths, links and settings."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, NamedTuple, cast

from harness.respond.resources import Effect, resources_of


class Op(NamedTuple):
    """What counts of an operation."""

    id: str
    method: str
    path: str


def found(*operations: Op, links: dict[str, list[Any]] | None = None, **declared: dict[str, str]) -> dict[str, Effect]:
    api = cast("Any", SimpleNamespace(operations=operations, links=lambda one: (links or {}).get(one.id, [])))
    return {one.id: effect for one, effect in resources_of(api, declared).items()}


def link(operation: str, parameter: str, *field: str) -> SimpleNamespace:
    return SimpleNamespace(operation=operation, parameter=parameter, field=field)


ADD, LIST = Op("add", "POST", "/notes"), Op("list", "GET", "/notes/")
READ, CHANGE, PUT, REMOVE = (
    Op(name, method, "/notes/{note}")
    for name, method in (("read", "GET"), ("change", "PATCH"), ("put", "PUT"), ("remove", "DELETE"))
)


def test_a_collection_and_its_things_are_known_by_their_paths() -> None:
    roles = {"add": "create", "list": "list", "read": "read", "change": "update", "put": "update", "remove": "delete"}
    expected = {name: Effect(cast("Any", role), "/notes", "note") for name, role in roles.items()}
    assert expected == found(ADD, LIST, READ, CHANGE, PUT, REMOVE)


def test_a_path_without_things_below_it_is_no_collection() -> None:
    assert {} == found(ADD, LIST, Op("of_others", "GET", "/others/{id}/notes"))
    assert {} == found(Op("act", "POST", "/notes/{note}"))


def test_a_link_tells_which_field_of_an_answer_names_a_thing() -> None:
    effects = found(ADD, READ, links={"add": [link("read", "note", "data", "uid")]})
    assert {
        "add": Effect("create", "/notes", "note", "uid"),
        "read": Effect("read", "/notes", "note", "uid"),
    } == effects


def test_what_paths_do_not_tell_is_known_by_links() -> None:
    start, result = Op("start", "POST", "/start"), Op("result", "GET", "/result")
    effects = found(start, result, links={"start": [link("result", "job", "id")]})
    assert {"start": Effect("create", "start", "job", "id"), "result": Effect("read", "start", "job", "id")} == effects


def test_a_link_of_another_method_without_a_field_or_to_nothing_tells_nothing() -> None:
    start, result, again = Op("start", "POST", "/start"), Op("result", "GET", "/result"), Op("again", "POST", "/again")
    assert {} == found(start, result, links={"result": [link("start", "job", "id")]})
    assert {} == found(start, result, links={"start": [link("result", "job"), link("gone", "job", "id")]})
    assert {} == found(start, again, links={"start": [link("again", "job", "id")]})
    more = [link("again", "job", "id"), link("result", "job", "id")]
    assert ["start", "result"] == [*found(start, result, again, links={"start": more})]


def test_the_settings_win() -> None:
    effects = found(ADD, READ, things={"create": "add", "delete": "read", "id": "uid"})
    assert {
        "add": Effect("create", "things", "uid", "uid"),
        "read": Effect("delete", "things", "uid", "uid"),
    } == effects
    assert Effect("create", "things", "", "") == found(ADD, READ, things={"create": "add"})["add"]
