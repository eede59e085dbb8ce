"""An operation -> the answer that its document promises."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from harness.common.statuses import phrase
from harness.model import Headers
from harness.openapi.answer.streaming import Streaming, streaming
from harness.openapi.answer.told import with_message
from harness.openapi.document.document import Document
from harness.openapi.document.trouble import is_unusable
from harness.openapi.request import streams
from harness.openapi.request.accept import choose
from harness.openapi.request.media import essence
from harness.openapi.request.responses import Responses
from harness.openapi.schema.convert import Converter
from harness.openapi.schema.shape import Shape
from harness.openapi.schema.typed import typed
from harness.openapi.schema.validator import Validator
from harness.openapi.values import binary
from harness.openapi.values.images import ImageMaker, fill, list_of_images, paths
from harness.openapi.values.model_scalar import limit
from harness.openapi.values.model_value import examples_of, model_value

URLENCODED = "application/x-www-form-urlencoded"
NO_BODY = (204, 205, 304)
"""Statuses whose answers have no body (RFC 9110, 15)."""
_FRAMING = frozenset(("content-length", "content-type", "content-encoding", "transfer-encoding", "connection", "date"))
"""Headers that say how an answer is sent: whoever sends it sets them."""


@dataclass(frozen=True)
class Answer:
    """A response with status, headers and body."""

    status: int
    headers: Headers
    body: bytes

    def header(self, name: str) -> str | None:
        """The first value of a header, whatever its case; None where it is not sent."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)


