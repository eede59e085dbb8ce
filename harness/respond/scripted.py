"""What the settings say of an answer: other values of its fields, and headers with the address and the time in them."""

from __future__ import annotations

import json
import re
from email.utils import formatdate
from typing import Any

from harness.common import clock
from harness.model import Headers, Request

_NOW = re.compile(r"\{now(?:\+(\d+))?\}")


def with_fields(body: bytes, changed: Any) -> bytes:
    """A JSON object with other values in some of its fields; any other body as it is."""
    if not changed:
        return body
    try:
        value = json.loads(body)
    except ValueError:
        return body
    return json.dumps(_merged(value, changed), ensure_ascii=False).encode() if isinstance(value, dict) else body


def _merged(value: Any, changed: Any) -> Any:
    """Tables are merged, and all else is replaced."""
    if not isinstance(value, dict) or not isinstance(changed, dict):
        return changed
    return {**value, **{name: _merged(value.get(name), item) for name, item in changed.items()}}


def filled(headers: Headers, request: Request) -> Headers:
    """Headers of the settings, with the mock's address and the time in the place of `{host}` and `{now+2}`."""
    if not any("{" in value for _, value in headers):
        return headers
    host = request.origin or f"http://{request.header('Host') or ''}"
    return tuple((name, _NOW.sub(_date, value.replace("{host}", host))) for name, value in headers)


def _date(found: re.Match[str]) -> str:
    """An HTTP date (RFC 9110, 5.6.7) some seconds from now."""
    return formatdate(clock.now() + int(found[1] or 0), usegmt=True)
