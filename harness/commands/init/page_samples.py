"""Pages of any format -> patterns of those whose samples show an operation, and those samples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import PurePosixPath

from harness.commands.init.descriptions import Description
from harness.commands.init.repository import Program, Repository
from harness.discover import pages
from harness.discover.samples import operation_of
from harness.discover.sources import MAPS, Page
from harness.errors import UserError
from harness.languages import Language

FEW = 3
"""Pages that the settings name one by one; of more they name the folders."""


@dataclass
class Shown:
    """What pages show."""

    patterns: list[str] = field(default_factory=list)
    samples: list[Program] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    """A line for each page that would be used and can't be read."""


def shown(repository: Repository, known: Sequence[Description], languages: Mapping[str, Language]) -> Shown:
    """The pages with samples in a known language that show an operation of a document."""
    words = {word.lower(): name for name, language in languages.items() for word in (name, *language.dialect.words)}
    found = Shown()
    hosts = {host for one in known for host in one.hosts}
    paths = []
    for path, text in repository.pages.items():
        if path.endswith(MAPS) and "curl " not in text and not any(host in text for host in hosts):
            continue
        try:
            samples = _samples(Page(path, text, frozenset(words)), known, words, languages)
        except UserError as error:
            found.troubles += [str(error)] if any(host in text for host in hosts) else []
            continue
        if samples:
            paths.append(path)
            found.samples += samples
    found.patterns = _patterns(paths)
    return found


def _samples(
    page: Page, known: Sequence[Description], words: Mapping[str, str], languages: Mapping[str, Language]
) -> list[Program]:
    found = []
    for one in known:
        others = {operation.id for other in known if other is not one for operation in other.operations}
        routes = {operation.id: one.api.full_path(operation) for operation in one.operations}
        for sample in pages.blocks(page, one.operations, others, routes, partial(operation_of, one.api)):
            language = words.get(sample.lang.lower())
            if sample.operation_id and language:
                is_shell = languages[language].dialect.is_shell
                found.append(Program(sample.shown, language, sample.source, is_shell, sample.lines))
    return found


def _patterns(paths: Sequence[str]) -> list[str]:
    """The pages themselves, or the folders that they lie in, with their endings."""
    plain = [path for path in paths if not path.endswith(MAPS)]
    if len(plain) > FEW:
        folders = {(path.partition("/")[0] if "/" in path else "", PurePosixPath(path).suffix) for path in plain}
        plain = [f"{folder}/**/*{ending}" if folder else f"*{ending}" for folder, ending in sorted(folders)]
    return [*plain, *(path for path in paths if path.endswith(MAPS))]
