"""A loaded OpenAPI document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from harness.model import Operation
from harness.openapi.document import inline, pointers, sample_links
from harness.openapi.document.files import BUNDLED, Source
from harness.openapi.document.hooks import Hook, hooks_of
from harness.openapi.document.inline import InlineSample
from harness.openapi.document.references import follow
from harness.openapi.document.sample_links import SampleLink
from harness.openapi.document.trouble import Trouble

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")


@dataclass(frozen=True)
class Entry:
    """One operation as it appears in the document."""

    id: str
    method: str
    path: str
    """The path template, as the document writes it."""
    pointer: str
    item: dict[str, Any]
    """The path item that it belongs to."""
    body: dict[str, Any]
    """The operation object."""


@dataclass(frozen=True, eq=False)
class Document:
    """An OpenAPI 3.x document; every `$ref` in `data` leads to a place within it. Don't change `data`."""

    source: Source
    files: Mapping[str, Source] = field(default_factory=dict)
    """The files that it refers to, by their path relative to it. They stand in `data` under `x-files`."""
    troubles: tuple[Trouble, ...] = ()
    """What can't be used of it and of these files, each reported once."""
    original: Source | None = None
    """The document as it was written, where that was Swagger 2.0."""

    @property
    def shown(self) -> str:
        """The document's path as people see it."""
        return self.source.shown

    @property
    def path(self) -> Path:
        """Where the document lies."""
        return self.source.path

    @property
    def data(self) -> dict[str, Any]:
        """The document's root. All keys are strings."""
        data: dict[str, Any] = self.source.data
        return data

    @property
    def version(self) -> str:
        """The OpenAPI version, e.g. `3.0.3`."""
        return str(self.data["openapi"])

    @cached_property
    def base_path(self) -> str:
        """The path of the first server's url, without a slash at its end; "" if there is none."""
        return server_path(self.data.get("servers")) or ""

    def line(self, pointer: str) -> int | None:
        """The 1-based line of a JSON pointer, or of its nearest ancestor that exists, in the file that holds it."""
        return self.place(pointer)[1]

    def place(self, pointer: str) -> tuple[str, int]:
        """The file as people see it, and the line, of a JSON pointer into `data`."""
        source, inner = self._source_of(pointer)
        return source.shown, source.line(inner)

    def _source_of(self, pointer: str) -> tuple[Source, str]:
        tokens = pointers.tokens_of(pointer)
        if len(tokens) > 1 and tokens[0] == BUNDLED and tokens[1] in self.files:
            return self.files[tokens[1]], pointers.join("", *tokens[2:])
        return self.source, pointer

    def follow(self, value: Any) -> Any:
        """`value`, or what it refers to. Raises `LookupError` for what can't be followed."""
        return follow(self.data, value)

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """All operations, in document order."""
        return tuple(self._entries())

    def _entries(self) -> Iterator[Entry]:
        paths = self.data.get("paths")
        for path, raw in paths.items() if isinstance(paths, dict) else ():
            item = self.follow(raw)
            if not path.startswith("/") or not isinstance(item, dict):
                continue
            place = pointers.join("", "paths", path)
            if isinstance(raw, dict) and isinstance(raw.get("$ref"), str):
                place = raw["$ref"][1:]
            own = _methods(raw, pointers.join("", "paths", path)) if item is not raw else ()
            whole = item if item is raw else _with_siblings(raw, item)
            for method, pointer, body in (*own, *_methods(item, place)):
                name = body.get("operationId")
                identity = name if isinstance(name, str) and name else f"{method} {path}"
                yield Entry(identity, method, path, pointer, whole, body)

    @cached_property
    def hooks(self) -> tuple[Entry, ...]:
        """The operations of its webhooks and callbacks, which the API calls; their path is the name that they have."""
        return tuple(entry for _, entry in self._hooks)

    @cached_property
    def _hooks(self) -> tuple[tuple[Hook, Entry], ...]:
        callers = [(entry.pointer, entry.body) for entry in self.entries]
        found = []
        for hook in hooks_of(self.data, callers, self.follow):
            for method, pointer, body in _methods(hook.item, hook.pointer):
                own = body.get("operationId")
                name = own if isinstance(own, str) and own else hook.name
                found.append((hook, Entry(name, method, hook.name, pointer, hook.item, body)))
        return tuple(found)

    def callbacks(self, caller: Entry) -> tuple[tuple[str, Entry], ...]:
        """The callbacks of an operation, each with the runtime expression that says where it goes."""
        return tuple((hook.expression, entry) for hook, entry in self._hooks if hook.caller == caller.pointer)

    def operations(self, api: str) -> tuple[Operation, ...]:
        """All operations as the model's values, in document order; `api` is the name of the API version."""
        return tuple(self.operation(api, entry) for entry in self.entries)

    def operation(self, api: str, entry: Entry) -> Operation:
        """One operation as the model's value."""
        return Operation(api, entry.id, entry.method, entry.path, self.line(entry.pointer) or 0)

    def sample_links(self) -> tuple[SampleLink, ...]:
        """The links of all operations to example programs, in document order."""
        return tuple(
            SampleLink(
                entry.id,
                lang,
                sample_links.target(self._source_of(pointer)[0].path.parent, reference),
                pointer,
                self.line(pointer),
            )
            for entry in self.entries
            for lang, reference, pointer in sample_links.links(entry.body, entry.pointer)
        )

    def inline_samples(self) -> tuple[InlineSample, ...]:
        """The samples that stand in the document itself, in document order."""
        texts: dict[Path, list[str]] = {}
        found = []
        for entry in self.entries:
            for sample in inline.written(entry.body, entry.pointer):
                if sample.trouble:
                    continue
                source, inner = self._source_of(sample.pointer)
                if source.path not in texts:
                    texts[source.path] = source.path.read_text("utf-8-sig", "replace").splitlines()
                lines = inline.lines_of(sample.source, texts[source.path], source.line(inner))
                found.append(InlineSample(entry.id, sample.lang, sample.label, sample.source, source.shown, lines))
        return tuple(found)

    def no_samples(self) -> tuple[tuple[str, str], ...]:
        """What is in the place of a sample and is none: where, as `file:line`, and why."""
        found = []
        for entry in self.entries:
            for sample in inline.written(entry.body, entry.pointer):
                if sample.trouble:
                    file, line = self.place(sample.pointer)
                    found.append((f"{file}:{line}", sample.trouble))
        return tuple(found)


