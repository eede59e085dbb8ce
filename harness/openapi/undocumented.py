"""An API that there is no document of: requests are read and answered, and nothing about them is wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from harness.common.statuses import phrase
from harness.model import Call, Operation, Request
from harness.openapi.answer.answer import Answer
from harness.openapi.answer.streaming import USUAL
from harness.openapi.api import Api
from harness.openapi.document.document import Document
from harness.openapi.document.files import Source
from harness.openapi.document.yaml_reader import Marks
from harness.openapi.request import body
from harness.openapi.request.route import path_of, query_of
from harness.openapi.request.security import Requirements, Scheme
from harness.openapi.request.sent import BadText, grouped, query_pairs
from harness.openapi.schema.convert import Converter
from harness.openapi.schema.violation import Inspection
from harness.openapi.values.images import ImageMaker

_ANY: dict[str, Any] = {
    name: {} for name in ("application/json", "multipart/form-data", "application/x-www-form-urlencoded", "*/*")
}
_CREDENTIALS = ("authorization", "cookie")
_PARTS_OF_CREDENTIALS = ("key", "token", "auth", "secret")


class Undocumented(Api):
    """Reads any request. Its operations are what the tree's programs are called."""

    documented = False

    def __init__(self, name: str, answers: Mapping[str, Any], names: Mapping[str, str]) -> None:
        """`answers` are the JSON values that operations answer, by id; the others answer `{}`. `names` maps the
        programs' names to operations, where they differ."""
        data = {"openapi": "3.1.0", "info": {"title": name, "version": ""}, "paths": {}}
        super().__init__(name, Document(Source(Path(), "no document", data, Marks())))
        self._answers, self._names = answers, names
        self._own_headers: set[str] = set()

    def operation(self, name: str) -> Operation:
        """The operation that programs of a name show."""
        return Operation(self.name, self._names.get(name, name), "", "")

    @cached_property
    def _bodies(self) -> body.Bodies:
        converters = {form: Converter(self.document, form=form) for form in (False, True)}
        return body.Bodies(self.document, {"content": _ANY}, converters)

    def inspect(self, request: Request, operation: Operation) -> Inspection:
        """Reads a request; only one that can't be read has a violation."""
        try:
            query = grouped(query_pairs(query_of(request.target)))
        except BadText:
            query = {"": [query_of(request.target)]}
        seen = self._bodies.read(request)
        headers = {name.lower(): value for name, value in request.headers}
        self._own_headers |= {name for name in headers if name.startswith("x-") or _is_credential(name)}
        path = {"path": path_of(request.target)}
        call = Call(operation, path, query, headers, seen.media_type, seen.value, seen.files)
        return Inspection(call if seen.readable else None, () if seen.readable else seen.violations)

    def redirects(self, operation: Operation) -> tuple[int, ...]:  # noqa: ARG002 - the shape of Api
        """None that anyone knows of."""
        return ()

    def streams(self, operation: Operation) -> bool:  # noqa: ARG002 - the shape of Api
        """False: no one knows."""
        return False

    def needs_key(self, operation: Operation) -> bool:  # noqa: ARG002 - the shape of Api
        """False: no one knows."""
        return False

    def carries_key(self, operation: Operation, place: str, name: str) -> bool:  # noqa: ARG002 - the shape of Api
        """True for headers whose name says so."""
        return place == "header" and _is_credential(name.lower())

    def security(self, operation: Operation) -> Requirements:  # noqa: ARG002 - the shape of Api
        """None that anyone knows of."""
        return Requirements()

    def met(self, request: Request, operation: Operation) -> list[tuple[tuple[Scheme, str], ...]]:  # noqa: ARG002 - the shape of Api
        """None that anyone knows of."""
        return []

    def header_names(self, operation: Operation) -> frozenset[str]:  # noqa: ARG002 - the shape of Api
        """The headers that programs have sent so far and that no client adds by itself."""
        return frozenset(self._own_headers)

    def full_path(self, operation: Operation) -> str:  # noqa: ARG002 - the shape of Api
        """Any path."""
        return ""

    def value_examples(self, operation: Operation) -> dict[str, str]:  # noqa: ARG002 - the shape of Api
        """None."""
        return {}

    def media_types(self, operation: Operation, status: int | None = None) -> tuple[str, ...]:  # noqa: ARG002 - the shape of Api
        """JSON."""
        return ("application/json",)

    def success_status(self, operation: Operation) -> int:  # noqa: ARG002 - the shape of Api
        """200."""
        return 200

    def has_artifact_list(self, operation: Operation, media_type: str, status: int | None = None) -> bool:  # noqa: ARG002 - the shape of Api
        """False: no one knows."""
        return False

    def prepare(self, operation: Operation) -> None:
        """Nothing is to be made."""

    def stream_field(self, operation: Operation) -> str:  # noqa: ARG002 - the shape of Api
        """The usual one."""
        return USUAL

    def answer(
        self,
        operation: Operation,
        status: int,
        accept: str | None = None,  # noqa: ARG002 - the shape of Api
        images: ImageMaker | None = None,  # noqa: ARG002 - the shape of Api
        count: int = 1,  # noqa: ARG002 - the shape of Api
        *,
        streamed: bool = False,  # noqa: ARG002 - the shape of Api
        example: str = "",  # noqa: ARG002 - the shape of Api
        message: str = "",
    ) -> Answer:
        """What the settings say of the operation, or a message that tells the status."""
        said = {"message": message or phrase(status, f"status {status}")}
        value = self._answers.get(operation.id, {}) if status < 400 else said
        return Answer(status, (("Content-Type", "application/json"),), json.dumps(value).encode())


def _is_credential(name: str) -> bool:
    return name in _CREDENTIALS or any(part in name for part in _PARTS_OF_CREDENTIALS)
