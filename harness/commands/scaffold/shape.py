"""What a program is to send and to do with the answer, whatever its language."""

from __future__ import annotations

import base64
import json
import keyword
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote, urlencode

from harness.commands.scaffold.sign_in import BY_HEADER, SignIn, sign_in
from harness.common.redaction import REDACTED
from harness.compare.canonical import Canonical
from harness.errors import UserError
from harness.model import Example, Operation
from harness.openapi import Api
from harness.plan import media_asked
from harness.settings import OperationSettings, Settings

BYTES = "application/octet-stream"
ODD = re.compile(r"[^\w .-]", re.ASCII)
"""What no header's beginning and no name of an answer's field may hold that is written into a program."""
MARK = b"an image that is none, and long enough to be known again in an answer"


@dataclass(frozen=True)
class File:
    """A file that is uploaded, from beside the programs."""

    field: str
    name: str
    media: str


@dataclass(frozen=True)
class RequestShape:
    """One request, and what comes of its answer."""

    title: str
    """A sentence on what the program shows."""
    method: str
    path: str
    """With its values and the query, from the host on."""
    host: str
    """Where the API is, e.g. `https://api.example.com`."""
    host_env: str
    """The variable that the host is read from; empty where programs name it themselves."""
    key_env: str
    headers: tuple[tuple[str, str], ...]
    """Those that are sent besides the body's own; the key appears in them as `[key]`."""
    body: Any = None
    """The JSON value that is sent; None if there is none, or a form."""
    fields: tuple[tuple[str, Any], ...] = ()
    """A form's fields: texts, numbers, and objects that are sent as JSON."""
    files: tuple[File, ...] = ()
    sign_in: SignIn = BY_HEADER
    """How it says who it is."""
    outputs: str = "out"
    image: str | None = None
    """The file that the answer's bytes are written to; None where it is no image."""
    artifacts: tuple[str, str] | None = None
    """The names of a JSON answer's list and of the field in it that holds an image as base64."""
    pattern: str | None = None
    """The files that those are written to, with `{index}`."""

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables without which it can't say who it is."""
        return tuple(filter(None, (self.sign_in.user_env, self.key_env)))

    @property
    def unset(self) -> str:
        """What it says if one of them is not set."""
        if len(self.variables) == 1:
            return f"Set {self.key_env} to your API key."
        return f"Set {' and '.join(self.variables)}."

    @property
    def form(self) -> bool:
        """True where the body is a form."""
        return bool(self.fields or self.files)


def shape_of(settings: Settings, api: Api, operation: Operation, example: Example, due: Canonical) -> RequestShape:
    """The shape of one program. `due` is the request, in its canonical form. Raises UserError for what can't be
    written without knowing more."""
    media = _media(settings, api, operation, example)
    table = settings.operations.get(example.name, OperationSettings())
    writes = table.writes.get(media or "", "").replace("{api}", example.api)
    listed = _artifacts(api, operation, media)
    if listed and example.dialect.is_shell:
        raise UserError(f"{example.id}: a shell has no plain way to take images out of JSON: see the setting asks")
    image = media is not None and media.startswith("image/")
    parts = dict(_parts(due.get("body"))) if due.get("files") or _is_form(api, operation, due) else {}
    files = tuple(
        File(name, PurePosixPath(one["filename"] or name).name, one["content_type"] or BYTES)
        for name, one in due.get("files", {}).items()
    )
    entry = dict(zip(api.operations, api.document.entries, strict=True))[operation]
    way, key_env = sign_in(settings, api, operation)
    return RequestShape(
        title=_title(entry.body.get("summary") or operation.id),
        method=operation.method,
        path=_target(api, operation, due, way),
        host=_host(api),
        host_env="" if settings.hard_coded else settings.host_env,
        key_env=key_env,
        headers=tuple(_headers(due, media, api, operation, way)),
        sign_in=way,
        body=None if files or parts else due.get("body"),
        fields=tuple((name, value) for name, value in parts.items() if name not in due.get("files", {})),
        files=files,
        outputs=settings.outputs,
        image=(writes or f"{example.api}_{example.name}.{(media or '/png').partition('/')[2]}") if image else None,
        artifacts=listed,
        pattern=(writes or f"{example.api}_{example.name}_{{index}}.png") if listed else None,
    )


