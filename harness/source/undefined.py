"""A sample that uses a name which nothing in it gives a value: its first lines stand elsewhere."""

from __future__ import annotations

import json
import re

from harness.model import CouldNotStart, Example, Finding
from harness.source.names import given, giving, misspelt

CODE = "sample-incomplete"
OWN_FAULTS = frozenset(
    (
        *("true", "false", "null", "None", "True", "False", "nil", "undefined", "NULL"),
        *("require", "module", "exports", "__dirname", "__filename"),
        *("raw_input", "unicode", "xrange", "unichr", "basestring", "long", "unicode_literals"),
    )
)
"""Words of another language, of the other kind of module, or of an old version: no lines before them would help."""


def undefined(example: Example, source: str, said: str) -> str:
    """The name that a sample uses and nobody gives a value, by the words it ended with; empty if there is none.

    A name that is nearly one of the sample's own is its own fault, and so is one that only a library knows, or a bare
    word in the place of a value that no text beside it defines.
    """
    if example.owes.own_file or not _is_fragment(example, source):
        return ""
    for pattern in example.dialect.undefined:
        found = re.search(pattern, said)
        if found and _is_lacking(found[1], source, example):
            return found[1]
    return ""


def lacking(example: Example, name: str, line: int | None, severity: str = "error") -> Finding:
    """What is said of a sample that lacks a name."""
    return Finding(
        CODE,
        f"nothing in the sample defines {name}",
        expected=f"a sample that defines {name}, or a prelude that does",
        actual=f"a use of {name} in {example.language}",
        file=example.shown,
        line=line,
        severity="warning" if severity == "warning" else "error",
        names=(name,),
        hint=_hint(example, name),
    )


def could_not_run(example: Example, name: str, line: int | None) -> CouldNotStart:
    """Why a sample that lacks a name has not run: it may be sound where it is."""
    reason = f"nothing in the sample defines {name} (samples.prelude)"
    return CouldNotStart(reason, findings=(lacking(example, name, line),))


def line_of_use(name: str, source: str) -> int | None:
    """The first line that holds a name, from 1."""
    found = re.search(rf"\b{re.escape(name)}\b", source)
    return source.count("\n", 0, found.start()) + 1 if found else None


def _is_fragment(example: Example, source: str) -> bool:
    """False for a sample that says itself that it is a whole program, as by a package or a class.

    So is one in a compiled language that brings its imports: its first lines are there.
    """
    dialect = example.dialect
    if dialect.whole and any(re.search(pattern, source, re.MULTILINE) for pattern in dialect.imports):
        return False
    whole = example.dialect.whole and re.search(example.dialect.whole, source, re.MULTILINE)
    return not whole or any(note.code == "sample-completed" for note in example.notes)


def _hint(example: Example, name: str) -> str:
    """What would do: the lines that give the name its value in the nearest text beside the sample that has them."""
    found = (giving(name, text, example.dialect) for text in example.neighbours)
    lines = "\n".join(next(filter(None, found), ())) or f"{name} = ..."
    return f"Publish the lines with the sample, or set [samples.prelude] {example.language} = {json.dumps(lines)}"


def _is_called(name: str, source: str) -> bool:
    """True for `name.get()`, `name(...)`, `name[0]`, `name::new()` and `name->get()`: it is more than a value."""
    return re.search(rf"(?<![\w.]){re.escape(name)}\s*(?:[.(\[]|::|->)", source) is not None


def _is_lacking(name: str, source: str, example: Example) -> bool:
    if name in OWN_FAULTS or line_of_use(name, source) is None or misspelt(name, source, example.dialect):
        return False
    return _is_called(name, source) or any(name in given(text, example.dialect) for text in example.neighbours)
