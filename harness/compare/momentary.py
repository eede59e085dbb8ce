"""What a program makes anew for each request -> one text for all of them: no two languages can send the same."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from harness.common.momentary import KEY, OF_THE_MOMENT

ASPECTS = ("path", "query", "headers", "body")
"""Parts of the canonical form whose values a program may make anew."""
DAY = 86_400.0
FARTHEST = 400 * DAY
"""Seconds between a request and a time in it that was reckoned from the clock."""
LONGEST = 64
"""Characters of such a text: most values of a large body are not looked at further."""
_RANDOM = re.compile(
    r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
    r"|(?=.*\d.*\d)(?:[0-9a-f]{16,40}|[0-9A-F]{16,40}|[0-9A-HJKMNP-TV-Z]{26}|(?=.*[a-z])(?=.*[A-Z])[\w-]{16,40})"
)
"""A UUID, some bytes in hexadecimal or in Base64 for addresses, a ULID. A file in Base64 is longer."""
_ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
_HTTP_DATE = re.compile(r"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT")
_EPOCH = re.compile(r"(?P<seconds>\d{10})(?P<more>\d{3})?(?:\.\d+)?")


def alike(form: dict[str, Any], source: str, sent: float) -> dict[str, Any]:
    """A canonical form in which such a value is a text that says what it is. What appears in the source is as it was.

    They are: a random text such as a UUID, a time that the clock gave, whatever is called a nonce or a signature; and,
    even if the source has it, the key by which a server knows a repetition. `sent` is the time of the request, in
    seconds since 1970.
    """
    return form | {name: _value(form[name], "", source, sent) for name in ASPECTS if name in form}


def _value(value: Any, name: str, source: str, sent: float) -> Any:
    if isinstance(value, dict):
        return {key: _value(item, str(key), source, sent) for key, item in value.items()}
    if isinstance(value, list):
        return [_value(item, name, source, sent) for item in value]
    if isinstance(value, bool) or not isinstance(value, str | int | float) or value == "":
        return value
    if KEY.search(name):
        return "(a key of this request)"
    text = str(value)
    made = _made(text, name, sent)
    return made if made and text not in source else _same_moment(text) or value


def _made(text: str, name: str, sent: float) -> str:
    """What a value is that a program may have made anew; empty for any other."""
    if OF_THE_MOMENT.search(name):
        return "(made for this request)"
    if len(text) > LONGEST:
        return ""
    return "(a random text)" if _RANDOM.fullmatch(text) else _time(text, sent)


def _same_moment(text: str) -> str:
    """One spelling of a date with a time and a zone (RFC 3339, 5.6); empty for what is none."""
    told = _date_time(text)
    try:
        return told.astimezone(UTC).isoformat().replace("+00:00", "Z") if told and told.tzinfo else ""
    except OverflowError:  # in UTC it is before the year 1, or after the last one
        return ""


def _time(text: str, sent: float) -> str:
    """What a time says, to the day, from the request on; empty for what is none that the clock gave."""
    moment, form = _moment(text)
    if moment is None or abs(moment - sent) > FARTHEST:
        return ""
    return f"({form}, {round((moment - sent) / DAY):+d} days from the request)"


def _moment(text: str) -> tuple[float | None, str]:
    """Seconds since 1970, and what the text is."""
    try:
        if told := _date_time(text):
            return (told if told.tzinfo else told.replace(tzinfo=UTC)).timestamp(), "a time of ISO 8601"
        if _HTTP_DATE.fullmatch(text):
            return parsedate_to_datetime(text).timestamp(), "a date of HTTP"
    except (ValueError, OverflowError):
        return None, ""
    epoch = _EPOCH.fullmatch(text)
    return (float(epoch["seconds"]), "milliseconds" if epoch["more"] else "seconds") if epoch else (None, "")


def _date_time(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text) if len(text) <= LONGEST and _ISO.match(text) else None
    except ValueError:
        return None
