"""Which operations belong together: they make, list, read, change and remove the things of one collection."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from harness.model import Operation
from harness.openapi import Api

Role = Literal["create", "list", "read", "update", "delete"]
ROLES: tuple[Role, ...] = ("create", "list", "read", "update", "delete")
_OF_ITEMS: Mapping[str, Role] = {"GET": "read", "PUT": "update", "PATCH": "update", "DELETE": "delete"}
_OF_COLLECTIONS: Mapping[str, Role] = {"GET": "list", "POST": "create"}


@dataclass(frozen=True)
class Effect:
    """What an operation does to a collection."""

    role: Role
    collection: str
    """The collection's path template, or its name in the settings."""
    parameter: str = ""
    """The parameter, or the field of the request, that names the thing; empty where none does."""
    identity: str = ""
    """The field of an answer that names the thing; empty where only its likeness to the parameter tells."""


def resources_of(api: Api, declared: Mapping[str, Mapping[str, str]]) -> dict[Operation, Effect]:
    """Operation -> what it does, by the settings, else by the document's paths, else by its links.

    `declared` is the settings' table: a name -> role -> operationId, and under `id` the field that names a thing.
    """
    found = {**dict(_by_links(api)), **dict(_by_paths(api))}
    by_id = {operation.id: operation for operation in api.operations}
    for name, table in declared.items():
        for role in ROLES:
            if role in table:
                identity = table.get("id", "")
                found[by_id[table[role]]] = Effect(role, name, identity, identity)
    return found


def _by_paths(api: Api) -> Iterator[tuple[Operation, Effect]]:
    items = {_split(one.path)[0] for one in api.operations if _split(one.path)[1]}
    fields = {
        (one.id, link.parameter): link.field[-1] for one in api.operations for link in api.links(one) if link.field
    }
    for operation in api.operations:
        above, parameter = _split(operation.path)
        if parameter and operation.method in _OF_ITEMS:
            identity = next((field for (_, name), field in fields.items() if name == parameter), "")
            yield operation, Effect(_OF_ITEMS[operation.method], above, parameter, identity)
        elif not parameter and above in items and operation.method in _OF_COLLECTIONS:
            own = (field for (name, _), field in fields.items() if name == operation.id)
            yield (
                operation,
                Effect(_OF_COLLECTIONS[operation.method], above, _item_parameter(api, above), next(own, "")),
            )


def _by_links(api: Api) -> Iterator[tuple[Operation, Effect]]:
    """An operation that makes things, and those that its answer leads to."""
    by_id = {operation.id: operation for operation in api.operations}
    for operation in api.operations:
        for link in api.links(operation) if operation.method == "POST" else ():
            other = by_id.get(link.operation)
            if other and link.field and other.method in _OF_ITEMS:
                yield operation, Effect("create", operation.id, link.parameter, link.field[-1])
                yield other, Effect(_OF_ITEMS[other.method], operation.id, link.parameter, link.field[-1])


def _split(path: str) -> tuple[str, str]:
    """The path of a collection, and the parameter that names a thing of it; empty for the collection itself."""
    above, _, last = path.rstrip("/").rpartition("/")
    if last.startswith("{") and last.endswith("}"):
        return above, last[1:-1]
    return path.rstrip("/"), ""


def _item_parameter(api: Api, collection: str) -> str:
    return next(
        (name for one in api.operations for above, name in [_split(one.path)] if name and above == collection), ""
    )
