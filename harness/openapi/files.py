"""Reading a document's files, and bringing those that it refers to into it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from posixpath import join, normpath
from posixpath import split as split_path
from typing import Any
from urllib.parse import unquote

from harness.openapi import pointers
from harness.openapi.errors import DocumentError
from harness.openapi.references import references, walk
from harness.openapi.yaml_reader import Marks, ReadError, read

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


def bundle(root: Source) -> dict[str, Source]:
    """Reads the files that `root` refers to, relative to its folder, and puts them into its data under `x-files`.

    Afterwards every `$ref` leads to a place within `root.data`. Answers with the files by name.
    Raises `DocumentError`, also for a reference to an address on the network.
    """
    files: dict[str, Source] = {}
    waiting: list[tuple[str, Source]] = [("", root)]
    while waiting:
        name, source = waiting.pop()
        for pointer, holder, reference in list(references(source.data)):
            target = _rewrite(reference, name, root, source, pointer, files, waiting)
            holder["$ref"] = target
        for pointer, _, holder in list(walk(source.data)):
            _rewrite_mapping(holder, name, root, source, pointer, files, waiting)
    if files:
        root.data[BUNDLED] = {name: file.data for name, file in files.items()}
    return files


def _rewrite(
    reference: str,
    name: str,
    root: Source,
    source: Source,
    pointer: str,
    files: dict[str, Source],
    waiting: list[tuple[str, Source]],
) -> str:
    """The reference as it reads from the root's data; a file named for the first time joins `files`."""
    file, _, fragment = reference.partition("#")
    fragment = unquote(fragment)
    if not file:
        return "#" + (pointers.join("", BUNDLED, name) + fragment if name else fragment)
    if "://" in file or file.startswith("//"):
        line = source.line(pointer)
        raise DocumentError(source.shown, line, f'expected a $ref within the document or to a file, got "{reference}"')
    target = normpath(join(split_path(name)[0], unquote(file)))
    if target == root.path.name:
        return "#" + fragment
    if target not in files:
        files[target] = _referred(root, source, pointer, reference, target)
        waiting.append((target, files[target]))
    return "#" + pointers.join("", BUNDLED, target) + fragment


def _referred(root: Source, source: Source, pointer: str, reference: str, target: str) -> Source:
    path = root.path.parent / target
    if not path.is_file():
        line = source.line(pointer)
        raise DocumentError(source.shown, line, f'expected a $ref to a file that exists, got "{reference}"')
    return read_source(path, normpath(join(split_path(root.shown)[0], target)))


def _rewrite_mapping(
    holder: dict[str, Any],
    name: str,
    root: Source,
    source: Source,
    pointer: str,
    files: dict[str, Source],
    waiting: list[tuple[str, Source]],
) -> None:
    """A discriminator's mapping holds references too: those that look like one, not the bare names of schemas."""
    discriminator = holder.get("discriminator")
    mapping = discriminator.get("mapping") if isinstance(discriminator, dict) else None
    if not isinstance(mapping, dict):
        return
    for value, target in mapping.items():
        if isinstance(target, str) and ("#" in target or "/" in target):
            mapping[value] = _rewrite(target, name, root, source, pointer, files, waiting)
