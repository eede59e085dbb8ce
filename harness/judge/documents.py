"""What is wrong with the documents, remembered by their text: reading it anew each time would cost half a second."""

from __future__ import annotations

import contextlib
import hashlib
import json
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from harness import __version__, openapi
from harness.common import own_folder
from harness.model import Finding
from harness.openapi.lint.lint import lint_links, lint_text


def findings(document: openapi.Document, folder: Path | None) -> tuple[Finding, ...]:
    """All findings about a document; `folder` is where those that its text decides are remembered, if anywhere."""
    if folder is None:
        return (*lint_text(document), *lint_links(document))
    path = folder / f"{_digest(document)}.json"
    remembered = _remembered(path)
    by_text = _found(document, path) if remembered is None else remembered
    return (*by_text, *lint_links(document))


def _remembered(path: Path) -> tuple[Finding, ...] | None:
    """What a file holds; None if there is none, it is damaged, or others wrote it."""
    try:
        entries = json.loads(own_folder.read_signed(path))
        return tuple(Finding.read(entry) for entry in entries)
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _found(document: openapi.Document, path: Path) -> tuple[Finding, ...]:
    found = lint_text(document)
    with contextlib.suppress(OSError):  # a folder that can't be written costs time, and nothing else
        own_folder.write_signed(path, json.dumps([asdict(finding) for finding in found]).encode())
    return found


def _digest(document: openapi.Document) -> str:
    """A name that any change of the document, of what judges it or of how it is shown makes another."""
    validator = version("openapi-spec-validator")
    text = json.dumps([__version__, validator, document.shown, document.data], sort_keys=True, default=str)
    hashed = hashlib.sha256(text.encode())
    for source in (document.source, *document.files.values()):
        hashed.update(source.path.read_bytes())
    return hashed.hexdigest()
