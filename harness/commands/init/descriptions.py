"""The OpenAPI documents of a repository: which can be used, and for which API version."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from harness.commands.init.repository import Repository
from harness.commands.init.toml_text import key
from harness.model import Operation
from harness.openapi import Api, DocumentError, load

ONLY = "api"
"""What the API is called where no path names its versions."""


def table_of(api: str | None) -> str:
    """The settings table of an API version."""
    return f"apis.{key(api or ONLY)}"


@dataclass(frozen=True)
class Description:
    """A document that can be read."""

    path: str
    """Below the repository's root, with slashes."""
    api: Api

    @property
    def operations(self) -> tuple[Operation, ...]:
        """Its operations."""
        return self.api.operations

    @property
    def base_path(self) -> str:
        """The path of its first server."""
        return self.api.document.base_path

    @property
    def hosts(self) -> frozenset[str]:
        """The hosts of its servers, e.g. `https://api.example.com`."""
        return frozenset(
            found[0] for url in self.api.all_servers if (found := re.match(r"https?://[\w.-]+(?::\d+)?", url))
        )

    @property
    def words(self) -> frozenset[str]:
        """What a folder may be called that holds its programs."""
        path = PurePosixPath(self.path)
        version = str(self.api.document.data.get("info", {}).get("version", ""))
        base = [part for part in self.base_path.split("/") if part]
        return frozenset(one.lower() for one in (path.stem, *path.parts[:-1], version, *base) if one)


def descriptions(repository: Repository) -> tuple[list[Description], list[str]]:
    """The documents with operations, and a line for each that can't be used. Of two of the same API, the first."""
    found: list[Description] = []
    troubles: list[str] = []
    seen: set[tuple[str, ...]] = set()
    for path in sorted(repository.documents, key=lambda one: (one.count("/"), one)):
        try:
            document = load(repository.root / path, path)
            api = Api(PurePosixPath(path).stem, document)
            title = str(document.data.get("info", {}).get("title"))
            same = (title, *(f"{one.method} {api.full_path(one)}" for one in api.operations))
        except DocumentError as error:
            troubles.append(str(error))
            continue
        if api.operations and same not in seen:
            seen.add(same)
            found.append(Description(path, api))
    return found, troubles


def by_version(versions: Sequence[str], known: Sequence[Description]) -> dict[str, Description]:
    """The document of each API version that the paths name, as far as one is called like it; the only one is all's."""
    found = {}
    for version in versions:
        named = [one for one in known if version.lower() in one.words]
        exact = [one for one in named if PurePosixPath(one.path).stem.lower() == version.lower()]
        chosen = exact or named or (list(known) if len(known) == 1 else [])
        if chosen:
            found[version] = chosen[0]
    return found
