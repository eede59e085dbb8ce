"""What was found in a repository -> settings, each line with the evidence for it."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from harness.commands.init import evidence, variables
from harness.commands.init.descriptions import ONLY, Description, by_version, descriptions
from harness.commands.init.layout import Layout, layout
from harness.commands.init.repository import Program, Repository
from harness.commands.init.variables import Variable
from harness.discover import naming
from harness.errors import UserError
from harness.languages import Language
from harness.model import Operation

Choose = Callable[[str, Sequence[Variable]], Variable | None]
"""Asks which of several variables it is; the first where nobody is asked."""


RARE = 5
"""A second key counts that at least one program reads of so many that read the first."""


@dataclass(frozen=True)
class Proposed:
    """One setting, and why it is so."""

    key: str
    value: object
    why: str


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
        return "\n".join(_text(self.tables))


def propose(
    repository: Repository, languages: Mapping[str, Language], choose: Choose = lambda _, found: next(iter(found), None)
) -> Proposal:
    """The settings for a repository. Raises UserError where there is nothing to run."""
    known, troubles = descriptions(repository)
    proposal = Proposal(notes=[f"not used: {one}" for one in troubles])
    if repository.unfinished:
        proposal.notes.append("there are more files than were looked at: run it in a smaller folder")
    found = _layout(repository, languages, known)
    pages = evidence.pages(repository, known, languages)
    inline = sum(len(one.api.document.inline_samples()) for one in known)
    if found is None and not pages and not inline:
        raise UserError(
            f"{repository.root}: expected programs that call an API, or documents and pages with samples; found none "
            f"in {', '.join(languages)}"
        )
    programs = [program for program in repository.programs if found and program.path in found.named]
    _tree(proposal, repository, found)
    shown = _apis(proposal, found, known)
    _host(proposal, programs, shown, choose)
    _keys(proposal, programs or _in_documents(known, languages), choose)
    if found:
        _operations(proposal, found, shown)
    evidence.languages(proposal.add, repository, programs, languages, found.root if found else ".")
    if pages or inline:
        _samples(proposal, pages, inline)
    return proposal


def _in_documents(known: Sequence[Description], languages: Mapping[str, Language]) -> list[Program]:
    """The samples of the documents, as far as their words for languages are known."""
    words = {word: name for name, language in languages.items() for word in (name, *language.dialect.words)}
    return [
        Program(sample.shown, language, sample.source, languages[language].dialect.is_shell)
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
    left = [program.path for program in repository.programs if program.path not in found.named]
    if left:
        more = f" and {len(left) - 3} more" if len(left) > 3 else ""
        proposal.notes.append(f"not at the pattern, and not run: {', '.join(left[:3])}{more}")


def _apis(proposal: Proposal, found: Layout | None, known: Sequence[Description]) -> dict[str | None, Description]:
    """The document of each API version; None stands for the paths that name none."""
    versions = found.versions if found else ()
    if versions:
        chosen = by_version(versions, known)
        for version in versions:
            if version in chosen:
                proposal.add(_table(version), "spec", chosen[version].path, _title(chosen[version]))
            else:
                proposal.add(
                    _table(version), "spec", False, "no document is called like it: the programs are compared alone"
                )
        return dict(chosen.items())
    if not known:
        proposal.add(f"apis.{ONLY}", "spec", False, "no OpenAPI document was found: the programs are compared alone")
        return {}
    names = [name for _, name in found.named.values()] if found else []
    best = max(
        known,
        key=lambda one: (sum(naming.tied(name, one.operations) is not None for name in names), len(one.operations)),
    )
    proposal.add(f"apis.{ONLY}", "spec", best.path, _title(best))
    others = [one.path for one in known if one is not best]
    if others:
        proposal.notes.append(f"documents that no path of a program names: {', '.join(others)}")
    return {None: best}


def _title(one: Description) -> str:
    return f"{one.api.document.data.get('info', {}).get('title', one.path)}: {len(one.operations)} operations"


def _host(
    proposal: Proposal, programs: Sequence[Program], shown: Mapping[str | None, Description], choose: Choose
) -> None:
    found = variables.hosts(programs)
    literal = variables.literal_hosts(programs)
    served = {host for one in shown.values() for host in one.hosts}
    chosen = choose("Which variable holds the API's host?", found)
    if chosen:
        default = f", default {chosen.default}" if chosen.default else ""
        proposal.add("", "host_env", chosen.name, f"{chosen.first} and {chosen.programs - 1} more read it{default}")
        _base_path(proposal, shown, programs, chosen)
        bare = [one for one in programs if chosen.name not in one.text]
        if bare and any(host in one.text for one in bare for host in served | {*literal}):
            proposal.add(
                "", "hard_coded_hosts", True, f"{bare[0].path} and {len(bare) - 1} more name the host themselves"
            )
        return
    proposal.add("", "host_env", "", "the programs name their host themselves")
    missing = [host for host, _ in literal.most_common() if host not in served]
    if literal and not set(literal) & served:
        proposal.add("", "hosts", missing[:1], f"{literal[missing[0]]} programs name it, and no document does")


def _base_path(
    proposal: Proposal, shown: Mapping[str | None, Description], programs: Sequence[Program], chosen: Variable
) -> None:
    """`base_path = ""` where the variable holds the document's base path too."""
    for api, one in shown.items():
        if one.base_path and evidence.holds_base(one, chosen, programs):
            why = f"{chosen.name} holds {one.base_path} too" + (f": {chosen.default}" if chosen.default else "")
            proposal.add(_table(api), "base_path", "", why)


