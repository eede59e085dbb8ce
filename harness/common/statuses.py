"""HTTP status codes in words."""

from __future__ import annotations

from http import HTTPStatus


def phrase(status: int, otherwise: str = "") -> str:
    """`Not Found` for 404; `otherwise` for a status that has no phrase of its own."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return otherwise
