"""Reading a document's files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.openapi.document.errors import DocumentError
from harness.openapi.document.trouble import Trouble
from harness.openapi.document.yaml_reader import Marks, ReadError, read

BUNDLED = "x-files"
"""The key under which the files that a document refers to stand in its data, each under its name."""
LARGEST = 64 * 1024 * 1024
"""Bytes of one file beyond which it is taken for something else."""


@dataclass(frozen=True)
class Source:
    """One file of a document: where it lies, its path as people see it, and what is in it."""

    path: Path
    shown: str
    data: Any
    marks: Marks

    def line(self, pointer: str) -> int:
        """The 1-based line of a pointer within this file."""
        return self.marks.line(self.data, pointer)

    def troubles(self) -> Iterator[Trouble]:
        """What of the file was left out in reading it."""
        return (Trouble(self.shown, line, message) for line, message in self.marks.unusable)


def lies_in(path: Path, folders: Iterable[Path]) -> bool:
    """True for a file that lies below one of the folders once all links are followed."""
    real = path.resolve()
    return any(real.is_relative_to(folder.resolve()) for folder in folders)


def read_source(path: Path, shown: str) -> Source:
    """One file's data. Raises `DocumentError`."""
    try:
        if path.stat().st_size > LARGEST:
            raise DocumentError(shown, None, f"expected a document, got a file of more than {LARGEST} bytes")
        text = path.read_bytes().decode("utf-8-sig")
        data, marks = read(text)
    except OSError as error:
        got = error.strerror or type(error).__name__
        raise DocumentError(shown, None, f"expected a readable file, got: {got}") from None
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        raise DocumentError(shown, line, f"expected UTF-8 text, got byte 0x{error.object[error.start]:02x}") from None
    except ReadError as error:
        raise DocumentError(shown, error.line, str(error)) from None
    except (ValueError, RecursionError) as error:
        raise DocumentError(shown, None, f"expected YAML or JSON, got: {error}") from None
    return Source(path, shown, data, marks)
