"""Multipart forms (RFC 7578)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from harness.common import multipart_parts
from harness.common.multipart_parts import Part
from harness.model import UploadedFile
from harness.openapi.request import json_body
from harness.openapi.request.forms import Field
from harness.openapi.request.json_body import Unreadable
from harness.openapi.request.media import MediaType, essence
from harness.openapi.schema.shape import Shape
from harness.openapi.schema.violation import Violation, listed, words


@dataclass(frozen=True)
class Form:
    """A form's fields and files, and what is wrong with the parts themselves."""

    fields: list[Field]
    files: tuple[UploadedFile, ...]
    violations: list[Violation]
    nameless: int = 0


def split(body: bytes, boundary: str) -> list[Part]:
    """The parts of a body. Raises `Unreadable` for one that is cut off or otherwise broken."""
    parts, trouble = multipart_parts.split(body, boundary)
    if trouble:
        raise Unreadable(f"no complete multipart form: {trouble}")
    return parts


def sniffed_boundary(body: bytes) -> str | None:
    """The boundary that a body begins with; None if it doesn't look like multipart."""
    first = body[:200].partition(b"\r\n")[0]
    return first[2:].decode("latin-1") if first.startswith(b"--") and len(first) > 2 else None


def read(parts: Sequence[Part], shape: Shape | None, encoding: Mapping[str, Any]) -> Form:
    """The fields and files of a form, by what the schema says of each name. Raises `Unreadable`."""
    fields: list[Field] = []
    files: list[UploadedFile] = []
    violations: list[Violation] = []
    nameless = 0
    for part in parts:
        if not part.name:
            nameless += 1
            violations.append(_nameless(part))
            continue
        field = _field_shape(part.name, shape)
        declared = encoding.get(part.name.removesuffix("[]"))
        if _is_file(part, field):
            violations.extend(_judge(part, field, _content_types(declared)))
            files.append(UploadedFile(part.name, part.filename, part.content_type, part.content))
            fields.append(Field(part.name, None))
        else:
            if part.filename is not None and not _takes_json(part, field):
                violations.append(_not_a_file(part))
            fields.append(Field(part.name, _text(part)))
    return Form(fields, tuple(files), violations, nameless)


def _field_shape(name: str, shape: Shape | None) -> Shape | None:
    """The shape of one part: an array's parts are its items."""
    found = shape.field(name) or shape.field(name.partition("[")[0]) if shape else None
    return found.items if found and "array" in found.types and found.items.is_binary else found


def _is_file(part: Part, field: Shape | None) -> bool:
    """A part for a binary field; of fields that nobody declares, each that has a filename."""
    if field is not None and not field.is_free:
        return field.is_binary
    return part.filename is not None


def _takes_json(part: Part, field: Shape | None) -> bool:
    """JavaScript sends JSON in a form as a `Blob`, which gets a filename."""
    wants = field is not None and bool(field.types & {"object", "array"})
    return wants and "json" in (part.content_type or "")


def _content_types(declared: Any) -> list[str]:
    """The media types that an `encoding` object allows for a part; none if it leaves that open."""
    text = declared.get("contentType") if isinstance(declared, dict) else None
    return [essence(name) for name in text.split(",")] if isinstance(text, str) else []


def _judge(part: Part, field: Shape | None, allowed: list[str]) -> Iterator[Violation]:
    expected = f"a filename and Content-Type: {listed(allowed) if allowed else 'of the file'}".replace('"', "")
    if not part.filename:
        what = "is plain text" if part.content_type is None else "has no filename"
        yield _fault(part, f'the file part "{part.name}" {what}', expected)
    elif field is None or not field.is_binary:
        return
    elif part.content_type is None:
        yield _fault(part, f'the file part "{part.name}" has no Content-Type', expected)
    elif allowed and not any(MediaType(essence(part.content_type)).matches(name) for name in allowed):
        message = f'the file part "{part.name}" has the wrong Content-Type: {part.content_type}'
        yield _fault(part, message, expected, part.content_type)


def _nameless(part: Part) -> Violation:
    what = f'the file part "{part.filename}"' if part.filename else "a part of the form"
    return Violation(
        "file-part",
        f"{what} has no name",
        'Content-Disposition: form-data; name="..."',
        "a part without a name",
        words=words(part.filename or "", "append", "Content-Disposition"),
    )


def _not_a_file(part: Part) -> Violation:
    message = f'the field "{part.name}" was sent as a file'
    return _fault(part, message, "a plain field, without a filename")


def _fault(part: Part, message: str, expected: str, *candidates: str) -> Violation:
    name = "no filename" if part.filename is None else f'filename="{part.filename}"'
    actual = f"{name}, {'Content-Type: ' + part.content_type if part.content_type else 'no Content-Type'}"
    pointer = "/" + part.name.replace("~", "~0").replace("/", "~1")
    return Violation(
        "file-part", message, expected, actual, pointer, words(*candidates, part.name, part.filename or "")
    )


def _text(part: Part) -> Any:
    """A part's text, or its value if it says that it is JSON. Raises `Unreadable`."""
    if "json" in essence(part.content_type or ""):
        try:
            return json_body.decode(part.content)[0]
        except Unreadable as error:
            raise Unreadable(f'the part "{part.name}" is {error}') from None
    try:
        return part.content.decode(part.charset or "utf-8")
    except (UnicodeDecodeError, LookupError) as error:
        raise Unreadable(f'the part "{part.name}" is no text: {error}') from None
