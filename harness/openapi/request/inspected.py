"""What inspecting a request came to, kept as long as the request is."""

from __future__ import annotations

from weakref import ref

from harness.model import Operation, Request
from harness.openapi.schema.violation import Inspection


class Inspected:
    """Who answers a request asks what it is first, then the checks, then the comparison of the languages.

    Requests are distinguished by identity: equal ones are rare, and to hash a body takes longer than to look it up.
    """

    def __init__(self) -> None:
        self._kept: dict[int, tuple[ref[Request], dict[Operation, Inspection]]] = {}

    def of(self, request: Request) -> dict[Operation, Inspection]:
        """What is known of a request, by the operation that it should be for; to be added to."""
        number = id(request)
        kept = self._kept.get(number)
        if kept is None:
            kept = self._kept[number] = ref(request, lambda _: self._kept.pop(number, None)), {}
        return kept[1]
