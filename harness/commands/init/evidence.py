"""Smaller observations: pages with samples, base paths in variables, folders that programs run from, lock files."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePosixPath

from harness.commands.init.descriptions import Description
from harness.commands.init.repository import Program, Repository
from harness.commands.init.variables import Variable
from harness.languages import Language

_FENCE = re.compile(r"(?ms)^[ \t]*(?:```|~~~)[ \t]*([\w.+-]+)[^\n]*\n(.*?)^[ \t]*(?:```|~~~)")
_WRITES = re.compile(
    r"""(?x) (?: open\( | writeFile(?:Sync)?\( | WriteFile\( | Create\( | Path\( | file_put_contents\( | File\.write\(
      | --output[ =] | \s-o[ ] ) \s* f?["'`]? (?P<path> (?:[\w.-]+/)+ ) [^"'`\s]*
      \.(?: png|jpe?g|webp|gif|svg|pdf|mp3|wav|ogg|mp4|zip|csv|json|txt|bin)\b"""
)
"""How programs name the file that they write, in a folder."""

Add = Callable[[str, str, object, str], None]


def pages(repository: Repository, known: Sequence[Description], languages: Mapping[str, Language]) -> list[str]:
    """Patterns of the pages whose fenced blocks call the API."""
    words = {word for name, language in languages.items() for word in (name, *language.dialect.words)}
    hosts = {host for one in known for host in one.hosts}
    found = []
    for path, text in repository.pages.items():
        blocks = [code for word, code in _FENCE.findall(text) if word.lower() in words]
        if any(host in code for code in blocks for host in hosts):
            found.append(path)
    if len(found) <= 3:
        return found
    folders = sorted({path.partition("/")[0] if "/" in path else "" for path in found})
    return [f"{folder}/**/*.md" if folder else "*.md" for folder in folders]


def holds_base(one: Description, variable: Variable, programs: Sequence[Program]) -> bool:
    """True where the host's variable holds the base path: its default ends with it, or no program writes it."""
    base = one.base_path.rstrip("/")
    if not base:
        return False
    if variable.default:
        return variable.path.endswith(base)
    starts = {"/" + operation.path.split("/")[1] for operation in one.operations if len(operation.path) > 1}
    written = sum(base + "/" in program.text for program in programs)
    bare = sum(
        any(re.search(rf"""["'`}}]{re.escape(start)}\\b""", program.text) for start in starts) for program in programs
    )
    return not written and bare > 0


def languages(
    add: Add, repository: Repository, programs: Sequence[Program], known: Mapping[str, Language], tree: str
) -> None:
    """The folder that each language's programs run from, what is to be installed, and where they write."""
    for name in dict.fromkeys(program.language for program in programs):
        own = [program for program in programs if program.language == name]
        folder = _project(repository, own, name)
        if folder and _is_below(folder, tree):
            below = PurePosixPath(folder).relative_to(tree).as_posix()
            add(f"languages.{name}", "workdir", below, f"{folder} has {_MANIFESTS[name][0]}")
            if not (repository.root / folder / _MANIFESTS[name][1]).exists():
                add(f"languages.{name}", "prepare", _MANIFESTS[name][2], f"{_MANIFESTS[name][1]} is not there yet")
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
}
"""Language -> the file that lists its libraries, the folder that they are installed in, and the commands for it."""


def _project(repository: Repository, own: Sequence[Program], name: str) -> str | None:
    """The nearest folder above all programs of a language that lists libraries; None where there is none."""
    if name not in _MANIFESTS or not own:
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
