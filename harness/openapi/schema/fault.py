"""One thing that is wrong with a value."""

from __future__ import annotations

from dataclasses import dataclass

from harness.openapi.document import pointers

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with a value."""

    kind: str
    """The keyword that was broken; `unknown` for a field that nothing declares."""
    path: Path
    """Where, in the value; a missing or unknown field's name is its last step."""
    message: str
    expected: str = ""
    actual: str = ""
    words: tuple[str, ...] = ()
    hint: str = ""
    value: str | None = None
    """The value at fault, as it is shown; None if there is none."""
    undeclared: bool = False
    """True for a field that the document does not name, and does not forbid either."""
    of_document: bool = False
    """True where the document leaves no way to write the value otherwise: it is at fault, and not who sent it."""

    @property
    def pointer(self) -> str:
        """The path as a JSON pointer."""
        return pointers.of_path(self.path)
