"""OpenAPI Overlay 1.0: changes to a document, kept in a file of their own."""

from __future__ import annotations

from typing import Any

from harness.openapi.errors import DocumentError
from harness.openapi.files import Source


def apply(data: dict[str, Any], overlay: Source) -> None:
    """Carries the overlay's actions out on `data`. Raises `DocumentError` for what is no overlay."""
    actions = overlay.data.get("actions") if isinstance(overlay.data, dict) else None
    if not isinstance(actions, list):
        raise DocumentError(overlay.shown, 1, 'expected an OpenAPI Overlay with a list of "actions"')
