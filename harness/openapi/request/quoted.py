"""Quoted strings in header values (RFC 9110, 5.6.4)."""

from __future__ import annotations


def split_outside_quotes(text: str, separator: str) -> list[str]:
    """The parts of `text` between separators that stand outside quoted strings."""
    if '"' not in text:
        return text.split(separator)
    parts, start, inside, index = [], 0, False, 0
    while index < len(text):
        char = text[index]
        if inside and char == "\\":
            index += 1
        elif char == '"':
            inside = not inside
        elif char == separator and not inside:
            parts.append(text[start:index])
            start = index + 1
        index += 1
    return [*parts, text[start:]]


def unquote(text: str) -> str:
    """What a token or a quoted string represents."""
    if len(text) < 2 or text[0] != '"' or text[-1] != '"':
        return text
    result, escaped = [], False
    for char in text[1:-1]:
        if char == "\\" and not escaped:
            escaped = True
            continue
        escaped = False
        result.append(char)
    return "".join(result)
