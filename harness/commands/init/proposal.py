"""What was found in a repository -> settings, each line with the evidence for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from harness.commands.init import credentials, evidence, hosts, page_samples
from harness.commands.init.descriptions import Description, by_version, descriptions, table_of
from harness.commands.init.hosts import Choose
from harness.commands.init.layout import Layout, layout
from harness.commands.init.repository import Program, Repository
from harness.commands.init.toml_text import Proposed, key, lines
from harness.discover import naming
from harness.errors import UserError
from harness.languages import Language
from harness.model import Operation


@dataclass
class Proposal:
    """Settings, table by table, and what a reader should know of them."""

    tables: dict[str, list[Proposed]] = field(default_factory=dict)
    """The name of a table, empty for the top, to its lines."""
    notes: list[str] = field(default_factory=list)

    def add(self, table: str, key: str, value: object, why: str) -> None:
        """Adds a line."""
        self.tables.setdefault(table, []).append(Proposed(key, value, why))

    def text(self) -> str:
        """The settings file."""
        return "\n".join(lines(self.tables))


def propose(
    repository: Repository, languages: Mapping[str, Language], choose: Choose = lambda _, found: next(iter(found), None)
) -> Proposal:
    """The settings for a repository. Raises UserError where there is nothing to run."""
    known, troubles = descriptions(repository)
    proposal = Proposal(notes=[f"not used: {one}" for one in troubles])
    if repository.unfinished:
        proposal.notes.append("there are more files than were looked at: run it in a smaller folder")
    found = _layout(repository, languages, known)
    pages = page_samples.shown(repository, known, languages)
    proposal.notes += [f"not used: {one}" for one in pages.troubles]
    inline = sum(len(one.api.document.inline_samples()) for one in known)
    if found is None and not pages.patterns and not inline:
        raise UserError(
            f"{repository.root}: expected programs that call an API, or documents and pages with samples; found none "
            f"in {', '.join(languages)}; a harness.toml can be written by hand (docs/guides/your-own-tree.md)"
        )
    programs = [program for program in repository.programs if found and program.path in found.named]
    found = found.above(evidence.projects(repository, programs, languages)) if found else None
    modules = repository.modules if found else ()
    _tree(proposal, repository, found)
    shown = _apis(proposal, found, known)
    asked = [*programs, *modules] if programs else [*_in_documents(known, languages), *pages.samples]
    apis = {path: api for path, (api, _) in found.named.items()} if found else {}
    hosts.propose(proposal.add, [*programs, *modules], shown, apis, choose)
    credentials.propose(proposal.add, asked, known, choose)
    if found:
        _operations(proposal, found, shown)
    evidence.languages(proposal.add, repository, programs, languages, found.root if found else ".")
    if pages.patterns or inline:
        _samples(proposal, pages.patterns, inline)
    return proposal


def _in_documents(known: Sequence[Description], languages: Mapping[str, Language]) -> list[Program]:
    """The samples of the documents, as far as their words for languages are known."""
    words = {word: name for name, language in languages.items() for word in (name, *language.dialect.words)}
    return [
        Program(sample.shown, language, sample.source, languages[language].dialect.is_shell, sample.lines)
        for one in known
        for sample in one.api.document.inline_samples()
        if (language := words.get(sample.lang.lower()))
    ]


def _layout(repository: Repository, languages: Mapping[str, Language], known: Sequence[Description]) -> Layout | None:
    operations = [operation for one in known for operation in one.operations]
    folders = {PurePosixPath(one.path).stem.lower() for one in known} if len(known) > 1 else set()
    folders |= (
        {part.lower() for one in known for part in PurePosixPath(one.path).parts[:-1]} if len(known) > 1 else set()
    )
    words = {name: language.dialect.words for name, language in languages.items()}
    tied: dict[str, bool] = {}

    def is_known(name: str) -> bool:
        if name not in tied:
            tied[name] = naming.tied(name, operations) is not None
        return tied[name]

    return layout(repository.programs, words, lambda name: name.lower() in folders, is_known)


def _tree(proposal: Proposal, repository: Repository, found: Layout | None) -> None:
    if found is None:
        return
    below = Counter(program.language for program in repository.programs if program.path in found.named)
    languages = ", ".join(f"{count} in {name}" for name, count in below.most_common())
    proposal.add("", "examples", found.root, f"{len(found.named)} programs lie below it: {languages}")
    first = next(iter(found.named))
    proposal.add("", "pattern", found.pattern, f"{first} shows {found.named[first][1]}")
    others = [*repository.beside, *(one for one in repository.programs if one.path not in found.named)]
    taken = [one.path for one in others if found.takes(one.path) and PurePosixPath(one.path).name != "__init__.py"]
    if taken:
        why = f"{len(taken)} files at the pattern are modules, call nothing, or have the name of another program"
        proposal.add("", "ignore", ["**/__init__.py", *(found.below(path) or path for path in taken)], why)
    left = [one.path for one in repository.programs if one.path not in found.named and one.path not in taken]
    if left:
        more = f" and {len(left) - 3} more" if len(left) > 3 else ""
        proposal.notes.append(f"not at the pattern, and not run: {', '.join(left[:3])}{more}")


def _apis(proposal: Proposal, found: Layout | None, known: Sequence[Description]) -> dict[str | None, Description]:
    """The document of each API version; None represents the paths that name none."""
    versions = found.versions if found else ()
    if versions:
        chosen = by_version(versions, known)
        for version in versions:
            if version in chosen:
                proposal.add(table_of(version), "spec", chosen[version].path, _title(chosen[version]))
            else:
                proposal.add(
                    table_of(version), "spec", False, "no document is called like it: the programs are compared alone"
                )
        return dict(chosen.items())
    if not known:
        proposal.add(table_of(None), "spec", False, "no OpenAPI document was found: the programs are compared alone")
        return {}
    names = [name for _, name in found.named.values()] if found else []
    best = max(
        known,
        key=lambda one: (sum(naming.tied(name, one.operations) is not None for name in names), len(one.operations)),
    )
    proposal.add(table_of(None), "spec", best.path, _title(best))
    others = [one.path for one in known if one is not best]
    if others:
        proposal.notes.append(f"documents that no path of a program names: {', '.join(others)}")
    return {None: best}


def _title(one: Description) -> str:
    return f"{one.api.document.data.get('info', {}).get('title', one.path)}: {len(one.operations)} operations"


def _operations(proposal: Proposal, found: Layout, shown: Mapping[str | None, Description]) -> None:
    """The operations of programs whose names do not say them."""
    open_ones: list[str] = []
    written: set[str] = set()
    for api, name in dict.fromkeys(found.named.values()):
        one = shown.get(api) or shown.get(None)
        operation: Operation | None = naming.tied(name, one.operations) if one else None
        if operation and not naming.is_by_itself(name, operation) and name not in written:
            written.add(name)
            proposal.add("operations", key(name), operation.id, f"{operation.method} {operation.path}")
        elif one and operation is None:
            open_ones.append(name)
    if open_ones:
        why = f"{', '.join(open_ones[:3])}{' ...' if len(open_ones) > 3 else ''}: their requests say what they show"
        proposal.add("", "operations_by_request", True, why)


def _samples(proposal: Proposal, pages: Sequence[str], inline: int) -> None:
    if pages:
        proposal.add("samples", "pages", list(pages), "they have code that calls the API")
    proposal.add("samples", "documents", bool(inline), f"the documents hold {inline} samples")
