"""JSON pointers (RFC 6901): `/paths/~1user~1account/get`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def escape(token: str) -> str:
    """One token as it is written inside a pointer."""
    return token.replace("~", "~0").replace("/", "~1")


def unescape(token: str) -> str:
    """The name that a pointer's token represents."""
    return token.replace("~1", "/").replace("~0", "~")


def join(pointer: str, *tokens: str | int) -> str:
    """`pointer` with more tokens below it."""
    return pointer + "".join("/" + escape(str(token)) for token in tokens)


def tokens_of(pointer: str) -> list[str]:
    """The unescaped tokens of a pointer; none for the whole document."""
    return [unescape(token) for token in pointer.split("/")[1:]] if pointer else []


def of_path(path: Iterable[str | int]) -> str:
    """The pointer of a path such as `["text_prompts", 0, "text"]`."""
    return join("", *path)


def step(value: Any, token: str) -> Any:
    """What `token` names inside a mapping or a list. Raises `LookupError` where it names nothing."""
    if isinstance(value, dict):
        return value[token]
    if isinstance(value, list) and token.isascii() and token.isdigit():
        return value[int(token)]
    raise KeyError(token)


def get(value: Any, pointer: str) -> Any:
    """The value that a pointer names. Raises `LookupError` where it names nothing."""
    for token in tokens_of(pointer):
        value = step(value, token)
    return value
