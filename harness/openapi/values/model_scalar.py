"""Numbers and texts that fit the limits of a schema."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from harness.openapi.schema.keywords import BOUNDS
from harness.openapi.values import images
from harness.openapi.values.pattern_text import text_for

Schema = dict[str, Any]

FORMATS = {
    "date": "2023-01-31",
    "date-time": "2023-01-31T12:00:00Z",
    "time": "12:00:00Z",
    "duration": "PT1H",
    "email": "someone@example.com",
    "idn-email": "someone@example.com",
    "hostname": "example.com",
    "idn-hostname": "example.com",
    "ipv4": "192.0.2.1",
    "ip": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uri": "https://example.com/",
    "url": "https://example.com/",
    "uri-reference": "https://example.com/",
    "uri-template": "https://example.com/{id}",
    "iri": "https://example.com/",
    "iri-reference": "https://example.com/",
    "uuid": "3fa85f64-5717-4562-b3fc-2c963f66afa6",
    "byte": "aGVsbG8=",
    "json-pointer": "/a",
    "relative-json-pointer": "1/a",
    "regex": "^a$",
}
SHORT = {
    "email": "a@b.co",
    "idn-email": "a@b.co",
    "hostname": "a.co",
    "idn-hostname": "a.co",
    "ipv6": "::1",
    "uri": "urn:a:b",
    "url": "http://a",
    "iri": "urn:a:b",
    "uri-reference": "/a",
    "iri-reference": "/a",
    "byte": "aGk=",
    "duration": "P1D",
}
"""Values of formats for schemas that allow few characters."""
_IN_FRONT = ("email", "idn-email", "hostname", "idn-hostname")
_BEHIND = ("uri", "url", "iri", "uri-reference", "iri-reference")
"""Formats that letters in front, or behind, only make longer."""
LONGEST = 100_000
"""Characters that a text is made of at most, whatever its schema asks for."""


def scalar(kind: str, parts: list[Schema]) -> Any:
    """A value of a JSON type, "" for one of any type, as all `parts` want it."""
    if kind in ("integer", "number"):
        return _number(kind, parts)
    if kind == "boolean":
        return True
    if kind == "null":
        return None
    says_text = any(key in part for part in parts for key in ("pattern", "format", "minLength", "maxLength"))
    return _string(parts) if kind or says_text else {}


def other(value: Any, index: int) -> Any:
    """A value like another, and not equal to it: for lists whose items have to differ."""
    if index == 0 or isinstance(value, bool):
        return value if index == 0 else not value
    if isinstance(value, int | float):
        return value + index
    if isinstance(value, str):
        return f"{value[:-1]}{chr(ord('a') + index % 26)}" if value else str(index)
    if isinstance(value, dict):
        name = next((name for name, item in value.items() if isinstance(item, str | int | float)), None)
        return {**value, name: other(value[name], index)} if name is not None else value
    return [other(item, index) for item in value] if isinstance(value, list) else value


def limit(parts: list[Schema], key: str, choose: Any) -> Any:
    """The strictest of the limits of a name; None if there is none."""
    found = [part[key] for part in parts if isinstance(part.get(key), int | float) and not isinstance(part[key], bool)]
    return choose(found) if found else None


def _number(kind: str, parts: list[Schema]) -> int | float:
    """The least number from 1 on that the limits allow, else the greatest below."""
    given = limit([part for part in parts if (limit([part], "multipleOf", max) or 0) > 0], "multipleOf", max)
    step = _decimal(given) or Decimal(1 if kind == "integer" else 0)
    margin = step or Decimal("0.5")
    lows = [_decimal(end) + margin * past for part in parts for end, past in _ends(part, "inimum")]
    highs = [_decimal(end) - margin * past for part in parts for end, past in _ends(part, "aximum")]
    low = max(lows, default=Decimal(1))
    high = min(highs, default=low)
    number = min(low, high)
    try:
        if step and number % step:
            above = (number // step + (number > 0)) * step
            number = above if above <= high or not highs else above - step
    except InvalidOperation:  # more digits than it counts with
        return float(number)
    return int(number) if number == number.to_integral_value() else float(number)


def _decimal(number: float | None) -> Decimal:
    return Decimal(str(number)) if number is not None else Decimal(0)


def _ends(part: Schema, end: str) -> Iterator[tuple[float, bool]]:
    """The limits at one end, and whether a number has to be past them: 3.0 says so by a boolean, 3.1 by a number."""
    bound, exclusive = part.get("m" + end), part.get("exclusiveM" + end)
    if isinstance(bound, int | float) and not isinstance(bound, bool):
        yield bound, exclusive is True
    if isinstance(exclusive, int | float) and not isinstance(exclusive, bool):
        yield exclusive, True
    low_high = BOUNDS.get(str(part.get("format")))
    if low_high and end == "aximum" and not isinstance(bound, int | float):
        yield low_high[1], False


def _string(parts: list[Schema]) -> str:
    formats = [str(part["format"]) for part in parts if "format" in part]
    encodings = ["byte" for part in parts if str(part.get("contentEncoding", "")).lower() == "base64"]
    form = next((name for name in [*formats, *encodings] if name in FORMATS), "")
    least = min(int(limit(parts, "minLength", max) or 0), LONGEST)
    most = limit(parts, "maxLength", min)
    is_image = images.is_described(parts) and (most is None or most >= len(images.TINY_TEXT))
    text = images.TINY_TEXT if is_image else FORMATS.get(form, "text")
    for pattern in (part["pattern"] for part in parts if isinstance(part.get("pattern"), str)):
        made = text_for(pattern, least, None if most is None else int(most))
        if made is not None:
            return made
    if most is not None and len(text) > most and len(SHORT.get(form, text)) <= most:
        text = SHORT[form]
    text = text.rjust(least, "a") if form in _IN_FRONT else text.ljust(least, "a") if form in _BEHIND else text
    if len(text) < least:
        text = (text * (least // len(text) + 1))[:least]
    return text if most is None else text[: max(0, int(most))]
