"""What changed in the documents since a revision, as far as it breaks a caller."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from harness.catalogue import catalogue
from harness.commands.spec.own_documents import bundled, text
from harness.commands.spec.toolbox import Toolbox
from harness.common.tools import ToolTrouble, run_tool
from harness.errors import UserError
from harness.model import Example, Operation
from harness.openapi import Api, load
from harness.openapi.fields import limits
from harness.settings import ApiSettings, Settings

BREAKING = 3
"""oasdiff's level of what breaks a caller; 2 may break one."""
GIT_LIMIT = 60.0
PROPERTY = "request-property-"
"""What oasdiff's ids begin with that are about a field of a body."""
QUOTED = re.compile("`([^`]+)`")
VARIANT = re.compile(r"(?:oneOf|anyOf|allOf)\[[^\]]*\]/")
"""What oasdiff says of variants in the name of a field."""


Called = tuple[str, str]
"""A method and a path, as the document has them."""


@dataclass(frozen=True)
class BreakingChange:
    """One change that breaks a caller, or may."""

    api: str
    name: str
    """oasdiff's name for the kind of change, e.g. `api-path-removed-without-deprecation`."""
    operation: str
    """Method and path."""
    text: str
    breaks: bool
    programs: tuple[Example, ...]
    """Those that show the operation."""

    def __str__(self) -> str:
        return f"{self.api}: {'breaking' if self.breaks else 'may break'}: {self.name}: {self.operation}: {self.text}"


def changes(
    toolbox: Toolbox,
    settings: Settings,
    found: Mapping[str, ApiSettings],
    base: str,
    examples: Sequence[Example],
    ignore: Path | None = None,
) -> list[BreakingChange]:
    """All changes since revision `base` of the project's repository; `ignore` is a file of accepted ones.

    An API version that the revision does not have has nothing to break. Raises UserError for a revision that is none.
    """
    accepted = ["--err-ignore", str(ignore), "--warn-ignore", str(ignore)] if ignore else []
    told = []
    with tempfile.TemporaryDirectory() as folder:
        before = Path(folder, "before")
        _check_out(settings.root, base, before)
        for name, api in found.items():
            old = _moved(api, settings.root, before)
            if not old.spec.is_file():
                continue
            pair = [Path(folder, f"{name}-{age}.json") for age in ("old", "new")]
            for path, document in zip(pair, (old, api), strict=True):
                path.write_text(text(bundled(toolbox, document, settings.show(api.spec))), "utf-8")
            own = [example for example in examples if example.api == name]
            shows = _shown(replace(settings, root=before), name, old, own)
            told += _compared(toolbox, name, pair, shows, accepted)
    return told


def _compared(
    toolbox: Toolbox, name: str, pair: list[Path], shows: Mapping[Called, Sequence[Example]], accepted: list[str]
) -> list[BreakingChange]:
    done = toolbox.oasdiff("breaking", "--flatten-allof", "--format=json", *accepted, *map(str, pair))
    try:
        entries = json.loads(done.stdout or "[]") if done.returncode == 0 else None
    except ValueError:
        entries = None
    if entries is None:
        words = (done.stderr.strip() or done.stdout.strip() or "it said nothing").splitlines()
        raise UserError(f"{name}: expected documents that can be compared, oasdiff said: {words[-1]}")
    if not entries:
        return []
    old, new = (Api(name, load(path, path.name), "") for path in pair)
    told = []
    for entry in entries:
        called: Called = (entry.get("operation", ""), entry.get("path", ""))
        narrowed = _narrowed(entry, old, new) if entry["id"].startswith(PROPERTY) else ""
        operation = " ".join(called).strip() or "the document"
        programs = tuple(shows.get(called, ()))
        text = entry["text"] + narrowed
        told.append(BreakingChange(name, entry["id"], operation, text, entry["level"] >= BREAKING, programs))
    return told


def _shown(
    settings: Settings, name: str, document: ApiSettings, examples: Sequence[Example]
) -> dict[Called, list[Example]]:
    """The programs of each operation of an earlier document; the settings' root is where the project was then."""
    api = Api(name, load(document.spec, document.spec.name, document.overlays), "")
    shown: dict[Called, list[Example]] = {}
    for example, operation in catalogue.load(settings, examples, {name: api}).shows.items():
        shown.setdefault(_called(operation), []).extend(one for one in examples if one.id == example)
    return shown


def _called(operation: Operation) -> Called:
    return operation.method, operation.path


def _narrowed(entry: Mapping[str, Any], old: Api, new: Api) -> str:
    """`: at most 150 before, at most 20 now`, which oasdiff does not say of a field of a body."""
    shown = (entry.get("operation"), entry.get("path"))
    before, after = (next((o for o in api.operations if _called(o) == shown), None) for api in (old, new))
    if not (before and after):
        return ""
    for name in QUOTED.findall(entry["text"]):
        place = "/" + VARIANT.sub("", name)
        was, now = limits(old, before, place), limits(new, after, place)
        if was is not None and now is not None and was != now:
            gone, come = ([text for text in one if text not in other] for one, other in ((was, now), (now, was)))
            return f": {' and '.join(gone) or 'any'} before, {' and '.join(come) or 'any'} now"
    return ""


def _moved(api: ApiSettings, root: Path, to: Path) -> ApiSettings:
    """The same document in another copy of the project. Raises UserError for one that lies outside of it."""
    try:
        overlays = tuple(to / path.relative_to(root) for path in api.overlays)
        return ApiSettings(to / api.spec.relative_to(root), tuple(path for path in overlays if path.is_file()))
    except ValueError:
        raise UserError(f"{api.spec}: expected a document below {root}, whose revisions are compared") from None


def _check_out(root: Path, revision: str, to: Path) -> None:
    """The project as it was, without touching its repository. Raises UserError."""
    archive = to.with_suffix(".tar")
    if revision.startswith("-"):
        raise UserError(f'--base: expected a revision of this repository, got "{revision}"')
    try:
        done = run_tool(
            ["git", "archive", "--format=tar", f"--output={archive}", revision, "--", "."], GIT_LIMIT, folder=root
        )
    except ToolTrouble as error:
        raise UserError(f"git: {error}") from None
    if done.returncode:
        words = done.stderr.strip().splitlines()
        raise UserError(f'--base: expected a revision of this repository, got "{revision}" (git: {words[-1]})')
    to.mkdir()
    run_tool(["tar", "-x", "-f", str(archive), "-C", str(to)], GIT_LIMIT).check_returncode()
