"""The documents of a project: where each lies, and each as one value with its files and overlays brought in."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from harness import languages
from harness.commands.spec.toolbox import Toolbox
from harness.discover import NothingFound, discover
from harness.errors import UserError, nearest
from harness.openapi.document import overlay
from harness.openapi.document.files import read_source
from harness.settings import ApiSettings, Settings

Bundle = dict[str, Any]
GENERATED = "generated"
"""The folder beside the documents that takes their bundled form."""


def documents(settings: Settings, chosen: tuple[str, ...] = ()) -> dict[str, ApiSettings]:
    """API version -> its document, of those that the settings or the examples name. Raises UserError."""
    known = {name: settings.api(name) for name in (*settings.apis, *_shown(settings))}
    for name in chosen:
        if name not in known:
            raise UserError(f'--api: expected one of {", ".join(sorted(known))}, got "{name}"{nearest(name, known)}')
    taken = {name: known[name] for name in sorted(known) if not chosen or name in chosen}
    if not taken:
        raise UserError(f"{settings.shown}: expected documents, found none{settings.advice}")
    for api in taken.values():
        if not api.spec.is_file():
            raise UserError(f"{settings.show(api.spec)}: expected an OpenAPI document, found nothing there")
    return taken


def bundled(toolbox: Toolbox, api: ApiSettings, shown: str) -> Bundle:
    """A document with all that it refers to inside it, its overlays applied. Raises UserError where it can't be."""
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder, "bundle.json")
        done = toolbox.redocly("bundle", str(api.spec), "--output", str(made))
        if done.returncode or not made.exists():
            words = [line.strip() for line in done.stderr.splitlines() if line.strip()] or ["it said nothing"]
            raise UserError(f"{shown}: expected a document that can be bundled, Redocly CLI said: {words[0]}")
        data: Bundle = json.loads(made.read_text("utf-8"))
    for path in api.overlays:
        overlay.apply(data, read_source(path, path.name))
    return data


def text(data: Any) -> str:
    """A value as it appears in a generated file."""
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def stale(made: Mapping[Path, str]) -> list[Path]:
    """Those of the files that do not hold what they should."""
    return [path for path, wanted in made.items() if not path.is_file() or path.read_text("utf-8") != wanted]


def generated_folder(found: Mapping[str, ApiSettings]) -> Path:
    """Where the bundled documents go unless another folder is asked for."""
    return next(iter(found.values())).spec.parent / GENERATED


def _shown(settings: Settings) -> list[str]:
    """The API versions that examples show."""
    known = languages.load(settings)
    try:
        examples = discover(settings, known)
    except NothingFound:
        return []
    return list(dict.fromkeys(example.api for example in examples))
