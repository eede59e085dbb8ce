"""An operation -> the answer that its document promises."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from harness.model import Headers
from harness.openapi.accept import choose
from harness.openapi.convert import Converter
from harness.openapi.document import Document
from harness.openapi.images import TINY_PNG, ImageMaker, fill, list_of_images, paths
from harness.openapi.media import essence
from harness.openapi.model_value import Builder, example_of, model_value
from harness.openapi.responses import Responses
from harness.openapi.trouble import is_unusable
from harness.openapi.validator import Validator

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


class Answerer:
    """Makes the answers of one operation."""

    def __init__(self, document: Document, responses: Responses, converter: Converter) -> None:
        self._document = document
        self._responses = responses
        self._converter = converter
        self._validators: dict[int, Validator] = {}
        self._values: dict[int, Any] = {}

    def media_types(self, status: int) -> tuple[str, ...]:
        """The media types of a status' answer, in document order."""
        response = self._responses.exact(status)
        return tuple(self._responses.content(response)) if response is not None else ()

    def has_artifact_list(self, media_type: str, status: int) -> bool:
        """True if the answer holds a list whose items hold images as base64 text."""
        response = self._responses.exact(status)
        media = self._responses.content(response).get(media_type) if response is not None else None
        if media is None or not _is_json(media_type):
            return False
        return list_of_images(list(paths(self._value(media), self._validator(media).shape))) is not None

    def answer(self, status: int, accept: str | None, images: ImageMaker | None, count: int) -> Answer:
        """The answer of a status, in the media type that `accept` likes best, else in the first."""
        response = self._responses.nearest(status)
        if response is None:
            return _plain(status)
        content = self._responses.content(response)
        headers = self._headers(response)
        offers = tuple(essence(name) for name in content)
        if not offers:
            bare = self._responses.exact(status) is not None or status < 400
            return Answer(status, headers, b"") if bare else _plain(status)
        chosen = choose(offers, accept) or offers[0]
        media = list(content.values())[offers.index(chosen)]
        name = "application/json" if chosen == "*/*" else chosen
        body = self._body(name, media, images, count)
        return Answer(status, (("Content-Type", _concrete(name)), *headers), body)

    def _body(self, name: str, media: Mapping[str, Any], images: ImageMaker | None, count: int) -> bytes:
        if name.startswith("image/"):
            return images(0) if images else TINY_PNG
        value = self._value(media)
        if _is_json(name):
            if images is not None:
                value = fill(value, self._validator(media).shape, images, count)
            return json.dumps(value, ensure_ascii=False).encode()
        if isinstance(value, str):
            return value.encode()
        return b"" if value is None else json.dumps(value, ensure_ascii=False).encode()

    def _value(self, media: Mapping[str, Any]) -> Any:
        """The worked example, else a value made from the schema."""
        if id(media) not in self._values:
            known, value = example_of(self._document, media)
            self._values[id(media)] = value if known else self._made(media)
        return self._values[id(media)]

    def _made(self, media: Mapping[str, Any]) -> Any:
        return model_value(self._document, media.get("schema"), self._validator(media).accepts)

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
            known, value = example_of(self._document, header)
            found.append((name, _text(value if known else Builder(self._document).build(header.get("schema")))))
        return tuple(found)


def _plain(status: int) -> Answer:
    """What a server says of a status that its document does not know."""
    if status < 400:
        return Answer(status, (), b"")
    phrase = HTTPStatus(status).phrase if status in HTTPStatus._value2member_map_ else f"Status {status}"
    return Answer(status, (("Content-Type", "application/json"),), json.dumps({"message": phrase}).encode())


def _is_json(name: str) -> bool:
    return essence(name) == "application/json" or essence(name).endswith("+json")


def _concrete(name: str) -> str:
    """A media type in place of a range."""
    return {"image/*": "image/png", "text/*": "text/plain"}.get(name, name.replace("*", "octet-stream"))


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
