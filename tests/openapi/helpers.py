"""Small documents and requests, written where they are used."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from textwrap import dedent

from harness import openapi
from harness.model import Headers, Operation, Request

HEAD = """\
openapi: {version}
info: {{title: Test, version: "1"}}
servers: [{{url: https://api.example.com/v1}}]
"""

Part = tuple[str, bytes | str] | tuple[str, bytes | str, str | None, str | None]
"""Name and content, and perhaps file name and content type."""


def document(folder: Path, text: str, version: str = "3.0.3") -> openapi.Document:
    """The document of some YAML, with a head of its own before it."""
    file = folder / "api.yaml"
    file.write_text(HEAD.format(version=version) + dedent(text), "utf-8")
    return openapi.load(file, "spec/api.yaml")


def api(folder: Path, text: str, version: str = "3.0.3") -> openapi.Api:
    """The API of some YAML."""
    return openapi.Api("v1", document(folder, text, version))


def body_api(folder: Path, schema: str, media_type: str = "application/json", version: str = "3.0.3") -> openapi.Api:
    """An API whose only operation, `POST /things`, takes a body of a schema; more components may follow the schema."""
    indented = dedent(schema).strip("\n").replace("\n", "\n    ")
    text = f"""\
paths:
  /things:
    post:
      operationId: things
      requestBody:
        required: true
        content:
          {media_type}:
            schema: {{$ref: "#/components/schemas/Body"}}
      responses: {{"200": {{description: ok}}}}
components:
  schemas:
    {indented}
"""
    return api(folder, text, version)


def operation(of: openapi.Api, name: str) -> Operation:
    """An operation by its id."""
    return next(one for one in of.operations if one.id == name)


def request(method: str, target: str, headers: Headers = (), body: bytes | str = b"") -> Request:
    """A request."""
    return Request(method, target, headers, body.encode() if isinstance(body, str) else body)


def post(body: bytes | str, content_type: str = "application/json", *headers: tuple[str, str]) -> Request:
    """A request for the operation of `body_api`."""
    return request("POST", "/v1/things", (("Content-Type", content_type), *headers), body)


def multipart(parts: Sequence[Part], boundary: str = "----limit") -> bytes:
    """The body of a multipart form."""
    chunks = []
    for part in parts:
        name, content, filename, content_type = (*part, None, None)[:4]
        disposition = f'form-data; name="{name}"' + (f'; filename="{filename}"' if filename is not None else "")
        lines = [f"--{boundary}", f"Content-Disposition: {disposition}"]
        lines += [f"Content-Type: {content_type}"] if content_type else []
        head = "\r\n".join([*lines, "", ""]).encode()
        chunks.append(head + (content.encode() if isinstance(content, str) else content) + b"\r\n")
    return b"".join(chunks) + f"--{boundary}--\r\n".encode()


def form(parts: Sequence[Part], boundary: str = "----limit") -> Request:
    """A multipart request for the operation of `body_api`."""
    return post(multipart(parts, boundary), f"multipart/form-data; boundary={boundary}")


def codes(seen: openapi.Inspection) -> list[str]:
    """The codes of an inspection, in order."""
    return [violation.code for violation in seen.violations]


def found(seen: openapi.Inspection) -> list[tuple[str, str]]:
    """Codes and pointers of an inspection, in order."""
    return [(violation.code, violation.pointer) for violation in seen.violations]
