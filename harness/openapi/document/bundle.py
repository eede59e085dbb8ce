"""Bringing the files that a document refers to into it, so that every `$ref` leads to a place within its data.

A `$ref` that leads nowhere is taken away, and the object that held it is marked: the rest of the document is of use
without it. Nothing is ever fetched from the network.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from posixpath import join, normpath
from posixpath import split as split_path
from typing import Any
from urllib.parse import unquote, urljoin

from harness.openapi.document import pointers
from harness.openapi.document.errors import DocumentError
from harness.openapi.document.files import BUNDLED, LARGEST, Source, read_source
from harness.openapi.document.references import Location, Reference, follow, references, references_in, walk
from harness.openapi.document.trouble import UNUSABLE, Trouble

_EXISTING = "expected a $ref to something that exists"


@dataclass(frozen=True)
class Bundle:
    """What a document refers to."""

    files: dict[str, Source]
    """The files, by their path relative to the document. They stand in its data under `x-files`."""
    troubles: tuple[Trouble, ...]
    """What can't be used of them and of the document, each told once, in the order in which it was found."""


def bundle(root: Source) -> Bundle:
    """Reads the files that `root` refers to, relative to its folder, and puts them into its data under `x-files`.

    Afterwards every `$ref` leads to a place within `root.data` that is more than another reference.
    """
    return _Bundler(root).bundle()


def lost(source: Source) -> list[Trouble]:
    """Takes away the references that a conversion of the document left without their target."""
    found = []
    for pointer, holder, reference in list(references(source.data)):
        try:
            pointers.get(source.data, reference[1:])
        except LookupError:
            _leave_out(holder)
            message = f'expected a $ref to a definition, got "{reference}"'
            found.append(Trouble(source.shown, source.line(pointer), message, pointer))
    return found


class _Broken(Exception):
    """A reference that leads nowhere, in words."""


