"""The settings' collections -> what each operation of a stateful API does to its things."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from harness.catalogue import Catalogue
from harness.errors import UserError, nearest
from harness.model import Operation
from harness.respond import ROLES, Effect, Things, resources_of
from harness.settings import ResourceSettings, Settings


def resources(settings: Settings, catalogue: Catalogue) -> dict[str, Mapping[Operation, Effect]]:
    """API version -> what its operations do, for those that keep state.

    Raises UserError for a collection of an operation that there is none of, and for one of an API without state.
    """
    found: dict[str, Mapping[Operation, Effect]] = {}
    for name, api in catalogue.apis.items():
        table, known = settings.api(name), [operation.id for operation in api.operations]
        declared = {of: _checked(name, of, one, known, table.stateful) for of, one in table.resources.items()}
        if table.stateful:
            found[name] = resources_of(api, declared)
    return found


def things(settings: Settings, catalogue: Catalogue) -> dict[str, Things]:
    """API version -> a store that is still empty, for those that keep state. Raises UserError as `resources`."""
    return {name: Things(catalogue.apis[name], effects) for name, effects in resources(settings, catalogue).items()}


def _checked(api: str, of: str, table: ResourceSettings, known: Sequence[str], stateful: bool) -> dict[str, str]:
    """A collection as role -> operation, and its id."""
    if not stateful:
        raise UserError(f'{table.shown}: "apis.{api}.resources.{of}": expected "stateful = true" beside it, got false')
    found = {key: value for key in (*ROLES, "id") if (value := getattr(table, key))}
    for role in ROLES:
        if role in found and found[role] not in known:
            raise UserError(
                f'{table.shown}: "apis.{api}.resources.{of}.{role}": expected an operation of {api}, '
                f'got "{found[role]}"{nearest(found[role], known)}'
            )
    return found
