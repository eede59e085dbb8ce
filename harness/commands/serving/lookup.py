"""A request -> the operation of any API version that it is for, or that it comes nearest to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from harness.catalogue import Catalogue
from harness.model import Example, Operation, Request
from harness.openapi import Api
from harness.openapi.request.route import Router


@dataclass(frozen=True)
class Found:
    """What a request is judged by and answered from."""

    api: Api
    operation: Operation
    group: str
    """`v1/masking`: the programs that show the operation; with the operation's own id if there is none."""
    exact: bool
    """False where the request is for no operation, and this is the one that is most like it."""


@dataclass(frozen=True)
class Lookup:
    """Finds operations over all documents of a project."""

    catalogue: Catalogue
    examples: Sequence[Example]

    def find(self, request: Request) -> Found:
        """The operation of a request, by its method and path."""
        route = self._router.route(request.method, request.target)
        operation = route.operation if route else self._nearest(request)
        api = self.catalogue.apis[operation.api]
        return Found(api, operation, self._groups.get(operation, f"{operation.api}/{operation.id}"), route is not None)

    def _nearest(self, request: Request) -> Operation:
        return self._by_words[self._router.near_misses(request.method, request.target, 1)[0]]

    @cached_property
    def _router(self) -> Router:
        apis = self.catalogue.apis.values()
        return Router((one, base) for api in apis for one in api.operations for base in api.bases(one))

    @cached_property
    def _by_words(self) -> dict[str, Operation]:
        apis = self.catalogue.apis.values()
        return {f"{one.method} {api.full_path(one)}": one for api in apis for one in api.operations}

    @cached_property
    def _groups(self) -> dict[Operation, str]:
        shown = ((self.catalogue.operation(example), example) for example in self.examples)
        return {operation: f"{example.api}/{example.name}" for operation, example in shown if operation}
