"""Several versions of an API as one document: paths with their version in front, names that are each their own."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from harness.commands.spec.own_documents import Bundle, text
from harness.commands.spec.toolbox import Toolbox
from harness.errors import UserError

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
LABEL = "x-merged-from"
"""The key of `info` that Redocly CLI takes the prefix of components and tags from."""


def merged(toolbox: Toolbox, bundles: Mapping[str, Bundle]) -> Bundle:
    """One document out of bundled ones, by API version. Raises UserError where they don't fit together."""
    if len(bundles) == 1:
        return next(iter(bundles.values()))
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for name, data in bundles.items():
            files.append(str(Path(folder, f"{name}.json")))
            Path(files[-1]).write_text(text(ready(name, data)), "utf-8")
        made = Path(folder, "merged.json")
        named = ("--prefix-components-with-info-prop", LABEL, "--prefix-tags-with-info-prop", LABEL)
        done = toolbox.redocly("join", *files, *named, "--lint-config=off", "--output", str(made), folder=Path(folder))
        if done.returncode or not made.exists():
            words = [line.strip() for line in (done.stderr + done.stdout).splitlines() if line.strip()]
            raise UserError(f"expected documents that fit together, Redocly CLI said: {' '.join(words)[:400]}")
        data = json.loads(made.read_text("utf-8"))
    data["info"].pop(LABEL, None)
    data["info"]["version"] = ", ".join(bundles)
    return dict(data)


def ready(name: str, data: Bundle) -> Bundle:
    """A document whose paths begin with its first server's path, and whose operations' names with its own."""
    data = deepcopy(data)
    data["info"][LABEL] = name
    servers = data.get("servers") or [{"url": "/"}]
    address = urlsplit(servers[0]["url"])
    base = address.path.rstrip("/")
    data["servers"] = [{**servers[0], "url": f"{address.scheme}://{address.netloc}" if address.netloc else "/"}]
    data["paths"] = {f"{base}{path}": _renamed(name, item) for path, item in data.get("paths", {}).items()}
    return data


def _renamed(name: str, item: dict[str, Any]) -> dict[str, Any]:
    for method in METHODS:
        if isinstance(item.get(method), dict) and "operationId" in item[method]:
            item[method]["operationId"] = f"{name}_{item[method]['operationId']}"
    return item
