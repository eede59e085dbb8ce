"""What a client library adds to a sample's request, and the sample's text does not hold."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from harness.model import Request
from harness.openapi import Violation


@dataclass(frozen=True)
class Additions:
    """Tells a sample's own part of a request from its library's. By default all of it is the program's own."""

    source: str = ""
    """The sample's text; empty for a program whose every request is its own."""
    named: frozenset[str] = frozenset()
    """Places that the settings name, such as `query.x-agent` or `headers.content-type`."""

    def names(self, violation: Violation) -> bool:
        """True for a violation at a place that the settings name."""
        return any(f"{kind}.{violation.name}".lower() in self.named for kind in _kinds(violation))

    def hold(self, violation: Violation, request: Request) -> bool:
        """True for a violation that is about what the library added, whether the settings name it or not."""
        return self.names(violation) or self._is_not_in_text(violation, request)

    def _is_not_in_text(self, violation: Violation, request: Request) -> bool:
        """True for a name that was sent and that the text does not hold.

        Of a body's fields those that are null or unknown count.

        The media type is the library's where it builds the whole request: the text has no part of the path either.
        """
        if not self.source or _squeezed(violation.name) in _squeezed(self.source):
            return False
        if violation.code == "unknown-field" or (violation.code == "body-schema" and violation.value == "null"):
            return bool(violation.name)
        if violation.code == "query-parameter":
            return violation.name in dict(parse_qsl(urlsplit(request.target).query, keep_blank_values=True))
        if request.header(violation.name) is None or violation.code not in ("header-value", "content-type"):
            return False
        parts = urlsplit(request.target).path.split("/")
        return violation.code == "header-value" or not any(f"/{part}" in self.source for part in parts if part)


_KINDS = {"query-parameter": ("query",), "header-value": ("headers",), "content-type": ("headers",)}
NOTHING_ADDED = Additions()


def _kinds(violation: Violation) -> tuple[str, ...]:
    return ("body",) if violation.code in ("body-schema", "unknown-field") else _KINDS.get(violation.code, ())


def _squeezed(text: str) -> str:
    """A text without what languages write names differently by: `per_page` is `PerPage`."""
    return text.lower().replace("_", "").replace("-", "")
