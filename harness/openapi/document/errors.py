"""What a document that cannot be used raises."""

from __future__ import annotations


class DocumentError(Exception):
    """A document cannot be used; `str()` is one line: `openapi/v1.yaml:12: expected ..., got ...`."""

    def __init__(self, file: str, line: int | None, message: str) -> None:
        self.file = file
        self.line = line
        self.message = " ".join(message.split())
        """What is wrong, without its place."""
        where = file if line is None else f"{file}:{line}"
        super().__init__(f"{where}: {self.message}")