def _table(api: str | None) -> str:
    return f"apis.{_key(api or ONLY)}"


def _keys(proposal: Proposal, programs: Sequence[Program], choose: Choose) -> None:
    found = variables.keys(programs)
    chosen = choose("Which variable holds the key?", found)
    if chosen:
        proposal.add("", "key_env", chosen.name, f"{chosen.first} and {chosen.programs - 1} more read it")
    for other in found:
        if chosen and other is not chosen and RARE * other.programs >= chosen.programs:
            table = f"credentials.{_key(other.name.lower())}"
            proposal.add(table, "env", other.name, f"{other.first} reads it")


def _operations(proposal: Proposal, found: Layout, shown: Mapping[str | None, Description]) -> None:
    """The operations of programs whose names do not say them."""
    open_ones: list[str] = []
    written: set[str] = set()
    for api, name in dict.fromkeys(found.named.values()):
        one = shown.get(api) or shown.get(None)
        operation: Operation | None = naming.tied(name, one.operations) if one else None
        if operation and not naming.is_by_itself(name, operation) and name not in written:
            written.add(name)
            proposal.add("operations", _key(name), operation.id, f"{operation.method} {operation.path}")
        elif one and operation is None:
            open_ones.append(name)
    if open_ones:
        why = f"{', '.join(open_ones[:3])}{' ...' if len(open_ones) > 3 else ''}: their requests say what they show"
        proposal.add("", "operations_by_request", True, why)


def _samples(proposal: Proposal, pages: Sequence[str], inline: int) -> None:
    if pages:
        proposal.add("samples", "pages", list(pages), "they have code that calls the API")
    proposal.add("samples", "documents", bool(inline), f"the documents hold {inline} samples")


def _key(name: str) -> str:
    """A key of TOML, in quotes where it needs them."""
    return name if re.fullmatch(r"[\w-]+", name, re.ASCII) else json.dumps(name, ensure_ascii=False)


def _text(tables: Mapping[str, Sequence[Proposed]]) -> Iterator[str]:
    yield "# Written by `harness init`, each line with its evidence. `harness run` reads it."
    for table in sorted(tables, key=lambda one: one != ""):
        if table:
            yield f"\n[{table}]"
        for line in tables[table]:
            yield f"{line.key} = {_value(line.value)}  # {' '.join(line.why.split())}"
    yield ""


def _value(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    return json.dumps(value, ensure_ascii=False)
