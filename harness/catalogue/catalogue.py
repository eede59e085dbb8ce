"""The documents of all API versions, and which operation each example shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeGuard

from harness import openapi
from harness.catalogue import flows, hosts, receiving, rules, sockets
from harness.catalogue.naming import letters
from harness.common.hosts import Host
from harness.errors import UserError, nearest
from harness.model import Example, Operation, Step
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
    steps: Mapping[str, tuple[Step, ...]] = field(default_factory=dict)
    """An example's id -> the requests that it sends, where the settings list several."""
    hosts: tuple[Host, ...] = ()
    """The hosts that programs name themselves."""
    receives: Mapping[str, tuple[Operation, ...]] = field(default_factory=dict)
    """An example's id -> the webhooks and callbacks that it is sent, where it is a program that receives."""

    @property
    def schemes(self) -> tuple[openapi.Scheme, ...]:
        """The security schemes of all documents."""
        return tuple(scheme for api in self.apis.values() for scheme in api.schemes)

    def operation(self, example: Example) -> Operation | None:
        """The operation that an example shows."""
        return self.shows.get(example.id)


def documents(settings: Settings, examples: Sequence[Example]) -> dict[str, openapi.Api]:
    """Reads the documents of every API version that has examples or settings.

    Raises DocumentTrouble with one line for a document that can't be used.
    """
    names = sorted({example.api for example in examples} | set(settings.apis))
    read: dict[tuple[Path, ...], openapi.Document] = {}
    apis = {name: _with_schema(settings, _api(settings, name, read)) for name in names}
    for api in apis.values():
        api.scripts = sockets.scripts(settings, api)
    return apis


def load(settings: Settings, examples: Sequence[Example], apis: Mapping[str, openapi.Api]) -> Catalogue:
    """Finds out which operation each example shows.

    Raises UserError with one line for a rules file that can't be used, or for hosts that nothing names.
    """
    shows: dict[str, Operation] = {}
    steps: dict[str, tuple[Step, ...]] = {}
    receives: dict[str, tuple[Operation, ...]] = {}
    for api in apis.values():
        linked = {settings.show(link.target): link.operation_id for link in api.document.sample_links()}
        known = _flows(settings, api)
        for example in (example for example in examples if example.api == api.name):
            several = _steps(settings, api, example) or _flow(example, known)
            operation = several[0].operation if several else _shown(api, example, linked)
            if received := receiving.received(settings, api, example, is_caller=operation is not None):
                operation, receives[example.id] = received[0], received
            if operation is None and settings.operations_by_request and api.operations:
                operation = Operation(api.name, "", "", "")
            if operation:
                shows[example.id] = operation
            if several:
                steps[example.id] = several
    own = rules.load(settings.rules, settings.show(settings.rules or settings.root))
    receiving.check_names(settings, examples)
    return Catalogue(apis, own, shows, steps, hosts.hard_coded(settings, apis, examples), receives)


def _shown(api: openapi.Api, example: Example, linked: Mapping[str, str | None]) -> Operation | None:
    if _has_no_document(api):
        return api.operation(example.name)
    return _shown_by(example, api.operations, linked)


def _has_no_document(api: openapi.Api) -> TypeGuard[openapi.Undocumented]:
    return not api.documented


def _steps(settings: Settings, api: openapi.Api, example: Example) -> tuple[Step, ...]:
    """The requests that the settings list for a program. Raises UserError for an operation that there is none of."""
    table = settings.operations.get(example.name)
    if table is None or not table.requests or not example.owes.own_settings:
        return ()
    by_id = {operation.id: operation for operation in api.operations}
    found = []
    for request in table.requests:
        if _has_no_document(api):
            operation = api.operation(request.operation)
        elif request.operation in by_id:
            operation = by_id[request.operation]
        else:
            raise UserError(
                f'{settings.shown}: "operations.{example.name}.requests": expected operations of {api.name}, got '
                f'"{request.operation}"{nearest(request.operation, by_id)}'
            )
        found.append(Step(operation, request.carries))
    return tuple(found)


def _flows(settings: Settings, api: openapi.Api) -> dict[str, tuple[Step, ...]]:
    """The workflows of an API version's Arazzo documents: name -> requests. Raises UserError."""
    found: dict[str, tuple[Step, ...]] = {}
    for path in settings.api(api.name).flows:
        found |= flows.read(path, settings.show(path), api)
    return found


def _flow(example: Example, known: Mapping[str, tuple[Step, ...]]) -> tuple[Step, ...]:
    """The requests of the workflow that the settings give to a program, or that has its name."""
    if not known or not example.owes.own_settings:
        return ()
    if example.operation_id and example.operation_id in known:
        return known[example.operation_id]
    return next((steps for name, steps in known.items() if letters(name) == letters(example.name)), ())


def _api(settings: Settings, name: str, read: dict[tuple[Path, ...], openapi.Document]) -> openapi.Api:
    """One API version; `read` holds the documents that others have."""
    table = settings.api(name)
    if not table.documented:
        answers = {
            own.operation_id or program: own.answer
            for program, own in settings.operations.items()
            if own.answer is not None
        }
        names = {program: own.operation_id for program, own in settings.operations.items() if own.operation_id}
        return openapi.Undocumented(name, answers, names)
    files = (table.spec, *table.overlays)
    try:
        spec, shown = table.spec, settings.show(table.spec)
        within = (*settings.folders, spec.parent)
        document = read.get(files) or openapi.load(spec, shown, table.overlays, settings.own.documents, within)
    except openapi.DocumentError as error:
        raise DocumentTrouble(str(error)) from None
    read[files] = document
    return openapi.Api(name, document, table.base_path)


def _with_schema(settings: Settings, api: openapi.Api) -> openapi.Api:
    """The API version with its GraphQL schema, if it has one. Raises DocumentTrouble."""
    path = settings.api(api.name).graphql
    if path is not None:
        from harness.openapi.graphql import load as load_schema  # here, because few APIs take queries

        try:
            api.graphql = load_schema(path, settings.show(path))
        except openapi.DocumentError as error:
            raise DocumentTrouble(str(error)) from None
    return api


def _shown_by(example: Example, operations: Sequence[Operation], linked: Mapping[str, str | None]) -> Operation | None:
    """By the settings, else by the document's link to the file, else by the program's name."""
    by_id = {operation.id: operation for operation in operations}
    for name in (example.operation_id, linked.get(example.shown), example.name):
        if name in by_id:
            return by_id[name]
    alike = [operation for operation in operations if letters(operation.id) == letters(example.name)]
    return alike[0] if len(alike) == 1 else None