@dataclass
class _Bundler:
    root: Source
    files: dict[str, Source] = field(default_factory=dict)
    waiting: list[tuple[str, Source]] = field(default_factory=list)
    failed: dict[str, DocumentError] = field(default_factory=dict)
    """The files that can't be read, each with what is wrong in it."""
    places: dict[int, list[Location]] = field(default_factory=dict)
    """The objects of a source that may hold a reference, by the source's `id()`. Bundling adds none."""
    names: dict[int, dict[str, str]] = field(default_factory=dict)
    """The pointers of what has a name (`$anchor`, `$id`) in a source, by the source's `id()`."""
    first: dict[str, Trouble] = field(default_factory=dict)
    """Each message with the first place that it was told of."""
    count: Counter[str] = field(default_factory=Counter)
    size: int = 0

    def bundle(self) -> Bundle:
        self.waiting.append(("", self.root))
        while self.waiting:
            name, source = self.waiting.pop()
            self._rewrite_all(name, source)
        if self.files:
            self.root.data[BUNDLED] = {name: file.data for name, file in self.files.items()}
        sources = [("", self.root), *self.files.items()]
        for name, source in sources:
            self._check_targets(name, source)
        for name, source in sources:
            self._check_ends(name, source)
        read = [trouble for source in (self.root, *self.files.values()) for trouble in source.troubles()]
        return Bundle(self.files, (*read, *(self._told(message) for message in self.first)))

    def _places(self, source: Source) -> list[Location]:
        if id(source) not in self.places:
            self.places[id(source)] = list(walk(source.data))
        return self.places[id(source)]

    def _references(self, source: Source) -> list[Reference]:
        return list(references_in(self._places(source)))

    def _rewrite_all(self, name: str, source: Source) -> None:
        for pointer, holder, reference in self._references(source):
            try:
                holder["$ref"] = self._resolved(reference, name, source)
            except _Broken as broken:
                self._unusable(name, source, pointer, holder, str(broken))
            except DocumentError as error:  # the file is there, and can't be read: that is told once, at its own place
                _leave_out(holder)
                self.first.setdefault(str(error), Trouble(error.file, error.line, error.message))
        for _, _, holder in self._places(source):
            self._rewrite_mapping(holder, name, source)

    def _resolved(self, reference: str, name: str, source: Source) -> str:
        """A reference as it reads from the root's data; a file that is named for the first time joins `files`."""
        named = self._names(source).get(reference)
        if named is not None:
            return "#" + _below(name, named)
        file, _, fragment = self._beside(reference, source).partition("#")
        fragment = unquote(fragment)
        if not file:
            return "#" + _below(name, self._pointer(fragment, source, reference))
        if "://" in file or file.startswith("//"):
            raise _Broken(f'expected a $ref within the document or to a file, got "{reference}": nothing is fetched')
        target = normpath(join(split_path(name)[0], unquote(file)))
        if target == self.root.path.name:
            return "#" + self._pointer(fragment, self.root, reference)
        if target not in self.files:
            self._read(target, reference)
        return "#" + _below(target, self._pointer(fragment, self.files[target], reference))

    def _beside(self, reference: str, source: Source) -> str:
        """A reference by the address that a document has for itself (3.2's `$self`), as one to a file beside it."""
        own = source.data.get("$self") if isinstance(source.data, dict) else None
        if not isinstance(own, str) or "://" not in own or "://" not in reference:
            return reference
        address = own.partition("#")[0]
        if reference.partition("#")[0] == address:
            return "#" + reference.partition("#")[2]
        try:
            folder = urljoin(address, ".")
        except ValueError:
            return reference
        return reference.removeprefix(folder)

    def _pointer(self, fragment: str, source: Source, reference: str) -> str:
        """The JSON pointer of a fragment, which may be a name (`$anchor`)."""
        if not fragment or fragment.startswith("/"):
            return fragment
        named = self._names(source).get("#" + fragment)
        if named is None:
            raise _Broken(f'{_EXISTING}, got "{reference}"')
        return named

    def _names(self, source: Source) -> dict[str, str]:
        """What has a name in a source: `#name` for an anchor, the whole `$id` for a schema with one."""
        if id(source) not in self.names:
            found: dict[str, str] = {}
            for pointer, _, value in self._places(source):
                for key, mark in (("$anchor", "#"), ("$dynamicAnchor", "#"), ("$id", "")):
                    if isinstance(value.get(key), str):
                        found.setdefault(mark + value[key], pointer)
            self.names[id(source)] = found
        return self.names[id(source)]

    def _read(self, target: str, reference: str) -> None:
        if target in self.failed:
            raise self.failed[target]
        path = self.root.path.parent / target
        try:
            there = path.is_file()
            size = path.stat().st_size if there else 0
        except (OSError, ValueError):  # a name that no file system takes
            there, size = False, 0
        if not there:
            raise _Broken(f'expected a $ref to a file that exists, got "{reference}"')
        self.size += size
        if self.size > LARGEST:
            raise _Broken(f'expected files of at most {LARGEST} bytes together, got more with "{reference}"')
        try:
            source = read_source(path, normpath(join(split_path(self.root.shown)[0], target)))
        except DocumentError as error:
            self.failed[target] = error
            raise
        self.files[target] = source
        self.waiting.append((target, source))

    def _rewrite_mapping(self, holder: dict[str, Any], name: str, source: Source) -> None:
        """A discriminator's mapping holds references too: those that look like one, not the bare names of schemas.

        One that leads nowhere is left as it is, for the linter to tell of.
        """
        discriminator = holder.get("discriminator")
        mapping = discriminator.get("mapping") if isinstance(discriminator, dict) else None
        if not isinstance(mapping, dict):
            return
        for value, target in mapping.items():
            if isinstance(target, str) and ("#" in target or "/" in target):
                try:
                    mapping[value] = self._resolved(target, name, source)
                except (_Broken, DocumentError):
                    continue

    def _check_targets(self, name: str, source: Source) -> None:
        """Takes away the references to places that don't exist."""
        for pointer, holder, reference in self._references(source):
            try:
                pointers.get(self.root.data, reference[1:])
            except LookupError:
                self._unusable(name, source, pointer, holder, f'{_EXISTING}, got "{_readable(reference)}"')

    def _check_ends(self, name: str, source: Source) -> None:
        """Takes away one of each circle of references."""
        for pointer, holder, reference in self._references(source):
            try:
                follow(self.root.data, holder)
            except LookupError:
                message = f'expected a $ref that ends somewhere, got a circle at "{_readable(reference)}"'
                self._unusable(name, source, pointer, holder, message)

    def _unusable(self, name: str, source: Source, pointer: str, holder: dict[str, Any], message: str) -> None:
        _leave_out(holder)
        self.first.setdefault(message, Trouble(source.shown, source.line(pointer), message, _below(name, pointer)))
        self.count[message] += 1

    def _told(self, message: str) -> Trouble:
        first, more = self.first[message], self.count[message] - 1
        return replace(first, message=f"{message} (and so in {more} more)") if more > 0 else first


def _leave_out(holder: dict[str, Any]) -> None:
    del holder["$ref"]
    holder[UNUSABLE] = True


def _below(name: str, pointer: str) -> str:
    """The pointer of a place in a file, "" for the root's, as it reads from the root's data."""
    return pointers.join("", BUNDLED, name) + pointer if name else pointer


def _readable(reference: str) -> str:
    """A reference as its author wrote it, or nearly."""
    tokens = pointers.tokens_of(reference[1:])
    if len(tokens) > 1 and tokens[0] == BUNDLED:
        return tokens[1] + "#" + pointers.join("", *tokens[2:])
    return reference
