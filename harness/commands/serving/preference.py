"""The `Prefer` header of a request -> which of the documented answers it asks for (RFC 7240, 2)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from harness.model import Operation, Reply, Request
from harness.openapi import Api

_PREFERENCE = re.compile(r'(?:^|[,;])\s*(code|example)\s*=\s*(?:"([^"]*)"|([^\s,;]+))', re.IGNORECASE)


@dataclass(frozen=True)
class Preference:
    """What a caller would like to be answered."""

    code: int | None = None
    """A status code; None leaves it to the document."""
    example: str = ""
    """The name of one of the answer's `examples`."""


def preference_of(request: Request) -> Preference | None:
    """None where the request asks for no answer in particular; what can't be read is passed over."""
    found: dict[str, str] = {}
    for name, value in request.headers:
        if name.lower() == "prefer":
            found |= {key.lower(): quoted or plain for key, quoted, plain in _PREFERENCE.findall(value)}
    code = found.get("code", "")
    number = int(code) if re.fullmatch(r"[1-5]\d\d", code) else None
    return Preference(number, found.get("example", "")) if number or "example" in found else None


def preferred(api: Api, operation: Operation, request: Request, wanted: Preference) -> Reply:
    """The answer that the document has for it."""
    status = wanted.code or api.success_status(operation)
    answer = api.answer(operation, status, request.header("Accept"), example=wanted.example)
    applied = ", ".join(
        [*([f"code={wanted.code}"] if wanted.code else []), *([f"example={wanted.example}"] if wanted.example else [])]
    )
    return Reply(answer.status, (*answer.headers, ("Preference-Applied", applied)), answer.body)
