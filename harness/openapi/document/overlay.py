"""OpenAPI Overlay 1.0 (and 1.1's `copy`): changes to a document, kept in a file of their own."""

from __future__ import annotations

import json
from collections.abc import Iterable
from copy import deepcopy
from typing import TYPE_CHECKING, Any

from harness.openapi.document import pointers
from harness.openapi.document.errors import DocumentError
from harness.openapi.document.files import Source

if TYPE_CHECKING:
    from jsonpath_rfc9535 import JSONPathNode, JSONPathNodeList


def apply(data: Any, overlay: Source) -> None:
    """Carries the overlay's actions out on `data`, in order. One whose target chooses nothing changes nothing.

    Raises `DocumentError` for what is no overlay, and for a target that can't be read.
    """
    actions = overlay.data.get("actions") if isinstance(overlay.data, dict) else None
    if not isinstance(actions, list) or "overlay" not in overlay.data:
        raise DocumentError(overlay.shown, 1, 'expected an OpenAPI Overlay with "overlay" and "actions"')
    for index, action in enumerate(actions):
        line = overlay.line(pointers.join("/actions", index))
        if not isinstance(action, dict) or not isinstance(action.get("target"), str):
            raise DocumentError(overlay.shown, line, 'expected an action with a "target", got none')
        try:
            _carry_out(action, data)
        except _PathError as error:
            raise DocumentError(overlay.shown, line, str(error)) from None


class _PathError(ValueError):
    """Text that is no JSONPath."""


def _find(path: str, data: Any) -> JSONPathNodeList:
    import jsonpath_rfc9535  # here, because few documents have overlays

    try:
        return jsonpath_rfc9535.find(path, data)
    except jsonpath_rfc9535.JSONPathError as error:
        raise _PathError(f"expected a JSONPath, got {json.dumps(path)}: {error}") from None


def _carry_out(action: dict[str, Any], data: Any) -> None:
    nodes = _find(action["target"], data)
    if action.get("remove") is True:
        _remove(nodes)
        return
    if isinstance(action.get("copy"), str):
        for source in _find(action["copy"], data)[:1]:
            _update(nodes, source.value)
    if "update" in action:
        _update(nodes, action["update"])


def _remove(nodes: Iterable[JSONPathNode]) -> None:
    """From the end of a list to its beginning, so that the indexes still to come stay right."""
    for node in sorted(nodes, key=_index, reverse=True):
        holder: Any = node.parent.value if node.parent else None
        if node.parent and _has(holder, node.location[-1]):
            del holder[node.location[-1]]


def _index(node: JSONPathNode) -> int:
    last = node.location[-1] if node.location else 0
    return last if isinstance(last, int) else 0


def _has(holder: Any, key: str | int) -> bool:
    return key in holder if isinstance(holder, dict) else isinstance(key, int) and key < len(holder)


def _update(nodes: Iterable[JSONPathNode], value: Any) -> None:
    for node in nodes:
        if isinstance(node.value, list):
            node.value.append(deepcopy(value))
        elif isinstance(node.value, dict) and isinstance(value, dict):
            _merge(node.value, value)
        else:
            node.value = deepcopy(value)


def _merge(target: dict[str, Any], value: dict[str, Any]) -> None:
    """Mappings are merged, lists joined, all else replaced."""
    for key, new in value.items():
        old = target.get(key)
        if isinstance(old, dict) and isinstance(new, dict):
            _merge(old, new)
        elif isinstance(old, list) and isinstance(new, list):
            old.extend(deepcopy(new))
        else:
            target[key] = deepcopy(new)
