"""What lies in a repository: programs, OpenAPI documents and pages, as far as a look at the files says."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from harness.commands.init import siblings
from harness.commands.init.siblings import CodeFile
from harness.discover.sources import MAPS, endings
from harness.discover.tree import SKIPPED_FOLDERS
from harness.languages import Language

LARGEST = 1024 * 1024
"""Bytes of a program or page that are read."""
MOST_FILES = 50_000
"""Files that are looked at; a repository with more is looked at as far as that."""
HEAD = 4096
"""Bytes of a document in which it says what it is."""
_DOCUMENT = re.compile(r"""(?m)^[ \t]*(?:\{[ \t]*)?["']?(?:openapi|swagger)["']?\s*:\s*["']?[123]""")
_ADDRESS = re.compile(r"https?://|\bcurl\s")
_NO_EXAMPLE = re.compile(
    r"(?i)^(?:test_.*|.*_test|.*[.-](?:test|spec|config|d)|conftest|setup|__init__|run[-_]?all|makefile|build|noxfile)$"
)
"""Names, without their ending, of files that belong to a project and show nothing of an API."""
LARGEST_MAP = 256 * 1024
"""Bytes of a YAML or JSON file that may be a map of samples: others are data."""


@dataclass(frozen=True)
class Program:
    """A file that looks as if it called an API."""

    path: str
    """Below the repository's root, with slashes."""
    language: str
    text: str
    is_shell: bool = False
    lines: tuple[int, ...] = ()
    """The line of the page or document of each line of the text; empty for a file of its own."""

    def place(self, at: int) -> str:
        """The line of the file that a character of the text is on: `docs/read.md:12`."""
        row = self.text.count("\n", 0, at)
        return f"{self.path}:{self.lines[min(row, len(self.lines) - 1)] if self.lines else row + 1}"

    @property
    def folders(self) -> tuple[str, ...]:
        """The folders that it lies in, the outermost first."""
        return PurePosixPath(self.path).parts[:-1]

    @property
    def stem(self) -> str:
        """Its name without the ending."""
        return PurePosixPath(self.path).stem


@dataclass(frozen=True)
class Repository:
    """What was found."""

    root: Path
    programs: tuple[Program, ...]
    beside: tuple[Program, ...]
    """Files in the same languages that are no programs: modules that programs take in, and what calls nothing."""
    modules: tuple[Program, ...]
    """Those of them that programs take in."""
    documents: tuple[str, ...]
    """OpenAPI and Swagger documents, by path."""
    pages: Mapping[str, str]
    """Files that may hold samples, with their texts."""
    unfinished: bool = False
    """True where there were more files than were looked at."""


def read(root: Path, languages: Mapping[str, Language]) -> Repository:
    """Looks at the files below a folder. Hidden folders and those of installed libraries are passed over."""
    known = {f".{one}": language for language in languages.values() for one in language.extensions}
    sources: list[CodeFile] = []
    documents, pages, of_pages = [], {}, endings()
    paths = list(_files(root))
    for path in paths[:MOST_FILES]:
        shown = path.relative_to(root).as_posix()
        if path.suffix in known:
            sources.append(CodeFile(shown, known[path.suffix].name, _text(path, LARGEST)))
        elif path.suffix in (".yaml", ".yml", ".json") and _DOCUMENT.search(_text(path, HEAD)):
            documents.append(shown)
        elif path.name.lower().endswith(of_pages):
            text = _text(path, LARGEST)
            if path.suffix.lower() not in MAPS or (len(text) < LARGEST_MAP and _ADDRESS.search(text)):
                pages[shown] = text
    direct = siblings.taken(sources, languages)
    programs, beside = _programs(sources, languages, direct)
    reached = {path for one in programs for path in siblings.reached(one.path, direct)}
    modules = tuple(one for one in beside if one.path in reached)
    is_unfinished = len(paths) > MOST_FILES
    return Repository(root, tuple(programs), tuple(beside), modules, tuple(documents), pages, is_unfinished)


def _programs(
    sources: list[CodeFile], languages: Mapping[str, Language], direct: Mapping[str, set[str]]
) -> tuple[list[Program], list[Program]]:
    """The files that show a call, by themselves or by what they take in; and the others."""
    own = {one.path for one in sources if not _NO_EXAMPLE.match(PurePosixPath(one.path).stem)}
    modules = {other for path, others in direct.items() if path in own for other in others}
    calls = {one.path for one in sources if _shows_a_call(one.text, languages[one.language])}
    programs: list[Program] = []
    beside: list[Program] = []
    for one in sources:
        program = Program(one.path, one.language, one.text, languages[one.language].dialect.is_shell)
        shows = one.path in calls or not calls.isdisjoint(siblings.reached(one.path, direct))
        (programs if one.path in own - modules and shows else beside).append(program)
    return programs, beside


def _files(root: Path) -> Iterator[Path]:
    count = 0
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(
            one
            for one in folders
            if one not in SKIPPED_FOLDERS and not one.startswith(".") and not _is_venv(folder, one)
        )
        for name in sorted(files):
            yield Path(folder, name)
            count += 1
            if count > MOST_FILES:
                return


def _is_venv(folder: str, name: str) -> bool:
    return Path(folder, name, "pyvenv.cfg").is_file()


def _text(path: Path, most: int) -> str:
    try:
        with path.open("rb") as file:
            return file.read(most).decode("utf-8", "replace")
    except OSError:
        return ""


def _shows_a_call(text: str, language: Language) -> bool:
    """True for a text that sends requests, or names the address of one."""
    return any(call in text for call in language.dialect.calls) or _ADDRESS.search(text) is not None
