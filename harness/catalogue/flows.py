"""Flows of Arazzo 1.0 documents: the steps of a workflow -> the requests of a program."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from harness import openapi
from harness.errors import UserError, nearest
from harness.model import Operation, Step
from harness.openapi import Source, read_source

Outputs = Mapping[str, str]
"""Name of an output -> the dotted field of an answer that gives it; empty where something else gives it."""
KINDS = ("operationId", "operationPath", "workflowId")
_OUTPUT = re.compile(r"\$steps\.([\w-]+)\.outputs\.([\w-]+)")
_SOURCE = re.compile(r"\$sourceDescriptions\.([\w-]+)\.(.+)")
_PATH = re.compile(r"(?:\{\$sourceDescriptions\.([\w-]+)\.url\})?#/paths/([^/]+)/(\w+)")


@dataclass(frozen=True)
class _Flow:
    """A workflow, as far as it is of use here."""

    steps: tuple[Step, ...]
    outputs: Outputs


@dataclass
class _FlowReader:
    """Reads the workflows of one document, each when it is first asked for."""

    source: Source
    api: openapi.Api
    _flows: dict[str, _Flow | None] = field(default_factory=dict)
    """None while a workflow is being read."""

    def all(self) -> dict[str, tuple[Step, ...]]:
        """Workflow -> its requests."""
        root = self.source.data
        if not isinstance(root, dict) or not str(root.get("arazzo", "")).startswith("1."):
            got = root.get("arazzo", "none") if isinstance(root, dict) else "no mapping"
            self._fail("", f'expected an Arazzo document such as "arazzo: 1.0.1", got {got}')
        self._named = dict(self._entries("/workflows", "workflowId"))
        return {name: self._flow(name).steps for name in self._named}

    def _entries(self, pointer: str, name: str) -> Iterator[tuple[str, str]]:
        """Name of each entry of a list -> its pointer."""
        listed, seen = self._at(pointer), set[str]()
        if not isinstance(listed, list) or not listed:
            self._fail(pointer, f"expected a list of {pointer.rpartition('/')[2]}, got none")
        for index, entry in enumerate(listed):
            value = entry.get(name) if isinstance(entry, dict) else None
            if not isinstance(value, str) or value in seen:
                self._fail(f"{pointer}/{index}", f"expected a {name} of its own, got {value or 'none'}")
            seen.add(value)
            yield value, f"{pointer}/{index}"

    def _flow(self, name: str) -> _Flow:
        pointer = self._named[name]
        if name in self._flows:
            known = self._flows[name]
            return known or self._fail(pointer, f'expected an end of the workflow, got "{name}" within itself')
        self._flows[name] = None
        steps, outputs = list[Step](), dict[str, Outputs]()
        for step, at in self._entries(f"{pointer}/steps", "stepId"):
            more, given = self._step(at, outputs)
            steps += more
            outputs[step] = given
        named = self._at(f"{pointer}/outputs")
        given = {key: self._field(value, f"{pointer}/outputs", outputs) for key, value in _items(named)}
        flow = self._flows[name] = _Flow(tuple(steps), given)
        return flow

    def _step(self, at: str, before: Mapping[str, Outputs]) -> tuple[tuple[Step, ...], Outputs]:
        """The requests of a step, and its outputs."""
        entry = self._at(at)
        kinds = [kind for kind in KINDS if isinstance(entry.get(kind), str)]
        if len(kinds) != 1:
            self._fail(at, f"expected one of {', '.join(KINDS)}, got {' and '.join(kinds) or 'none'}")
        if kinds[0] == "workflowId":
            name = entry["workflowId"]
            if name not in self._named:
                self._fail(f"{at}/workflowId", f'expected a workflow, got "{name}"{nearest(name, self._named)}')
            flow = self._flow(name)
            return flow.steps, flow.outputs
        operation = self._operation(f"{at}/{kinds[0]}", entry[kinds[0]])
        carries = dict.fromkeys(name for place in self._sent(at) for name in self._carried(*place, before) if name)
        outputs = {key: self._field(value, f"{at}/outputs", before) for key, value in _items(entry.get("outputs"))}
        return (Step(operation, tuple(carries), self._shown(at)),), outputs

    def _sent(self, at: str) -> Iterator[tuple[str, Any]]:
        """What a step sends, with its pointers."""
        entry = self._at(at)
        for index, one in enumerate(_listed(entry.get("parameters"))):
            yield f"{at}/parameters/{index}", one.get("value") if isinstance(one, dict) else None
        yield f"{at}/requestBody", entry.get("requestBody")

    def _carried(self, at: str, value: Any, before: Mapping[str, Outputs]) -> Iterator[str]:
        """The fields of earlier answers that a value takes."""
        if isinstance(value, str):
            for step, output in _OUTPUT.findall(value):
                yield self._output(step, output, at, before)
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            yield from self._carried(at, inner, before)

    def _output(self, step: str, output: str, at: str, before: Mapping[str, Outputs]) -> str:
        if step not in before:
            self._fail(at, f'expected a step before this one, got "{step}"{nearest(step, before)}')
        if output not in before[step]:
            self._fail(at, f'expected an output of {step}, got "{output}"{nearest(output, before[step])}')
        return before[step][output]

    def _field(self, value: Any, at: str, before: Mapping[str, Outputs]) -> str:
        """The dotted field of an answer's body that an expression takes."""
        text = value if isinstance(value, str) else ""
        taken = _OUTPUT.fullmatch(text)
        if taken:
            return self._output(taken[1], taken[2], at, before)
        _, found, pointer = text.partition("$response.body#/")
        parts = (part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/"))
        return ".".join(part for part in parts if not part.isdecimal()) if found else ""

    def _operation(self, at: str, text: str) -> Operation:
        named = _SOURCE.fullmatch(text)
        path = _PATH.fullmatch(text)
        source = named[1] if named else path[1] if path else None
        if source:
            known = [one.get("name") for one in _listed(self._at("/sourceDescriptions")) if isinstance(one, dict)]
            if source not in known:
                self._fail(at, f'expected a source description, got "{source}"{nearest(source, map(str, known))}')
        operations = self.api.operations
        if path:
            where = path[2].replace("~1", "/").replace("~0", "~")
            found = (one for one in operations if (one.path, one.method) == (where, path[3].upper()))
        else:
            text = named[2] if named else text
            found = (one for one in operations if one.id == text)
        known_ids = [one.id for one in operations]
        message = f'expected an operation of {self.api.name}, got "{text}"{nearest(text, known_ids)}'
        return next(found, None) or self._fail(at, message)

    def _at(self, pointer: str) -> Any:
        value = self.source.data
        for token in pointer.split("/")[1:]:
            if isinstance(value, dict):
                value = value.get(token)
            else:
                value = value[int(token)] if isinstance(value, list) else None
        return value

    def _shown(self, pointer: str) -> str:
        return f"{self.source.shown}:{self.source.line(pointer)}"

    def _fail(self, pointer: str, message: str) -> NoReturn:
        raise UserError(f"{self._shown(pointer)}: {message}")


def read(path: Path, shown: str, api: openapi.Api) -> dict[str, tuple[Step, ...]]:
    """The workflows of an Arazzo document: name -> the requests that a program of it sends, in order.

    Raises UserError, one line with file and line, for what is no such document or names what there is none of.
    """
    try:
        source = read_source(path, shown)
    except openapi.DocumentError as error:
        raise UserError(str(error)) from None
    return _FlowReader(source, api).all()


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _items(value: Any) -> Iterator[tuple[str, Any]]:
    return iter(value.items() if isinstance(value, dict) else ())
