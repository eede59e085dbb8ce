"""A GraphQL schema: what is wrong with a query, and an answer that fits it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import graphql
from graphql.validation.validate import validate_sdl

from harness.openapi.document.errors import DocumentError

LISTED = 2
"""Items of a list in an answer."""
SCALARS: Mapping[str, Any] = {"Int": 1, "Float": 1.5, "Boolean": True}
MOMENT = "2026-01-01T00:00:00Z"
MOST_TOKENS = 20_000
"""Tokens of a query that are read."""


@dataclass(frozen=True)
class Graphql:
    """Reads queries in the light of a schema."""

    schema: graphql.GraphQLSchema

    def faults(self, body: Any) -> tuple[str, ...]:
        """What is wrong with the JSON of a request: its query, and the values of its variables."""
        query = body.get("query") if isinstance(body, dict) else None
        if not isinstance(query, str):
            return ('the body has no text in "query"',)
        try:
            document = graphql.parse(query, max_tokens=MOST_TOKENS)
        except (graphql.GraphQLError, RecursionError) as error:
            return (getattr(error, "message", "the query is nested too deeply"),)
        faults = graphql.validate(self.schema, document)
        return tuple(one.message for one in faults or self._of_variables(document, body))

    def _of_variables(self, document: graphql.DocumentNode, body: Mapping[str, Any]) -> list[graphql.GraphQLError]:
        operation = graphql.get_operation_ast(document, body.get("operationName") or None)
        if operation is None:
            return [graphql.GraphQLError("the document has several operations, and operationName names none of them")]
        sent = body.get("variables") or {}
        if not isinstance(sent, dict):
            return [graphql.GraphQLError('"variables" is no object')]
        found = graphql.get_variable_values(self.schema, operation.variable_definitions or (), sent)
        return found if isinstance(found, list) else []

    def answer(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to a request without faults: every field that it asks for, the same each time."""
        result = graphql.execute_sync(
            self.schema,
            graphql.parse(body["query"]),
            variable_values=body.get("variables") or {},
            operation_name=body.get("operationName") or None,
            field_resolver=_resolved,
            type_resolver=_type,
        )
        return dict(result.formatted)

    def normal(self, query: str) -> str:
        """A query in the form that does not depend on who wrote it; one that can't be read as it is."""
        try:
            return graphql.print_ast(graphql.parse(query, max_tokens=MOST_TOKENS))
        except (graphql.GraphQLError, RecursionError):
            return query


def load(path: Path, shown: str) -> Graphql:
    """A schema in GraphQL's own language, or as the JSON of an introspection.

    Raises DocumentError, one line with file and line, for what is none.
    """
    try:
        text = path.read_text("utf-8-sig")
        if path.suffix == ".json":
            value = json.loads(text)
            return Graphql(graphql.build_client_schema(value.get("data", value)))
        document = graphql.parse(text)
        faults = validate_sdl(document)
        schema = None if faults else graphql.build_ast_schema(document, assume_valid_sdl=True)
    except OSError as error:
        raise DocumentError(shown, None, f"expected a readable file, got: {error.strerror}") from None
    except graphql.GraphQLError as error:
        line = error.locations[0].line if error.locations else None
        raise DocumentError(shown, line, f"expected a GraphQL schema, got: {error.message}") from None
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise DocumentError(shown, None, f"expected a GraphQL schema, got: {error}") from None
    faults = faults if schema is None else graphql.validate_schema(schema)
    if faults or schema is None:
        line = faults[0].locations[0].line if faults[0].locations else None
        raise DocumentError(shown, line, f"expected a GraphQL schema, got: {faults[0].message}")
    return Graphql(schema)


def _type(value: Any, info: graphql.GraphQLResolveInfo, kind: Any) -> str:
    """The type of an item where there may be several: one after another."""
    known = info.schema.get_possible_types(kind)
    name: str = known[(value.get("#", 1) - 1) % len(known)].name
    return name


def _resolved(source: Any, info: graphql.GraphQLResolveInfo, **given: Any) -> Any:
    """The value of a field: what the request gave under its name, else one made for its type."""
    held = source if isinstance(source, dict) else {}
    inner = {name: value for one in given.values() if isinstance(one, dict) for name, value in one.items()}
    return _made(info.return_type, info.field_name, held, {**held, **inner, **given}, 1)


def _made(kind: Any, name: str, held: Mapping[str, Any], given: Mapping[str, Any], number: int) -> Any:
    kind = graphql.get_nullable_type(kind)
    if graphql.is_list_type(kind):
        return [_made(kind.of_type, name, {}, {"#": n}, n) for n in range(1, LISTED + 1)]
    if not graphql.is_leaf_type(kind):
        return dict(given)
    if isinstance(held.get(name), str | int | float):
        return held[name]
    if graphql.is_enum_type(kind):
        return next(iter(kind.values.values())).value
    number = held.get("#", number)
    if kind.name in SCALARS:
        return SCALARS[kind.name]
    if "date" in kind.name.lower() or "time" in kind.name.lower():
        return MOMENT
    return f"{name}_{number}"
