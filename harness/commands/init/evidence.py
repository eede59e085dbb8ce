"""Smaller observations: base paths in variables, folders that programs run from, lock files."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePosixPath

from harness.commands.init.descriptions import Description
from harness.commands.init.repository import Program, Repository
from harness.commands.init.variables import Variable
from harness.languages import Language

_WRITES = re.compile(
    r"""(?x) (?: open\( | writeFile(?:Sync)?\( | WriteFile\( | Create\( | Path\( | file_put_contents\( | File\.write\(
      | --output[ =] | \s-o[ ] ) \s* f?["'`]? (?P<path> (?:[\w.-]+/)+ ) [^"'`\s]*
      \.(?: png|jpe?g|webp|gif|svg|pdf|mp3|wav|ogg|mp4|zip|csv|json|txt|bin)\b"""
)
"""How programs name the file that they write, in a folder."""

Add = Callable[[str, str, object, str], None]


def holds_base(one: Description, variable: Variable, programs: Sequence[Program]) -> bool:
    """True where the host's variable holds the base path: its default ends with it, or no program writes it."""
    base = one.base_path.rstrip("/")
    if not base:
        return False
    if variable.default:
        return variable.path.endswith(base)
    starts = {"/" + operation.path.split("/")[1] for operation in one.operations if len(operation.path) > 1}
    written = sum(base + "/" in program.text for program in programs)
    first = "|".join(map(re.escape, sorted(starts)))
    return not written and any(re.search(rf"""(?:["'`}}]|\$\w+)(?:{first})\b""", program.text) for program in programs)


def languages(
    add: Add, repository: Repository, programs: Sequence[Program], known: Mapping[str, Language], tree: str
) -> None:
    """The folder that each language's programs run from, what is to be installed, and where they write."""
    for name in dict.fromkeys(program.language for program in programs):
        own = [program for program in programs if program.language == name]
        folder = _project(repository, own, known[name])
        if folder and _is_below(folder, tree):
            below = PurePosixPath(folder).relative_to(tree).as_posix()
            add(f"languages.{name}", "workdir", below, f"{folder} has {_MANIFESTS[name][0]}")
            if _MANIFESTS[name][2] and not (repository.root / folder / _MANIFESTS[name][1]).exists():
                add(f"languages.{name}", "prepare", _MANIFESTS[name][2], f"{_MANIFESTS[name][1]} is not there yet")
                add(f"languages.{name}", "prepare_reach", "network", "these commands download libraries")
        elif any(_reads_beside(repository, program, known[name]) for program in own):
            add(f"languages.{name}", "workdir", "{folder}", "programs read files that lie beside them")
    written = Counter(found["path"].rstrip("/") for program in programs for found in _WRITES.finditer(program.text))
    if written:
        path, count = written.most_common(1)[0]
        if not path.startswith(("/", "..")):
            add("", "outputs", path.removeprefix("./"), f"{count} programs write there")


_MANIFESTS: Mapping[str, tuple[str, str, list[list[str]]]] = {
    "python": (
        "requirements.txt",
        ".venv",
        [["python3", "-m", "venv", ".venv"], [".venv/bin/pip", "install", "-r", "requirements.txt"]],
    ),
    "ts": ("package.json", "node_modules", [["npm", "install", "--ignore-scripts"]]),
    "javascript": ("package.json", "node_modules", [["npm", "install", "--ignore-scripts"]]),
    "java": ("pom.xml", "", []),
    "ruby": ("Gemfile.lock", "", []),
    "php": ("composer.lock", "vendor", []),
}
"""Language -> the file that lists its libraries, the folder that they are installed in, and the commands for it: none
where the harness has the language's own tool install them."""


def projects(repository: Repository, programs: Sequence[Program], known: Mapping[str, Language]) -> set[str]:
    """The folders that list libraries which programs use, a language at a time."""
    by_language = {name: [one for one in programs if one.language == name] for name in _MANIFESTS}
    found = (_project(repository, own, known[name]) for name, own in by_language.items() if own)
    return {folder for folder in found if folder}


def _project(repository: Repository, own: Sequence[Program], language: Language) -> str | None:
    """The nearest folder above all programs of a language that lists libraries; None if there is none, or no use."""
    name = language.name
    if name not in _MANIFESTS or not any(language.uses_libraries(repository.root / one.path) for one in own):
        return None
    shared = own[0].folders
    for program in own:
        while program.folders[: len(shared)] != shared:
            shared = shared[:-1]
    for depth in range(len(shared), -1, -1):
        folder = "/".join(shared[:depth]) or "."
        if (repository.root / folder / _MANIFESTS[name][0]).is_file():
            return folder
    return None


def _is_below(folder: str, tree: str) -> bool:
    return tree == "." or folder == tree or folder.startswith(f"{tree}/")


def _reads_beside(repository: Repository, program: Program, language: Language) -> bool:
    """True where a program reads a file that is beside it, and not where the tree begins."""
    folder = (repository.root / program.path).parent
    names = [found[1] for pattern in language.dialect.files for found in re.finditer(pattern, program.text)]
    return any("/" not in name and (folder / name).is_file() for name in names)
