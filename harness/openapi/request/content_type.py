"""What is wrong with the `Content-Type` of a body."""

from __future__ import annotations

from harness.openapi.request.media import MediaType
from harness.openapi.schema.violation import Violation, listed, shown, words

FORM = "multipart/form-data"


def fault_of_type(headers: list[str], sent: MediaType | None, name: str | None, offers: list[str]) -> Violation | None:
    """What is wrong with the `Content-Type` headers of a body."""
    if len(set(headers)) > 1:
        return wrong_type(" and Content-Type: ".join(headers), offers)
    if not sent or not name:
        return wrong_type(headers[0] if headers else None, offers)
    if sent.name == FORM and not sent.parameters.get("boundary"):
        return _without_boundary(headers[0])
    return None


def wrong_type(header: str | None, offers: list[str]) -> Violation:
    """A body of none of the media types that its operation takes."""
    expected = " or ".join(offers)
    if header is None:
        message, actual = "the body has no Content-Type", "no Content-Type"
    else:
        message, actual = (
            f"Content-Type: expected {listed(offers)}, got {shown(header)}",
            f"Content-Type: {header}",
        )
    return Violation(
        "content-type",
        message,
        f"Content-Type: {expected}",
        actual,
        "Content-Type",
        words(header or "", "Content-Type"),
        value=header,
    )


def _without_boundary(header: str) -> Violation:
    return Violation(
        "content-type",
        "Content-Type names no boundary, so that the parts of the form can't be told apart",
        f"Content-Type: {FORM}; boundary=...",
        f"Content-Type: {header}",
        "Content-Type",
        words(header, "Content-Type"),
        hint="let the HTTP library set Content-Type: it knows the boundary",
        value=header,
    )
