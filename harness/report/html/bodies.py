"""A body of the report -> what a page shows of it: as it was sent, and as it is meant."""

from __future__ import annotations

import json
import re
from typing import Any

from harness.report.shape import BodyRecord

View = dict[str, Any]
"""What a template takes."""
SHOWN = 12_000
"""Characters of one text that the page shows."""
_BASE64 = re.compile(r"[A-Za-z0-9+/=]{160,}")
_FIRST = 40


def shortened(text: str) -> str:
    """The text with long runs of base64 cut down, and cut off where it is longer than anyone reads."""
    text = _BASE64.sub(lambda run: f"{run[0][:_FIRST]}[... {len(run[0]) - _FIRST} characters more]", text)
    if len(text) <= SHOWN:
        return text
    half = SHOWN // 2
    return f"{text[:half]}\n[... {len(text) - SHOWN} characters left out ...]\n{text[-half:]}"


def pretty(text: str) -> str | None:
    """JSON with its lines indented, or None where the text is no JSON or reads the same so."""
    try:
        found = json.dumps(json.loads(text), indent=2, ensure_ascii=False)
    except (ValueError, RecursionError):
        return None
    return found if found != text else None


def hexdump(content: bytes) -> str:
    """Rows of 16 bytes: offset, hexadecimal, and what is printable ASCII."""
    rows = []
    for start in range(0, len(content), 16):
        row = content[start : start + 16]
        shown = "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in row)
        rows.append(f"{start:04x}  {row.hex(' '):<47}  {shown}")
    return "\n".join(rows)


def body(record: BodyRecord, head: bytes) -> View:
    """A body as the template takes it: `decoded`, `sent`, `hex`, `parts`, `note`, each empty if there is none.

    `head` holds its first bytes as they went over the wire, or nothing where the run has not kept them.
    """
    found: View = {"decoded": "", "sent": "", "hex": "", "parts": [], "note": ""}
    match record["kind"]:
        case "none":
            return found
        case "text":
            found["sent"] = shortened(record["text"])
            found["decoded"] = shortened(pretty(record["text"]) or "")
            found["note"] = f"{record['bytes']} bytes of {record['media_type'] or 'no declared type'}"
        case "multipart":
            found |= {"parts": record["parts"], "hex": hexdump(head), "note": f"{len(record['parts'])} parts"}
        case _:
            found["hex"] = hexdump(head)
            found["note"] = f"{record['bytes']} bytes of {record['media_type']}, SHA-256 {record['sha256']}"
    return found
