"""Bringing the files that a document refers to into it, so that every `$ref` leads to a place within its data.

A `$ref` that leads nowhere is taken away, and the object that held it is marked: the rest of the document is of use
without it. Nothing is ever fetched from the network.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from posixpath import join, normpath
from posixpath import split as split_path
from typing import Any
from urllib.parse import unquote, urljoin

from harness.openapi.document import pointers
from harness.openapi.document.errors import DocumentError
from harness.openapi.document.files import BUNDLED, LARGEST, Source, lies_in, read_source
from harness.openapi.document.references import Location, Reference, follow, references, references_in, walk
from harness.openapi.document.trouble import UNUSABLE, Trouble

_FILES = (".yaml", ".yml", ".json")
"""How the names of files end, which may else be names of schemas."""
_OF_EXAMPLES = {"summary", "description", "value"}
_EXISTING = "expected a $ref to something that exists"
_READ = frozenset(("$ref", "$dynamicRef", "$anchor", "$dynamicAnchor", "$id", "discriminator", "example", "value"))
"""The keys that bundling reads: most objects of a document have none of them."""


@dataclass(frozen=True)
class Bundle:
    """What a document refers to."""

    files: dict[str, Source]
    """The files, by their path relative to the document. They stand in its data under `x-files`."""
    troubles: tuple[Trouble, ...]
    """What can't be used of them and of the document, each reported once, in the order in which it was found."""