class AnswerMaker:
    """Makes the answers of one operation."""

    def __init__(
        self, document: Document, operation: Mapping[str, Any], responses: Responses, converter: Converter
    ) -> None:
        self._document = document
        self._operation = operation
        self._responses = responses
        self._converter = converter
        self._validators: dict[int, Validator] = {}
        self._values: dict[int, Any] = {}
        self._media_types: dict[int, tuple[str, ...]] = {}
        self._named: dict[tuple[int, str], Mapping[str, Any]] = {}

    @cached_property
    def success_status(self) -> int:
        """The status of the answer where all went well."""
        return self._responses.success_status()

    def media_types(self, status: int) -> tuple[str, ...]:
        """The media types of a status' answer, in document order."""
        if status not in self._media_types:
            response = self._responses.exact(status)
            self._media_types[status] = tuple(self._responses.content(response)) if response is not None else ()
        return self._media_types[status]

    def has_artifact_list(self, media_type: str, status: int) -> bool:
        """True if the answer holds a list whose items hold images as base64 text."""
        response = self._responses.exact(status)
        media = self._responses.content(response).get(media_type) if response is not None else None
        if media is None or not _is_json(media_type):
            return False
        return list_of_images(list(paths(self._value(media), self._validator(media).shape))) is not None

    def accepts(self, status: int, value: Any) -> bool:
        """True if a JSON value breaks nothing of what the document says of a status' answer."""
        response = self._responses.exact(status)
        content = self._responses.content(response) if response is not None else {}
        media = next((media for kind, media in content.items() if _is_json(kind)), None)
        return media is None or _breaks_nothing(self._validator(media), value)

    def is_wide(self, status: int, name: str) -> bool:
        """True if a dotted name, through lists, is a field of a JSON answer that holds integers of 64 bits."""
        response = self._responses.exact(status)
        content = self._responses.content(response) if response is not None else {}
        media = next((media for kind, media in content.items() if _is_json(kind)), None)
        shape: Shape | None = self._validator(media).shape if media is not None else None
        for step in name.split("."):
            while shape is not None and not shape.names(step) and shape.items.parts and shape.items is not shape:
                shape = shape.items
            shape = shape.field(step) if shape is not None else None
        parts = shape.parts if shape is not None else ()
        most = limit(list(parts), "maximum", min)
        return any(part.get("format") in ("int64", "uint64") for part in parts) and (most is None or most >= 2**62)

    def answer(
        self,
        status: int,
        accept: str | None,
        images: ImageMaker | None,
        count: int,
        *,
        streamed: bool = False,
        example: str = "",
        message: str = "",
    ) -> Answer:
        """The answer of a status, in the media type that `accept` likes best, else in the first.

        A stream of events is taken where it is asked for (`streamed`), or where there is nothing else. `example` names
        one of the media type's `examples`, which is then the answer as it is. `message` is what a refusal is to say,
        if its body has a place for it.
        """
        response = self._responses.nearest(status)
        if response is None:
            return _plain(status, message)
        content = self._responses.content(response)
        headers = self._headers(response)
        offers = tuple(content)
        if status in NO_BODY:
            return Answer(status, headers, b"")
        if not offers:
            bare = self._responses.exact(status) is not None or status < 400
            return Answer(status, headers, b"") if bare else _plain(status, message)
        events = next((name for name in offers if essence(name) == streams.EVENTS), None)
        ordered = tuple(sorted(offers, key=lambda name: (name == events) != streamed))
        chosen = events if streamed and events else choose(ordered, accept) or ordered[0]
        media = content[chosen]
        if status < 400 and events is None and self._streams(streamed):
            return self._streamed(status, headers, media)
        name = "application/json" if chosen == "*/*" else chosen
        given = media.get("examples")
        if isinstance(given, dict) and example in given:
            media = self._named.setdefault((id(media), example), {"examples": {example: given[example]}})
        kind = _concrete(essence(name))
        body = self._body(kind, media, images, count, message)
        return Answer(status, (("Content-Type", kind if "*" in name else _with_parameters(name)), *headers), body)

    def messages(self) -> tuple[Any, ...]:
        """The JSON values that a server sends on a WebSocket: the examples of status 101, or else of the good answer.

        Where there is a schema alone, it is one value.
        """
        status = 101 if "101" in self._responses.declared else self.success_status
        response = self._responses.exact(status)
        content = self._responses.content(response) if response is not None else {}
        media = next((media for kind, media in content.items() if _is_json(kind)), None)
        return () if media is None else tuple(examples_of(self._document, media)) or (self._value(media),)

    @property
    def streams(self) -> bool:
        """True where a good answer can be a stream."""
        return bool(self._streaming.media) or any(map(is_stream, self.media_types(self.success_status)))

    @property
    def stream_field(self) -> str:
        """The field of a request whose true value asks for a stream."""
        return self._streaming.field

    @cached_property
    def _streaming(self) -> Streaming:
        return streaming(self._document, self._operation)

    def _streams(self, streamed: bool) -> bool:
        """True where an extension has the operation stream its answer, always or as it was asked."""
        return bool(self._streaming.media) and (streamed or self._streaming.always)

    def _streamed(self, status: int, headers: Headers, media: Mapping[str, Any]) -> Answer:
        told = self._streaming
        if told.schema is not None:
            media = self._named.setdefault((id(told), ""), {"schema": told.schema})
        return Answer(status, (("Content-Type", told.media), *headers), self._stream(told.media, media))

    def _body(self, name: str, media: Mapping[str, Any], images: ImageMaker | None, count: int, message: str) -> bytes:
        if streams.is_stream(name):
            return self._stream(name, media)
        if binary.is_binary(name):
            return binary.sample(name, images)
        value = self._value(media)
        if _is_json(name):
            if images is not None:
                value = fill(value, self._validator(media).shape, images, count)
            if message:
                value = with_message(value, message, self._validator(media).accepts)
            return json.dumps(value, ensure_ascii=False).encode()
        if isinstance(value, str):
            return value.encode()
        if name.endswith(("/xml", "+xml")):
            from harness.openapi.answer.xml_body import (
                to_xml,  # here, because it is slow to load and few APIs speak XML
            )

            return to_xml(self._document, media.get("schema"), value)
        if name == URLENCODED and isinstance(value, dict):
            return urlencode(value, doseq=True).encode()
        return b"" if value is None else json.dumps(value, ensure_ascii=False).encode()

    def _stream(self, name: str, media: Mapping[str, Any]) -> bytes:
        """Every kind of value that the stream may hold, once; two where there is one kind alone."""
        schema = media.get("itemSchema", media.get("schema"))
        done = self._streaming.ends_with_done
        done = done or streams.says_done((self._operation, media, self._document.follow(schema)))
        for example in examples_of(self._document, media):
            if isinstance(example, str):
                text = streams.written(example) if name == streams.EVENTS else example.encode()
                if text is not None:
                    return text
            values = example if isinstance(example, list) else [example] * 2
            return streams.encode(name, values, done=done)
        kinds = streams.alternatives(self._document, schema)
        made = [self._made(kind, Validator(self._converter.root(True if kind is None else kind))) for kind in kinds]
        return streams.encode(name, made if len(made) > 1 else made * 2, done=done)

    def _value(self, media: Mapping[str, Any]) -> Any:
        """The first worked example that fits its own schema, else a value made from the schema."""
        if id(media) not in self._values:
            self._values[id(media)] = self._chosen(media)
        return self._values[id(media)]

    def _chosen(self, media: Mapping[str, Any]) -> Any:
        validator = self._validator(media)
        examples = examples_of(self._document, media)
        for example in examples:
            if _breaks_nothing(validator, example):
                return example
        made = self._made(media.get("schema"), validator)
        return examples[0] if examples and not _breaks_nothing(validator, made) else made

    def _made(self, schema: Any, validator: Validator) -> Any:
        return model_value(self._document, schema, validator.accepts)

    def _validator(self, media: Mapping[str, Any]) -> Validator:
        if id(media) not in self._validators:
            self._validators[id(media)] = Validator(self._converter.root(media.get("schema", True)))
        return self._validators[id(media)]

    def _headers(self, response: Mapping[str, Any]) -> Headers:
        declared = response.get("headers")
        found = []
        for name, item in declared.items() if isinstance(declared, dict) else ():
            header = self._document.follow(item)
            if name.lower() in _FRAMING or not isinstance(header, dict) or is_unusable(header):
                continue
            found.append((name, _text(self._header(header))))
        return tuple(found)

    def _header(self, header: Mapping[str, Any]) -> Any:
        content = header.get("content")
        media = self._document.follow(next(iter(content.values()), None)) if isinstance(content, dict) else header
        media = media if isinstance(media, dict) else {}
        examples = examples_of(self._document, header) or examples_of(self._document, media)
        validator = self._validator(media)
        fitting = [
            one for one in examples if validator.accepts(one) or validator.accepts(typed(validator.shape, str(one)))
        ]
        if fitting:
            return fitting[0]
        made = self._made(media.get("schema"), validator)
        return examples[0] if examples and not validator.accepts(made) else made


