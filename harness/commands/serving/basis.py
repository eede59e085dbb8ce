"""What the mock serves: a project's documents with its programs, or documents by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from harness.catalogue import Catalogue, catalogue
from harness.errors import UserError
from harness.model import Example
from harness.settings import Settings
from harness.settings.settings import ApiSettings


@dataclass(frozen=True)
class Basis:
    """Settings, documents and programs; nothing of it has been run."""

    settings: Settings
    catalogue: Catalogue
    examples: Sequence[Example] = ()


def of_documents(files: Sequence[Path], root: Path) -> Basis:
    """Documents that need no settings, each an API version of its file's name.

    Raises UserError for a file that is not there, and DocumentTrouble for one that is no OpenAPI document.
    """
    apis: dict[str, ApiSettings] = {}
    for file in files:
        if not file.is_file():
            raise UserError(f"{file}: expected an OpenAPI document, found no file")
        name, number = file.stem, 2
        while name in apis:
            name, number = f"{file.stem}-{number}", number + 1
        apis[name] = ApiSettings((root / file).resolve())
    settings = Settings(root, apis=apis, requests=root / "requests")
    return Basis(settings, catalogue.load(settings, (), catalogue.documents(settings, ())))