def bundle(root: Source, within: Sequence[Path] | None = None) -> Bundle:
    """Reads the files that `root` refers to, relative to its folder, and puts them into its data under `x-files`.

    Files that lie, or lead, outside the folders `within` are not read; without folders all are.

    Afterwards every `$ref` leads to a place within `root.data` that is more than another reference.
    """
    return _Bundler(root, within).bundle()


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
    within: Sequence[Path] | None
    files: dict[str, Source] = field(default_factory=dict)
    waiting: list[tuple[str, Source]] = field(default_factory=list)
    failed: dict[str, DocumentError] = field(default_factory=dict)
    """The files that can't be read, each with what is wrong in it."""
    places: dict[int, list[Location]] = field(default_factory=dict)
    """The objects of a source with one of the keys in `_READ`, by the source's `id()`. Bundling adds none."""
    names: dict[int, dict[str, str]] = field(default_factory=dict)
    """The pointers of what has a name (`$anchor`, `$id`) in a source, by the source's `id()`."""
    ids: dict[int, list[tuple[str, str]]] = field(default_factory=dict)
    """The pointers of the schemas with an `$id`, and these, by the source's `id()`."""
    first: dict[str, Trouble] = field(default_factory=dict)
    """Each message with the first place where it was reported."""
    count: Counter[str] = field(default_factory=Counter)
    size: int = 0

    def bundle(self) -> Bundle:
        self.waiting.append(("", self.root))
        while self.waiting:
            name, source = self.waiting.pop()
            self._rewrite_all(name, source)
        self._read_examples()
        if self.files:
            self.root.data[BUNDLED] = {name: file.data for name, file in self.files.items()}
        sources = [("", self.root), *self.files.items()]
        for name, source in sources:
            self._check_targets(name, source)
        for name, source in sources:
            self._check_ends(name, source)
        read = [trouble for source in (self.root, *self.files.values()) for trouble in source.troubles()]
        return Bundle(self.files, (*read, *(self._told(message) for message in self.first)))

    def _read_examples(self) -> None:
        """Puts in place what an example that is a `$ref` names: vendors' tools resolve it, OpenAPI does not."""
        for name, source in [("", self.root), *self.files.items()]:
            for pointer, _, holder in self._places(source):
                for key in ("example", "value"):
                    reference = _only_reference(holder.get(key))
                    target = self._example(reference, name, source) if reference else None
                    if target is None:
                        continue
                    holder[key] = target
                    place = pointers.join(pointer, key)
                    message = "expected an example, got a $ref, which OpenAPI takes for the example itself"
                    trouble = Trouble(source.shown, source.line(place), message, _below(name, place))
                    self.first.setdefault(message, trouble)
                    self.count[message] += 1

    def _example(self, reference: str, name: str, source: Source) -> Any:
        """What an example's reference leads to; None where it leads nowhere."""
        read = dict(self.files)
        try:
            target = self._resolved(reference, name, source)
            found = pointers.get(
                {**self.root.data, BUNDLED: {one: file.data for one, file in self.files.items()}}, target[1:]
            )
        except (_Broken, DocumentError, LookupError):
            return None
        finally:
            self.files = read  # what is an example is no part of the document
            self.waiting.clear()
        return found.get("value", found) if isinstance(found, dict) and found.keys() <= _OF_EXAMPLES else found

    def _places(self, source: Source) -> list[Location]:
        if id(source) not in self.places:
            self.places[id(source)] = [one for one in walk(source.data) if not _READ.isdisjoint(one.value)]
        return self.places[id(source)]

    def _references(self, source: Source) -> list[Reference]:
        return list(references_in(self._places(source)))

    def _rewrite_all(self, name: str, source: Source) -> None:
        for _, _, holder in self._places(source):
            if isinstance(holder.get("$dynamicRef"), str) and "$ref" not in holder:
                holder["$ref"] = holder.pop("$dynamicRef")  # what it leads to where no other schema extends this one
        for pointer, holder, reference in self._references(source):
            try:
                holder["$ref"] = self._by_own_id(reference, name, source, pointer) or self._resolved(
                    reference, name, source
                )
            except _Broken as broken:
                self._unusable(name, source, pointer, holder, str(broken))
            except DocumentError as error:  # the file is there, and can't be read: reported once, at its own place
                _leave_out(holder)
                self.first.setdefault(str(error), Trouble(error.file, error.line, error.message))
        for _, _, holder in self._places(source):
            self._rewrite_mapping(holder, name, source)

    def _by_own_id(self, reference: str, name: str, source: Source, pointer: str) -> str | None:
        """A reference to a schema with an `$id`, or relative to one around it; None where it leads nowhere by that."""
        address, own = "", None
        for place, one in self._ids(source):
            if pointer == place or pointer.startswith(f"{place}/"):
                address, own = _joined(address, one), place
        file, _, fragment = _joined(address, reference).partition("#")
        if not reference.startswith("#"):
            own = self._names(source).get(file) if "://" in file else None
        if own is None or (fragment and not fragment.startswith("/")):
            return None
        try:
            pointers.get(source.data, own + unquote(fragment))
        except LookupError:
            return None
        return "#" + _below(name, own + unquote(fragment))

    def _ids(self, source: Source) -> list[tuple[str, str]]:
        """The schemas that have an address of their own, outermost first, and these addresses."""
        if id(source) not in self.ids:
            found = [(place.pointer, place.value["$id"]) for place in self._places(source) if _has_id(place.value)]
            self.ids[id(source)] = sorted(found, key=lambda one: one[0].count("/"))
        return self.ids[id(source)]

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
        if self.within is not None and not lies_in(path, self.within):
            raise _Broken(f'expected a $ref to a file in the project, or in one of "open_folders", got "{reference}"')
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
            if isinstance(target, str) and ("#" in target or "/" in target or target.endswith(_FILES)):
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


def _only_reference(value: Any) -> str | None:
    """The reference that an object is; None where it is something else."""
    reference = value.get("$ref") if isinstance(value, dict) and len(value) == 1 else None
    return reference if isinstance(reference, str) else None


def _has_id(value: dict[str, Any]) -> bool:
    return isinstance(value.get("$id"), str)


def _joined(address: str, reference: str) -> str:
    try:
        return urljoin(address, reference)
    except ValueError:
        return reference


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