def is_stream(media: str) -> bool:
    """True for a media type, with its parameters, whose bodies are a sequence of values."""
    return streams.is_stream(essence(media))


def _breaks_nothing(validator: Validator, value: Any) -> bool:
    """True for a value with no fault but fields that its schema does not know: they break no client."""
    return all(fault.kind == "unknown" for fault in validator.faults(value))


def _plain(status: int, message: str = "") -> Answer:
    """What a server says of a status that its document does not know."""
    if status < 400:
        return Answer(status, (), b"")
    message = message or phrase(status, f"Status {status}")
    return Answer(status, (("Content-Type", "application/json"),), json.dumps({"message": message}).encode())


def _is_json(name: str) -> bool:
    return essence(name) == "application/json" or essence(name).endswith("+json")


def _with_parameters(name: str) -> str:
    """A media type as its document writes it, the type in lower case."""
    main, semicolon, parameters = name.partition(";")
    return f"{main.strip().lower()}{semicolon}{parameters}"


def _concrete(name: str) -> str:
    """A media type in place of a range."""
    known = {"image/*": "image/png", "text/*": "text/plain", "audio/*": "audio/mpeg", "video/*": "video/mp4"}
    return known.get(name, name.replace("*", "octet-stream"))


def _text(value: Any) -> str:
    """A header's value."""
    text = (
        value
        if isinstance(value, str)
        else ",".join(map(_text, value))
        if isinstance(value, list)
        else json.dumps(value)
    )
    return " ".join(text.encode("ascii", "replace").decode().split())
