"""The settings' answers in sequence -> the operations that give them."""

from __future__ import annotations

from collections.abc import Sequence

from harness.catalogue import Catalogue
from harness.errors import UserError, nearest
from harness.model import Example, Operation
from harness.respond import Scripts
from harness.scenarios import ScriptedAnswer
from harness.settings import Settings


def scripted(settings: Settings, examples: Sequence[Example], catalogue: Catalogue) -> Scripts:
    """What operations answer to a request that is sent again and again, as the settings say.

    Raises UserError for a table that names neither a program nor an operation.
    """
    found: dict[Operation, tuple[ScriptedAnswer, ...]] = {}
    for name, table in settings.operations.items():
        if not table.answers:
            continue
        shown = [operation for one in examples if one.name == name and (operation := catalogue.operation(one))]
        own = [one for api in catalogue.apis.values() for one in api.operations if one.id in (name, table.operation_id)]
        if not shown and not own:
            known = [
                *(one.name for one in examples),
                *(op.id for api in catalogue.apis.values() for op in api.operations),
            ]
            raise UserError(
                f'{settings.shown}: "operations.{name}.answers": expected the name of a program or an operationId, '
                f'got "{name}"{nearest(name, known)}'
            )
        found |= dict.fromkeys(shown or own, table.answers)
    return found