def _media(settings: Settings, api: Api, operation: Operation, example: Example) -> str | None:
    offered = api.media_types(operation)
    asked = media_asked(settings, example)
    if asked is None and example.dialect.is_shell:
        asked = next((media for media in offered if media.startswith("image/")), None)
    return asked or (offered[0] if offered else None)


def _headers(
    due: Canonical, media: str | None, api: Api, operation: Operation, way: SignIn
) -> Iterator[tuple[str, str]]:
    for name, value in due.get("headers", {}).items():
        if name != "accept" and not (name in ("authorization", "cookie") and way.kind in ("basic", "cookie")):
            if ODD.search(keyed(value)[0]):
                raise UserError(f"{operation.api}/{operation.id}: expected a plain header {name}, got {value!r}")
            yield "-".join(word.capitalize() for word in name.split("-")), value
    if media and (len(api.media_types(operation)) > 1 or "json" not in media):
        yield "Accept", media


def _target(api: Api, operation: Operation, due: Canonical, way: SignIn) -> str:
    values = due.get("path", {})
    path = re.sub(
        r"\{(\w+)\}", lambda found: quote(str(values.get(found[1], found[0])), safe=""), api.full_path(operation)
    )
    missing = re.search(r"%7B(\w+)%7D", path)
    if missing:
        raise UserError(f"{operation.api}/{operation.id}: expected an example of the path's {missing[1]}, found none")
    path = quote(path, safe="/%:@!&()*+,;=~-._")
    sent = due.get("query", {}).items()
    query = urlencode({name: value for name, value in sent if (way.kind, way.name) != ("query", name)})
    return f"{path}?{query}" if query else path


def _host(api: Api) -> str:
    servers = api.document.data.get("servers")
    url = str(servers[0].get("url", "")) if isinstance(servers, list) and servers else ""
    found = re.match(r"https?://[\w.-]+(:\d+)?(?=/|$)", url)
    return found[0] if found else "https://api.example.com"


def _is_form(api: Api, operation: Operation, due: Canonical) -> bool:
    return any(kind.startswith("multipart/") for kind in api.request_types(operation)) and bool(due.get("body"))


def _parts(body: Any) -> Iterator[tuple[str, Any]]:
    """A form's fields: lists are flattened by bracketed names, objects stay whole."""
    for name, value in body.items() if isinstance(body, Mapping) else ():
        if isinstance(value, list):
            yield from _flattened(name, value)
        elif value is not None:
            yield name, value


def _flattened(name: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _flattened(f"{name}[{index}]", item)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _flattened(f"{name}[{key}]", item)
    else:
        yield name, value


def _artifacts(api: Api, operation: Operation, media: str | None) -> tuple[str, str] | None:
    if media is None or "json" not in media or not api.has_artifact_list(operation, media):
        return None
    answer = json.loads(api.answer(operation, api.success_status(operation), media, lambda _: MARK).body)
    text = base64.b64encode(MARK).decode()
    for name, items in answer.items() if isinstance(answer, dict) else ():
        for key, value in items[0].items() if isinstance(items, list) and items and isinstance(items[0], dict) else ():
            if value == text and not ODD.search(name + key):
                return name, key
    return None


def _title(summary: object) -> str:
    """A comment of one line: what a document says is text, and no code."""
    words = "".join(char if char.isprintable() else " " for char in str(summary)).split()
    return " ".join(words).rstrip(".") + "."


def identifier(name: str) -> str:
    """A field's name as a variable's."""
    plain = re.sub(r"\W", "_", name, flags=re.ASCII)
    return f"field_{plain}" if not plain[:1].isalpha() or keyword.iskeyword(plain) else plain


def bare(value: Any) -> str:
    """A form field's value as the text that is sent."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def keyed(value: str) -> tuple[str, bool]:
    """What comes before the key in a header's value, and whether it is there."""
    return value.partition(REDACTED)[0], REDACTED in value
