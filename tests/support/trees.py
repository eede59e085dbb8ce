"""Small example trees: the images and some of the bundled programs, with texts in them exchanged."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
EXTENSIONS = {"python": "py", "ts": "ts", "go": "go", "curl": "sh"}
BESIDE = {"ts": {"package.json": '{"type": "module"}\n'}, "go": {"go.mod": "module example.invalid/tree\n\ngo 1.21\n"}}
"""What a program of a language needs in the folder that it runs from."""

SHOWS = {"get_account": "userAccount", "get_balance": "userBalance"}
"""Program -> operation, where the names differ: the document's own links lead to the bundled programs alone."""

Edit = tuple[str, str]
"""A text that stands exactly once in a program, and what takes its place."""


@dataclass(frozen=True)
class Program:
    """A bundled program with some texts exchanged, or another text in its place."""

    language: str
    name: str
    edits: tuple[Edit, ...] = ()
    api: str = "v1"
    text: str | None = None
    """The whole program; None takes the bundled one."""

    @property
    def path(self) -> str:
        """Where it lies below the examples, e.g. `go/code/v1/masking.go`."""
        return f"{self.language}/code/{self.api}/{self.name}.{EXTENSIONS[self.language]}"

    @property
    def id(self) -> str:
        """`v1/masking/go`."""
        return f"{self.api}/{self.name}/{self.language}"

    @property
    def source(self) -> str:
        """Its text. Raises ValueError for an edit that does not apply exactly once."""
        text = (EXAMPLES / self.path).read_text("utf-8") if self.text is None else self.text
        for old, new in self.edits:
            text = substitute(text, old, new, self.path)
        return text

    def line_of(self, text: str) -> int:
        """The 1-based number of the one line of its source that holds a text."""
        lines = [number for number, line in enumerate(self.source.splitlines(), 1) if text in line]
        if len(lines) != 1:
            raise ValueError(f"{self.path}: expected one line with {text!r}, found {len(lines)}")
        return lines[0]


@dataclass(frozen=True)
class Tree:
    """A project of its own: settings, images, programs."""

    root: Path
    programs: tuple[Program, ...]
    files: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def examples(self) -> Path:
        """The folder with the programs."""
        return self.root / "examples"


def substitute(text: str, old: str, new: str, where: str) -> str:
    """The text with `old`, which must stand in it exactly once, replaced. Raises ValueError otherwise."""
    count = text.count(old)
    if count != 1:
        raise ValueError(f"{where}: expected {old!r} once, found it {count} times")
    return text.replace(old, new)


def make_tree(
    root: Path,
    *programs: Program,
    settings: Mapping[str, object] | None = None,
    files: Mapping[str, bytes] | None = None,
) -> Tree:
    """Writes a project below `root`, with the settings of this one.

    `settings` are keys of the topmost table, and `files` more files below the examples, or others in their place.
    """
    examples = root / "examples"
    examples.mkdir(parents=True)
    (root / "pyproject.toml").write_text(_settings(settings or {}), "utf-8")
    for image in EXAMPLES.glob("*.png"):
        shutil.copyfile(image, examples / image.name)
    for program in programs:
        for name, content in BESIDE.get(program.language, {}).items():
            _write(examples / program.language / name, content.encode())
        _write(examples / program.path, program.source.encode())
    for name, content in (files or {}).items():
        _write(examples / name, content)
    return Tree(root, programs, files or {})


def _settings(changed: Mapping[str, object]) -> str:
    """The project's own settings, its documents and rules named by whole paths."""
    own = (ROOT / "pyproject.toml").read_text("utf-8")
    own = own[own.index("[tool.harness]") :]
    own = re.sub(r"(?m)^\[tool\.harness\.apis\.[^\[]*", "", own)  # the documents of the tree are those of `spec`
    values = {
        "rules": str(ROOT / "fixtures" / "rules.py"),
        "spec": str(ROOT / "fixtures" / "spec" / "{api}.yaml"),
        "minimum_examples": 1,
        **changed,
    }
    head, _, tables = own.partition("\n[tool.harness.")
    for key in values:
        head = re.sub(rf"(?m)^{key} *=.*\n?", "", head)
    lines = [f"{key} = {json.dumps(value)}" for key, value in values.items()]
    for name, operation in SHOWS.items():
        table = f"operations.{name}]\n"
        tables = substitute(tables, table, f'{table}operation_id = "{operation}"\n', "pyproject.toml")
    return "\n".join([head.rstrip(), *lines, "", f"[tool.harness.{tables}"])


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
