"""OpenAPI Overlay 1.0 (and 1.1's `copy`): changes to a document, kept in a file of their own."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from harness.openapi.document import jsonpath, pointers
from harness.openapi.document.errors import DocumentError
from harness.openapi.document.files import Source
from harness.openapi.document.jsonpath import Node
from harness.openapi.document.jsonpath_filter import PathError


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
        except PathError as error:
            raise DocumentError(overlay.shown, line, str(error)) from None


def _carry_out(action: dict[str, Any], data: Any) -> None:
    nodes = jsonpath.find(action["target"], data)
    if action.get("remove") is True:
        _remove(nodes)
        return
    if isinstance(action.get("copy"), str):
        for source in jsonpath.find(action["copy"], data)[:1]:
            _update(nodes, source.value)
    if "update" in action:
        _update(nodes, action["update"])


def _remove(nodes: list[Node]) -> None:
    """From the end of a list to its beginning, so that the indexes still to come stay right."""
    for node in sorted(nodes, key=lambda node: node.key if isinstance(node.key, int) else 0, reverse=True):
        if node.holder is not None and _has(node.holder, node.key):
            del node.holder[node.key]


def _has(holder: Any, key: str | int | None) -> bool:
    return key in holder if isinstance(holder, dict) else isinstance(key, int) and key < len(holder)


def _update(nodes: list[Node], value: Any) -> None:
    for node in nodes:
        if isinstance(node.value, list):
            node.value.append(deepcopy(value))
        elif isinstance(node.value, dict) and isinstance(value, dict):
            _merge(node.value, value)
        elif node.holder is not None:
            node.holder[node.key] = deepcopy(value)


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
