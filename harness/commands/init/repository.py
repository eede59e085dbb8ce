"""What lies in a repository: programs, OpenAPI documents and pages, as far as a look at the files says."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from harness.discover.tree import SKIPPED_FOLDERS
from harness.languages import Language

LARGEST = 1024 * 1024
"""Bytes of a program or page that are read."""
MOST_FILES = 50_000
"""Files that are looked at; a repository with more is looked at as far as that."""
HEAD = 4096
"""Bytes of a document in which it says what it is."""
_DOCUMENT = re.compile(r"""(?m)^[ \t]*(?:\{[ \t]*)?["']?(?:openapi|swagger)["']?\s*:\s*["']?[123]""")
_NO_EXAMPLE = re.compile(
    r"(?i)^(?:test_.*|.*_test|.*[.-](?:test|spec|config|d)|conftest|setup|__init__|run[-_]?all|makefile|build|noxfile)$"
)
"""Names, without their ending, of files that belong to a project and show nothing of an API."""
PAGES = (".md", ".markdown")


@dataclass(frozen=True)
class Program:
    """A file that looks as if it called an API."""

    path: str
    """Below the repository's root, with slashes."""
    language: str
    text: str
    is_shell: bool = False

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
    documents: tuple[str, ...]
    """OpenAPI and Swagger documents, by path."""
    pages: Mapping[str, str]
    """Markdown pages with their texts."""
    unfinished: bool = False
    """True where there were more files than were looked at."""


def read(root: Path, languages: Mapping[str, Language]) -> Repository:
    """Looks at the files below a folder. Hidden folders and those of installed libraries are passed over."""
    endings = {f".{one}": language for language in languages.values() for one in language.extensions}
    programs, documents, pages = [], [], {}
    paths = list(_files(root))
    for path in paths[:MOST_FILES]:
        shown = path.relative_to(root).as_posix()
        if path.suffix in endings:
            language, text = endings[path.suffix], _text(path, LARGEST)
            if _shows_a_call(path.stem, text, language):
                programs.append(Program(shown, language.name, text, language.dialect.is_shell))
        elif path.suffix in (".yaml", ".yml", ".json") and _DOCUMENT.search(_text(path, HEAD)):
            documents.append(shown)
        elif path.suffix.lower() in PAGES:
            pages[shown] = _text(path, LARGEST)
    return Repository(root, tuple(programs), tuple(documents), pages, len(paths) > MOST_FILES)


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


def _shows_a_call(stem: str, text: str, language: Language) -> bool:
    """True for a program that sends requests, or names the address of one."""
    if _NO_EXAMPLE.match(stem):
        return False
    return any(call in text for call in language.dialect.calls) or re.search(r"https?://", text) is not None
