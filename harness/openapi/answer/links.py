"""The links of an operation's good answers: which operation takes which field of the answer (OpenAPI 3.x, 4.8.20)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from harness.openapi.document import pointers
from harness.openapi.document.document import Document, Entry

_BODY = "$response.body#"


@dataclass(frozen=True)
class Link:
    """A field of an answer that a parameter of another operation takes."""

    operation: str
    """The other operation's id."""
    parameter: str
    field: tuple[str, ...]
    """The names that lead to the field."""


def links_of(document: Document, entry: Entry) -> Iterator[Link]:
    """The links of an operation that take a field of the body, and name the other operation by its id."""
    responses = entry.body.get("responses")
    for status, raw in responses.items() if isinstance(responses, dict) else ():
        response = document.follow(raw)
        links = response.get("links") if isinstance(response, dict) and str(status)[:1] == "2" else None
        for item in links.values() if isinstance(links, dict) else ():
            link = document.follow(item)
            taken = link.get("parameters") if isinstance(link, dict) else None
            for name, value in taken.items() if isinstance(taken, dict) else ():
                if isinstance(value, str) and value.startswith(_BODY) and isinstance(link.get("operationId"), str):
                    field = tuple(pointers.tokens_of(value.removeprefix(_BODY)))
                    yield Link(link["operationId"], name.rpartition(".")[2], field)
