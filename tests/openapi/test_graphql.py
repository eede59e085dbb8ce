"""A GraphQL schema reads queries and answers them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import graphql
import pytest

from harness.openapi.graphql import Graphql, load

SCHEMA = """
  scalar Moment
  enum Kind { NOVEL ESSAY }
  interface Named { name: String! }
  type Author implements Named { name: String! }
  type Publisher implements Named { name: String! town: String }
  type Book { id: ID! pages: Int price: Float kind: Kind sold: Boolean added: DateTime by: [Named!]! }
  scalar DateTime
  input New { id: ID! pages: Int }
  type Query { book(id: ID): Book books: [[Book]] }
  type Mutation { add(book: New!): Book }
"""


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> Graphql:
    path = tmp_path_factory.mktemp("schema") / "a.graphql"
    path.write_text(SCHEMA, "utf-8")
    return load(path, "a.graphql")


def data(schema: Graphql, query: str, **more: Any) -> Any:
    """What a query gets."""
    body = {"query": query, **more}
    assert () == schema.faults(body)
    return schema.answer(body)["data"]


def test_every_kind_of_field_has_a_value(schema: Graphql) -> None:
    expected = {"id": "id_1", "pages": 1, "price": 1.5, "kind": "NOVEL", "sold": True, "added": "2026-01-01T00:00:00Z"}
    assert {"book": expected} == data(schema, "{ book { id pages price kind sold added } }")


def test_what_was_asked_for_by_name_is_in_the_answer(schema: Graphql) -> None:
    assert {"book": {"id": "b7"}} == data(schema, '{ book(id: "b7") { id } }')
    query = "mutation ($new: New!) { add(book: $new) { id pages } }"
    assert {"add": {"id": "b7", "pages": 9}} == data(schema, query, variables={"new": {"id": "b7", "pages": 9}})


def test_items_of_a_list_differ_and_show_every_type_in_turn(schema: Graphql) -> None:
    assert [[{"id": "id_1"}, {"id": "id_2"}]] * 2 == data(schema, "{ books { id } }")["books"]
    found = data(schema, "{ book { by { __typename ... on Publisher { town } } } }")["book"]["by"]
    assert [{"__typename": "Author"}, {"__typename": "Publisher", "town": "town_2"}] == found


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"query": "{ book { name } }"}, "Cannot query field 'name' on type 'Book'"),
        ({"query": "{ book { id }"}, "Syntax Error"),
        ({"query": "query ($id: ID!) { book(id: $id) { id } }"}, "Variable '$id' of required type 'ID!'"),
        ({"query": "query a { book { id } } query b { book { id } }"}, "operationName names none"),
        ({"query": "query a { book { id } }", "operationName": "b"}, "operationName names none"),
        ({"query": "{ book { id } }", "variables": [1]}, '"variables" is no object'),
        ({"query": 7}, 'no text in "query"'),
        (["query"], 'no text in "query"'),
        (None, 'no text in "query"'),
        ({"query": "{" * 5000}, ""),
        ({"query": "{ book { " + "id " * 30_000 + "} }"}, "more than 20000 tokens"),
    ],
)
def test_a_query_at_fault_has_a_message(schema: Graphql, body: Any, said: str) -> None:
    found = schema.faults(body)
    assert found
    assert said in found[0]


def test_a_query_has_one_form_however_it_is_laid_out(schema: Graphql) -> None:
    assert schema.normal("{book{id,pages}}") == schema.normal("query {\n  book { id pages }  # both\n}")
    assert "{ book" == schema.normal("{ book")


def test_an_introspection_is_a_schema(schema: Graphql, tmp_path: Path) -> None:
    told = graphql.introspection_from_schema(schema.schema)
    for value in (told, {"data": told}):
        (tmp_path / "a.json").write_text(json.dumps(value), "utf-8")
        assert {"book": {"id": "id_1"}} == data(load(tmp_path / "a.json", "a.json"), "{ book { id } }")
