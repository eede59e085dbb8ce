"""An answer that really came -> how it differs from what the document promises of its operation."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from harness.common.replies import uncoded
from harness.model import Operation, Reply, Severity
from harness.openapi.api import Api
from harness.openapi.document.document import Document, Entry
from harness.openapi.request.media import MediaType, essence, parse
from harness.openapi.request.responses import Responses
from harness.openapi.schema.convert import Converter
from harness.openapi.schema.typed import typed
from harness.openapi.schema.validator import BOUND, Validator
from harness.openapi.schema.violation import Violation, listed, shown

CODE = "spec-disagrees"
SIGNATURES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff", "image/gif": b"GIF8"}


def check_answer(api: Api, operation: Operation, reply: Reply) -> tuple[Violation, ...]:
    """All that an answer has and its document rules out, or lacks and it promises. The pointers lead into the body.

    Raises KeyError for another API's operation.
    """
    entry = dict(zip(api.operations, api.document.entries, strict=True))[operation]
    return tuple(_AnswerChecker(api.document, entry).violations(reply))


class _AnswerChecker:
    """Judges the answers of one operation."""

    def __init__(self, document: Document, entry: Entry) -> None:
        self._document = document
        self._responses = Responses(document, entry.body)
        self._converter = Converter(document, response=True)

    def violations(self, reply: Reply) -> Iterator[Violation]:
        response = self._responses.exact(reply.status)
        if response is None:
            documented = ", ".join(self._responses.declared) or "none"
            message = f"the document knows no answer with status {reply.status}"
            yield Violation(CODE, message, f"one of the statuses {documented}", str(reply.status))
            return
        yield from self._headers(response, reply)
        yield from self._content(self._responses.content(response), reply)

    def _headers(self, response: Mapping[str, Any], reply: Reply) -> Iterator[Violation]:
        declared = response.get("headers")
        for name, item in declared.items() if isinstance(declared, dict) else ():
            header = self._document.follow(item)
            if name.lower() == "content-type" or not isinstance(header, dict):
                continue  # OpenAPI ignores a declared Content-Type
            text = reply.header(name)
            if text is None:
                if header.get("required") is True:
                    yield Violation(CODE, f"the header {name} is missing", f"the header {name}", "no such header", name)
            elif "schema" in header:
                yield from self._header(name, header["schema"], text)

    def _header(self, name: str, schema: Any, text: str) -> Iterator[Violation]:
        validator = Validator(self._converter.root(schema))
        for fault in validator.faults(typed(validator.shape, text))[:1]:
            expected = fault.expected or "another value"
            message = f"the header {name}: expected {expected}, got {shown(text)}"
            yield Violation(CODE, message, expected, shown(text), name)

    def _content(self, content: Mapping[str, Mapping[str, Any]], reply: Reply) -> Iterator[Violation]:
        if not content:
            if reply.body:
                message = f"the document knows no body of an answer with status {reply.status}"
                yield Violation(CODE, message, "no body", f"{len(reply.body)} bytes")
            return
        sent = reply.header("Content-Type")
        media = parse(sent or "")
        match = _best(media, content) if media else None
        if media is None or match is None:
            message = f"the document knows no answer of the type {shown(sent)} with status {reply.status}"
            yield Violation(CODE, message, listed(content), shown(sent), "Content-Type")
            return
        try:
            body = uncoded(reply.body, reply.header("Content-Encoding"))
        except ValueError as error:
            yield Violation(CODE, f"the body can't be decoded: {error}", "a body that can be decoded", str(error))
            return
        yield from self._body(media.name, content[match].get("schema", True), body)

    def _body(self, name: str, schema: Any, body: bytes) -> Iterator[Violation]:
        if name == "application/json" or name.endswith("+json"):
            yield from self._json(schema, body)
        elif not body.startswith(SIGNATURES.get(name, b"")):
            yield Violation(CODE, f"the body is no {name}", f"a body of the type {name}", f"{body[:16]!r}...")

    def _json(self, schema: Any, body: bytes) -> Iterator[Violation]:
        try:
            value = json.loads(body)
        except (ValueError, RecursionError) as error:
            yield Violation(CODE, f"the body is no JSON: {error}", "JSON", f"{body[:40]!r}")
            return
        validator = Validator(self._converter.root(schema))
        if not validator.judges:
            message = "the answer is not judged: its schema is too large"
            yield Violation(CODE, message, BOUND, "more", severity="warning")
        for fault in validator.faults(value):
            # A field that the document does not tell of breaks no client, so it is no error.
            severity: Severity = "warning" if fault.kind == "unknown" else "error"
            where = f"in the answer, {fault.message}"
            yield Violation(CODE, where, fault.expected, fault.actual, fault.pointer, (), severity, fault.hint)


def _best(media: MediaType, content: Mapping[str, Any]) -> str | None:
    """The declared media type, or else the narrowest range, that an answer's type lies in."""
    found = [name for name in content if media.matches(name)]
    return min(found, key=lambda name: essence(name).count("*"), default=None)
