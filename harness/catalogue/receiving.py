"""Which programs receive, and which webhooks and callbacks of the document they are sent."""

from __future__ import annotations

from collections.abc import Sequence

from harness import openapi
from harness.catalogue.naming import letters
from harness.errors import UserError, nearest
from harness.model import Example, Operation
from harness.settings import ReceiverSettings, Settings


def received(settings: Settings, api: openapi.Api, example: Example, *, is_caller: bool) -> tuple[Operation, ...]:
    """The webhooks and callbacks that a program is sent; none for one that receives nothing.

    A program receives if the settings say so, or if its name is that of a webhook or callback and of no operation that
    it could call (`is_caller`). Raises UserError for one that is to receive what the document does not have.
    """
    table = settings.receivers.get(example.name)
    if not example.owes.own_settings or (table is None and is_caller):
        return ()
    own = tuple(hook for hook in api.hooks if letters(example.name) in (letters(hook.id), letters(hook.path)))
    if table is None:
        return own
    if not api.hooks:
        where = api.document.shown if api.documented else "no document"
        raise UserError(
            f'{table.shown}: "receivers.{example.name}": expected a document with "webhooks" or "callbacks", '
            f"got {where}, which has none"
        )
    return _listed(table, api, example.name) if table.events else own or api.hooks


def _listed(table: ReceiverSettings, api: openapi.Api, name: str) -> tuple[Operation, ...]:
    found: list[Operation] = []
    for event in table.events:
        named = [hook for hook in api.hooks if event in (hook.id, hook.path)]
        if not named:
            known = [hook.id for hook in api.hooks]
            raise UserError(
                f'{table.shown}: "receivers.{name}.events": expected webhooks or callbacks of {api.name} '
                f'({", ".join(known)}), got "{event}"{nearest(event, known)}'
            )
        found += named
    return tuple(found)


def check_names(settings: Settings, examples: Sequence[Example]) -> None:
    """Raises UserError for a table of a program that there is not."""
    known = {example.name for example in examples}
    for name, table in settings.receivers.items():
        if name not in known:
            raise UserError(
                f'{table.shown}: "receivers.{name}": expected the name of a program, got "{name}"{nearest(name, known)}'
            )
