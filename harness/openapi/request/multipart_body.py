"""Multipart forms (RFC 7578)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from harness.common import multipart_parts
from harness.common.multipart_parts import Part
from harness.model import UploadedFile
from harness.openapi.document import pointers
from harness.openapi.request import json_body
from harness.openapi.request.forms import Field
from harness.openapi.request.json_body import Unreadable
from harness.openapi.request.media import MediaType, essence
from harness.openapi.request.parameter_checks import header_faults
from harness.openapi.request.parameters import Parameter
from harness.openapi.request.readings import Text, settle
from harness.openapi.schema.shape import Shape
from harness.openapi.schema.validator import Validator
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


def read(
    parts: Sequence[Part],
    shape: Shape | None,
    allowed: Mapping[str, list[str]],
    headers: Mapping[str, list[Parameter]],
) -> Form:
    """The fields and files of a form, by what the schema says of each name. Raises `Unreadable`.

    `allowed` are the media types of the fields, and `headers` their headers, as far as their encoding says.
    """
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
        own = part.name if part.name in allowed else part.name.partition("[")[0]
        violations.extend(_judge_headers(part, headers.get(own, [])))
        if _is_file(part, field):
            violations.extend(_judge(part, field, allowed.get(own, [])))
            files.append(UploadedFile(part.name, part.filename, part.content_type, part.content))
            fields.append(Field(part.name, None))
        else:
            violations.extend(_judge_text(part, field, allowed.get(own, [])))
            fields.append(Field(part.name, _text(part)))
    return Form(fields, tuple(files), violations, nameless)


def _field_shape(name: str, shape: Shape | None) -> Shape | None:
    """The shape of one part: an array's parts are its items."""
    found = shape.field(name) or shape.field(name.partition("[")[0]) if shape else None
    return found.items if found and "array" in found.types and found.items.is_binary else found


def _is_file(part: Part, field: Shape | None) -> bool:
    """A part for a binary field, unless it may be text too; of fields that nobody declares, each with a filename."""
    if field is not None and not field.is_free:
        is_text = part.filename is None and essence(part.content_type or "text/plain").startswith("text/")
        takes_text = is_text and bool(field.types - {"array", "object", "null"})
        return field.is_binary and not takes_text
    return part.filename is not None


def _takes_json(part: Part, field: Shape | None) -> bool:
    """JavaScript sends JSON in a form as a `Blob`, which gets a filename."""
    wants = field is not None and bool(field.types & {"object", "array"})
    return wants and "json" in (part.content_type or "")


def content_types(encoding: Mapping[str, Any]) -> list[str]:
    """The media types that an `encoding` object allows for a part; none if it leaves that open."""
    text = encoding.get("contentType")
    return [essence(name) for name in text.split(",")] if isinstance(text, str) else []


def _judge_headers(part: Part, declared: list[Parameter]) -> Iterator[Violation]:
    for one in header_faults(declared, part.headers):
        message = f'the part "{part.name}": {one.message}'
        yield replace(one, code="file-part", message=message, pointer=_pointer(part), root=f"the part: {one.message}")


def _judge_text(part: Part, field: Shape | None, allowed: list[str]) -> Iterator[Violation]:
    """What is wrong with a part that is no file; one that names no media type is plain text (RFC 7578, 4.4)."""
    if part.filename is not None and not _takes_json(part, field):
        yield _not_a_file(part)
    sent = MediaType(essence(part.content_type or "text/plain"))
    if allowed and not any(sent.matches(name) for name in allowed):
        expected = f"Content-Type: {' or '.join(allowed)}"
        actual = part.content_type or "none, which means text/plain"
        what = f"has the wrong Content-Type: expected {' or '.join(allowed)}, got {actual}"
        yield _fault(part, "part", what, expected, part.content_type or "")
    elif field is not None and field.is_binary:
        for fault in settle([Text(str(_text(part)), field)], Validator(field.plain())).faults[:1]:
            what = f"should be a file or {fault.expected}, but is {fault.actual}"
            yield _fault(part, "part", what, f"a file or {fault.expected}", *fault.words)


def _judge(part: Part, field: Shape | None, allowed: list[str]) -> Iterator[Violation]:
    expected = f"a filename and Content-Type: {listed(allowed) if allowed else 'of the file'}".replace('"', "")
    if not part.filename:
        what = "is plain text" if part.content_type is None else "has no filename"
        yield _fault(part, "file part", what, expected)
    elif field is None or not field.is_binary:
        return
    elif part.content_type is None:
        yield _fault(part, "file part", "has no Content-Type", expected)
    elif allowed and not any(MediaType(essence(part.content_type)).matches(name) for name in allowed):
        yield _fault(part, "file part", f"has the wrong Content-Type: {part.content_type}", expected, part.content_type)


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
    return _fault(part, "field", "was sent as a file", "a plain field, without a filename")


def _fault(part: Part, kind: str, what: str, expected: str, *candidates: str) -> Violation:
    name = "no filename" if part.filename is None else f'filename="{part.filename}"'
    actual = f"{name}, {'Content-Type: ' + part.content_type if part.content_type else 'no Content-Type'}"
    names = words(*candidates, part.name, part.filename or "")
    message, root = f'the {kind} "{part.name}" {what}', f"the {kind} {what}"
    return Violation("file-part", message, expected, actual, _pointer(part), names, root=root)


def _pointer(part: Part) -> str:
    return pointers.of_path([part.name])


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
