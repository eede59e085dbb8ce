"""The documents of all API versions, and which operation each example shows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from harness import openapi, rules
from harness.errors import UserError
from harness.model import Example, Operation
from harness.settings import Settings


class DocumentTrouble(UserError):
    """A document that can't be read: one line with file, place, what was expected and what was found."""


@dataclass(frozen=True)
class Catalogue:
    """What can be called, and who shows how."""

    apis: Mapping[str, openapi.Api]
    rules: rules.Rules
    shows: Mapping[str, Operation]
    """An example's id -> the operation that it shows. An orphan has none."""

    def operation(self, example: Example) -> Operation | None:
        """The operation that an example shows."""
        return self.shows.get(example.id)


def documents(settings: Settings, examples: Sequence[Example]) -> dict[str, openapi.Api]:
    """Reads the documents of every API version that has examples or settings.

    Raises DocumentTrouble with one line for a document that can't be used.
    """
    names = sorted({example.api for example in examples} | set(settings.apis))
    return {name: _api(settings, name) for name in names}


def load(settings: Settings, examples: Sequence[Example], apis: Mapping[str, openapi.Api]) -> Catalogue:
    """Finds out which operation each example shows.

    Raises UserError with one line for a rules file that can't be used.
    """
    shows = {}
    for api in apis.values():
        linked = {link.target: link.operation_id for link in api.document.sample_links()}
        for example in (example for example in examples if example.api == api.name):
            operation = _shown_by(example, api.operations, linked)
            if operation:
                shows[example.id] = operation
    return Catalogue(apis, rules.load(settings.rules, settings.show(settings.rules or settings.root)), shows)


def _api(settings: Settings, name: str) -> openapi.Api:
    table = settings.api(name)
    try:
        document = openapi.load(table.spec, settings.show(table.spec), table.overlays)
    except openapi.DocumentError as error:
        raise DocumentTrouble(str(error)) from None
    return openapi.Api(name, document, table.base_path)


def _shown_by(example: Example, operations: Sequence[Operation], linked: Mapping[Path, str | None]) -> Operation | None:
    """By the settings, else by the document's link to the file, else by the program's name."""
    by_id = {operation.id: operation for operation in operations}
    camel = re.sub(r"[_-](\w)", lambda found: found[1].upper(), example.name)
    for name in (example.operation_id, linked.get(example.file), camel, example.name):
        if name in by_id:
            return by_id[name]
    return None