def _with_siblings(raw: dict[str, Any], target: dict[str, Any]) -> dict[str, Any]:
    """A path item that another one refers to, with what is beside the reference (3.1, 4.8.9)."""
    shared = [
        one for holder in (target, raw) if isinstance(holder.get("parameters"), list) for one in holder["parameters"]
    ]
    beside = {key: value for key, value in raw.items() if key not in ("$ref", *METHODS)}
    return {**target, **beside, **({"parameters": shared} if shared else {})}


def server_path(servers: Any) -> str | None:
    """The path of the first of some servers, its variables at their defaults; None where there is no server."""
    first = servers[0] if isinstance(servers, list) and servers else None
    url = first.get("url") if isinstance(first, dict) else None
    if not isinstance(first, dict) or not isinstance(url, str):
        return None
    variables = first.get("variables")
    for name, variable in variables.items() if isinstance(variables, dict) else ():
        if isinstance(variable, dict):
            url = url.replace("{" + name + "}", str(variable.get("default", "")))
    try:
        path = urlsplit(url).path.rstrip("/")
    except ValueError:
        return ""
    return path if path.startswith("/") or not path else "/" + path


def _methods(item: dict[str, Any], place: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Method, pointer and object of each operation of a path item. 3.2 has `additionalOperations` besides."""
    for key, body in item.items():
        if key in METHODS and isinstance(body, dict):
            yield key.upper(), pointers.join(place, key), body
    more = item.get("additionalOperations")
    for key, body in more.items() if isinstance(more, dict) else ():
        if isinstance(body, dict):
            yield key, pointers.join(place, "additionalOperations", key), body
