"""A request's body -> its value, its files, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from harness.common.replies import uncoded
from harness.model import Request, UploadedFile
from harness.openapi.document import pointers
from harness.openapi.document.document import Document
from harness.openapi.document.trouble import is_unusable
from harness.openapi.request import json_body, media, multipart_body, streams
from harness.openapi.request.content_type import FORM as FORM
from harness.openapi.request.content_type import fault_of_type, wrong_type
from harness.openapi.request.form_value import form_value
from harness.openapi.request.forms import Field
from harness.openapi.request.json_body import NotJudged, Unreadable
from harness.openapi.request.media import MediaType
from harness.openapi.request.parameters import Parameter, header_of, style_of
from harness.openapi.request.sent import BadText, sent_pairs
from harness.openapi.request.styles import Style
from harness.openapi.schema.convert import Converter
from harness.openapi.schema.fault import Fault, Path
from harness.openapi.schema.fault_text import place
from harness.openapi.schema.validator import BOUND, Validator
from harness.openapi.schema.violation import Violation, shown, words

URLENCODED = "application/x-www-form-urlencoded"
_OVERLAP = "The alternatives of the document's oneOf overlap, so that no such value fits one alone: anyOf says that."
_CODES = {"unknown": "unknown-field"}


@dataclass(frozen=True, eq=False)
class Content:
    """One media type that an operation takes, with its schema."""

    name: str
    """As the document writes it, e.g. `image/*`."""
    validator: Validator
    encoding: Mapping[str, Any]
    items: Validator | None = None
    """What each value of a sequence must be (3.2's `itemSchema`)."""
    styles: Mapping[str, Style] = field(default_factory=dict)
    """How the fields of a form lie in it, as far as their encoding says."""
    headers: Mapping[str, list[Parameter]] = field(default_factory=dict)
    """The headers that each part of a form has."""


@dataclass(frozen=True)
class SeenBody:
    """A body as it was understood."""

    value: Any = None
    media_type: str | None = None
    files: tuple[UploadedFile, ...] = ()
    violations: tuple[Violation, ...] = ()
    readable: bool = True


@dataclass(eq=False)
class Bodies:
    """The bodies that an operation takes."""

    document: Document
    declared: Mapping[str, Any] | None
    """The operation's request body object; None if it takes no body."""
    converters: Mapping[bool, Converter]
    """By whether the body is a form."""
    _contents: dict[str, Content] = field(default_factory=dict)

    @cached_property
    def offers(self) -> Mapping[str, Any]:
        """The media types that the operation takes -> their media type objects."""
        content = (self.declared or {}).get("content")
        return content if isinstance(content, dict) else {}

    @property
    def required(self) -> bool:
        """True if there must be a body."""
        return (self.declared or {}).get("required") is True

    def content(self, name: str) -> Content:
        """The content of a media type as the document writes it; its schema is converted on first use."""
        if name not in self._contents:
            declared = self.document.follow(self.offers[name])
            declared = declared if isinstance(declared, dict) else {}
            converter = self.converters[media.essence(name) in (FORM, URLENCODED)]
            validator = Validator(converter.root(declared.get("schema", True)))
            items = Validator(converter.root(declared["itemSchema"])) if "itemSchema" in declared else None
            encoding = {key: one for key, one in _dict(declared.get("encoding")).items() if isinstance(one, dict)}
            headers = {key: self._part_headers(one) for key, one in encoding.items()}
            styles = self._styles(media.essence(name), encoding)
            self._contents[name] = Content(name, validator, encoding, items, styles, headers)
        return self._contents[name]

    def _styles(self, name: str, encoding: Mapping[str, Mapping[str, Any]]) -> dict[str, Style]:
        """The styles that fields declare; in multipart forms they count since 3.1."""
        counts = name == URLENCODED or (name == FORM and not self.document.version.startswith("3.0"))
        declared = {key: one for key, one in encoding.items() if counts and ("style" in one or "explode" in one)}
        return {key: style_of(one, "form") for key, one in declared.items()}

    def _part_headers(self, encoding: Mapping[str, Any]) -> list[Parameter]:
        """The headers of a part but `Content-Type`, which `contentType` speaks of."""
        named = {key: self.document.follow(one) for key, one in _dict(encoding.get("headers")).items()}
        return [header_of(self.document, self.converters[False], key, one) for key, one in named.items()]

    def match(self, sent: MediaType) -> str | None:
        """The declared media type that one that was sent belongs to; exact ones win over ranges."""
        patterns = sorted(self.offers, key=lambda name: (name.count("*"), -_alike(sent, name)))
        return next((name for name in patterns if sent.matches(name)), None)

    def read(self, request: Request) -> SeenBody:
        """Decodes and judges the body of a request."""
        try:
            body = uncoded(request.body, request.header("Content-Encoding"))
        except ValueError as error:
            return SeenBody(violations=(_unreadable(str(error), "Content-Encoding"),), readable=False)
        if not body:
            return self._absent(request)
        if is_unusable(self.declared):
            return SeenBody(media_type=media.essence(request.header("Content-Type") or "") or None)
        if not self.offers:
            return SeenBody(violations=(_unwanted(body, self.declared),))
        headers = media.values(request.headers, "content-type")
        any_type = not headers and "*/*" in self.offers  # then none need be named (RFC 9110, section 8.3)
        sent = media.parse("application/octet-stream" if any_type else headers[0]) if headers or any_type else None
        name = self.match(sent) if sent else None
        fault = fault_of_type(headers, sent, name, list(self.offers))
        if fault or not sent or not name:
            return self._guess(body, fault or wrong_type(None, list(self.offers)))
        return self._decode(body, sent, self.content(name))

    def _absent(self, request: Request) -> SeenBody:
        header = request.header("Content-Type")
        sent = media.parse(header) if header and self.offers else None
        media_type = sent.name if sent else None
        if not self.required:
            return SeenBody(media_type=media_type)
        names = words(*self.offers)
        message = "the request has no body"
        fault = Violation("body-schema", message, f"a body of {' or '.join(self.offers)}", "no body", "", names)
        return SeenBody(media_type=media_type, violations=(fault,))

    def _guess(self, body: bytes, fault: Violation) -> SeenBody:
        """A body of the wrong media type, read as the only type that the operation takes, if it can be."""
        name = media.essence(next(iter(self.offers)))
        boundary = multipart_body.sniffed_boundary(body) if name == FORM else ""
        if len(self.offers) == 1 and (name == FORM or _is_json(name)) and boundary is not None:
            sent = MediaType(name, {"boundary": boundary})
            seen = self._decode(body, sent, self.content(next(iter(self.offers))))
            if seen.readable:
                return SeenBody(seen.value, sent.name, seen.files, (fault, *seen.violations))
        return SeenBody(violations=(fault,), readable=False)

    def _decode(self, body: bytes, sent: MediaType, content: Content) -> SeenBody:
        try:
            seen = _of_type(body, sent, content)
            return (
                seen if content.validator.judges else replace(seen, violations=(*seen.violations, _unjudged(content)))
            )
        except (Unreadable, BadText) as error:
            mend = error.hint if isinstance(error, Unreadable) else ""
            fault = _unreadable(str(error), content.name, mend)
            if isinstance(error, NotJudged):
                fault = replace(fault, message=f"the body is not judged: {error}", severity="warning")
            return SeenBody(media_type=sent.name, violations=(fault,), readable=False)


def bodies(document: Document, operation: Mapping[str, Any], converters: Mapping[bool, Converter]) -> Bodies:
    """What an operation object says of its request's body."""
    declared = document.follow(operation.get("requestBody"))
    return Bodies(document, declared if isinstance(declared, dict) else None, converters)


def _of_type(body: bytes, sent: MediaType, content: Content) -> SeenBody:
    if _is_json(sent.name):
        return _json(body, sent, content)
    if sent.name == FORM:
        return _multipart(body, sent, content)
    if sent.name == URLENCODED:
        return _urlencoded(body, sent, content)
    if sent.name in streams.LINES and (content.items or "array" in content.validator.shape.types):
        return _lines(body, sent, content)
    return _other(body, sent, content)


def _unjudged(content: Content) -> Violation:
    hint = "Say in the document which fields this operation takes: a schema that leads to fewer others can be judged."
    message = f"the body is not judged: the schema of {content.name} is too large"
    return Violation("body-schema", message, BOUND, "more", severity="warning", hint=hint)


def _json(body: bytes, sent: MediaType, content: Content) -> SeenBody:
    value, repeats = json_body.decode(body, json_body.charset_of(sent.parameters.get("charset")))
    found = list(json_body.repeats(value)) if repeats else []
    found += [_of_fault(fault) for fault in content.validator.faults(value)]
    found += [_read_only(path) for path in content.validator.one_way(value)]
    return SeenBody(value, sent.name, violations=tuple(found))


def _lines(body: bytes, sent: MediaType, content: Content) -> SeenBody:
    """Lines of JSON, each a value; all together are the list that a schema of the whole speaks of."""
    values = [json_body.decode(line, "utf-8")[0] for line in body.splitlines() if line.strip()]
    if content.items is None:
        return SeenBody(values, sent.name, violations=tuple(map(_of_fault, content.validator.faults(values))))
    found = [
        _of_fault(replace(fault, path=(index, *fault.path), message=f"line {index + 1}: {fault.message}"))
        for index, value in enumerate(values)
        for fault in content.items.faults(value)
    ]
    return SeenBody(values, sent.name, violations=tuple(found))


def _multipart(body: bytes, sent: MediaType, content: Content) -> SeenBody:
    shape = content.validator.shape
    parts = multipart_body.split(body, sent.parameters["boundary"])
    allowed = {key: multipart_body.content_types(one) for key, one in content.encoding.items()}
    allowed |= {key: [] for key in content.styles}  # a style says more than a media type
    form = multipart_body.read(parts, shape, allowed, content.headers)
    value, violations, faults = form_value(form.fields, content.validator, content.styles)
    found = (*form.violations, *violations, *(_of_fault(fault) for fault in _forgiving(faults, form.nameless)))
    return SeenBody(value, sent.name, form.files, found)


def _urlencoded(body: bytes, sent: MediaType, content: Content) -> SeenBody:
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise Unreadable(f"no UTF-8: {error}") from None
    fields = [Field(one.name, one.text, one) for one in sent_pairs(text)]
    value, violations, faults = form_value(fields, content.validator, content.styles)
    return SeenBody(value, sent.name, violations=(*violations, *map(_of_fault, faults)))


def _other(body: bytes, sent: MediaType, content: Content) -> SeenBody:
    """Text is judged by its schema; of other bytes only the media type is known."""
    if not sent.name.startswith("text/"):
        return SeenBody(None, sent.name)
    try:
        text = body.decode(sent.parameters.get("charset", "utf-8"))
    except (UnicodeDecodeError, LookupError) as error:
        raise Unreadable(f"no text: {error}") from None
    return SeenBody(text, sent.name, violations=tuple(_of_fault(fault) for fault in content.validator.faults(text)))


def _forgiving(faults: list[Fault], nameless: int) -> list[Fault]:
    """A part without a name is one fault; that a required field is missing follows from it."""
    kept = []
    for fault in faults:
        if nameless and fault.kind == "required" and len(fault.path) == 1:
            nameless -= 1
        else:
            kept.append(fault)
    return kept


def _alike(sent: MediaType, name: str) -> int:
    """How many parameters of a declared media type were sent, less those that were sent otherwise."""
    declared = media.parse(name)
    wanted = declared.parameters.items() if declared else ()
    return sum(1 if sent.parameters.get(key) == value else -1 for key, value in wanted)


def _of_fault(fault: Fault) -> Violation:
    code = _CODES.get(fault.kind, "body-schema")
    return Violation(
        code,
        fault.message,
        fault.expected,
        fault.actual,
        fault.pointer,
        fault.words,
        "warning" if fault.of_document else "error",
        hint=_OVERLAP if fault.of_document else fault.hint,
        undeclared=fault.undeclared,
        value=fault.value,
    )


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _read_only(path: Path) -> Violation:
    pointer, where = pointers.of_path(path), place(path)
    message = f"{where} is readOnly: servers ignore or refuse it"
    expected = "only fields that are not readOnly"
    hint = "Leave the field out of the request."
    return Violation("body-schema", message, expected, where, pointer, words(path[-1]), "warning", hint)


def _is_json(name: str) -> bool:
    return name in ("application/json", "text/json") or name.endswith("+json")


def _unreadable(message: str, word: str, hint: str = "") -> Violation:
    return Violation(
        "body-unreadable",
        f"the body can't be read: {message}",
        "a body that can be decoded",
        message,
        "",
        words(word),
        hint=hint,
    )


def _unwanted(body: bytes, declared: Mapping[str, Any] | None) -> Violation:
    message = "the request has a body, where the operation takes none"
    if declared is not None:
        message = "the request has a body, of which the document names no media type"
    return Violation(
        "body-schema", message, "no body", f"{len(body)} bytes beginning {shown(body[:40].decode('latin-1'))}"
    )
