"""What inspecting a request yields."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from harness.model import Call, Severity
from harness.openapi.document import pointers

_LONGEST = 120
MOST_WORDS = 32
"""Texts that a program's source is searched for."""
MOST = 100
"""Violations of one request that are reported."""


@dataclass(frozen=True)
class Violation:
    """One thing in a request that its operation does not allow."""

    code: str
    message: str
    expected: str = ""
    actual: str = ""
    pointer: str = ""
    """A JSON pointer into the decoded body, or the name of a header or parameter."""
    words: tuple[str, ...] = ()
    """What to look for in a program's source to find the line at fault, most telling first."""
    severity: Severity = "error"
    hint: str = ""
    undeclared: bool = False
    """True for what the document does not name, and does not forbid either."""
    value: str | None = None
    """What was sent there, as text; None where nothing was, or where more than one value is at fault."""
    root: str = ""
    """The message without the field's name, where a client makes the same fault whatever the field."""

    @property
    def name(self) -> str:
        """The name of the field, header or parameter; empty where it is none, as for the whole body."""
        steps = pointers.tokens_of(self.pointer) if self.pointer.startswith("/") else [self.pointer]
        return next((step for step in reversed(steps) if not step.isdigit()), "")

    def is_in(self, body: Any) -> bool:
        """True where a decoded body has what the pointer leads to."""
        try:
            pointers.get(body, self.pointer)
        except LookupError:
            return False
        return True


@dataclass(frozen=True)
class Inspection:
    """A request read in the light of an operation."""

    call: Call | None
    """None if the request is for something else, or its body can't be decoded."""
    violations: tuple[Violation, ...] = ()


def shown(value: Any) -> str:
    """A value as JSON, cut to what fits into a message."""
    try:
        text = json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError):
        text = repr(value)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 3] + "..."


def listed(values: Any) -> str:
    """Several values for a message: `"a", "b" or "c"`."""
    texts = [shown(value) for value in values]
    return texts[0] if len(texts) == 1 else ", ".join(texts[:-1]) + " or " + texts[-1] if texts else "nothing"


def words(*candidates: Any) -> tuple[str, ...]:
    """Those of the candidates that a source file could hold: short texts and numbers, each once."""
    texts = [candidate if isinstance(candidate, str) else shown(candidate) for candidate in candidates]
    fitting = (text for text in texts if text and len(text) <= _LONGEST and "\n" not in text)
    return tuple(islice(dict.fromkeys(fitting), MOST_WORDS))


def first(violations: Sequence[Violation]) -> tuple[Violation, ...]:
    """The first of the violations, and one that says how many are left out."""
    if len(violations) <= MOST:
        return tuple(violations)
    left = violations[MOST:]
    severity: Severity = "error" if any(one.severity == "error" for one in left) else "note"
    message = f"the request has {len(left)} more faults, which are left out"
    return (*violations[:MOST], Violation("body-schema", message, f"{MOST} faults or fewer", severity=severity))
