"""What programs of a run see of this machine beside the system: the project, and what their languages name."""

from __future__ import annotations

import json
import os
import sysconfig
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from urllib.parse import unquote, urlsplit

from harness.common.own_folder import OwnFolder
from harness.languages import Language
from harness.languages.toolchain import places
from harness.launch import Visible
from harness.settings import Settings

KEPT = frozenset((".venv", ".bundle", ".yarn", ".pnp.cjs", ".pnp.loader.mjs", ".tool-versions", ".nvmrc"))
"""Hidden entries of a project by which tools find libraries and versions. No program needs the others: `.git`, `.env`,
the folders of CI and of editors."""
LIBRARIES = ("node_modules", "vendor", ".venv", "venv")
"""Folders of installed libraries. Where one is a link, what it leads to is shown."""
SHARED = (".local", ".cargo", "go")
"""Folders of a home that hold more than a tool: of these only the folder of the programs is shown."""


def visible(settings: Settings, languages: Mapping[str, Language]) -> Visible:
    """Paths that are shown, and paths below them that are not."""
    home = Path(os.path.expanduser("~")).resolve()  # noqa: PTH111 - Path.home() raises for a user who has none
    root, tree = settings.root.resolve(), settings.examples.resolve()
    own = OwnFolder(root)
    own.build.mkdir(parents=True, exist_ok=True)
    trees = {tree, *own.matrix.glob("*/variants/*/tree")}
    folders = {root, *trees, *(one / language.workdir for one in trees for language in languages.values())}
    projects = {root, tree, *_checkout(root, home), *chain.from_iterable(map(_installed_from, folders))}
    shown = {
        *projects,
        *(
            path for path in (own.build, own.samples, own.matrix) if path.resolve() == path
        ),  # and no link of a stranger's
        *chain.from_iterable(map(_linked, folders)),
        *_tools(languages.values(), folders, home),
        *_named(settings, languages.values(), home),
        *(absolute(settings.root, path) for path in settings.readable),
    }
    hidden = {entry for project in projects for entry in _hidden(project)}
    return Visible(sorted(map(str, shown)), sorted(map(str, hidden - shown)))


def absolute(root: Path, path: str) -> Path:
    """A path as the settings name it; the links on the way are kept."""
    return Path(os.path.normpath(root / os.path.expanduser(path)))  # noqa: PTH111 - as in `visible`


def _checkout(root: Path, home: Path) -> Iterator[Path]:
    """The checkout that the project is a part of: what is installed for all of its parts lies at its top."""
    for folder in (root, *root.parents):
        if home.is_relative_to(folder):
            return
        if (folder / ".git").exists():
            yield folder
            return


def _hidden(project: Path) -> Iterator[Path]:
    return (entry for entry in project.glob(".*") if entry.name not in KEPT)


def _linked(folder: Path) -> Iterator[Path]:
    """What links of a folder lead to, if that is no more than libraries."""
    for name in LIBRARIES:
        path = folder / name
        if path.is_symlink():
            target = path.resolve()
            if target.name == name != "vendor" or (target / "pyvenv.cfg").is_file():
                yield target


def _installed_from(folder: Path) -> Iterator[Path]:
    """The projects that a folder's Python has installed as they lie (PEP 610, editable)."""
    sites = [*(folder / ".venv").glob("lib/python3*/site-packages"), Path(sysconfig.get_path("purelib"))]
    for origin in chain.from_iterable(site.glob("*.dist-info/direct_url.json") for site in sites):
        try:
            told = json.loads(origin.read_text("utf-8"))
            source = Path(unquote(urlsplit(told["url"]).path))
            if told["dir_info"]["editable"] and source.is_dir() and not (source / "harness" / "launch").is_dir():
                yield source.resolve()
        except (OSError, ValueError, KeyError, TypeError):
            continue


def _tools(languages: Iterable[Language], folders: Iterable[Path], home: Path) -> Iterator[Path]:
    """The folders of PATH, and those of each tool that a language names."""
    on_path = (Path(folder) for folder in os.get_exec_path())
    yield from (folder for folder in on_path if folder.is_absolute() and not home.is_relative_to(folder))
    for language in languages:
        for path in chain.from_iterable(map(places, language.requirements)):
            yield from _homes(Path(path), home)
        for path in {word for folder in folders for word in language.words(folder).values()}:
            # what a link of the tree leads to may be anything: it is to be an interpreter with its library
            yield from (top for top in _homes(Path(path), home) if any(top.glob("lib/python3*")))


def _named(settings: Settings, languages: Iterable[Language], home: Path) -> Iterator[Path]:
    """The folders of libraries that the settings name, and paths in the variables that programs get."""
    yield from (table.libraries for table in settings.languages.values() if table.libraries)
    for text in chain(settings.env.values(), *(language.env.values() for language in languages)):
        paths = (Path(part) for part in text.split(os.pathsep))
        yield from (path for path in paths if path.is_absolute() and not home.is_relative_to(path))


def _homes(tool: Path, home: Path) -> Iterator[Path]:
    """The folder that a tool was installed into, for each link on the way to it."""
    shared = {home / name for name in SHARED}
    for _ in range(16):
        top = tool.parent.parent
        yield tool.parent if home.is_relative_to(top) or top in shared else top
        if not tool.is_symlink():
            return
        tool = Path(os.path.normpath(tool.parent / tool.readlink()))
