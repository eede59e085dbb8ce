"""Patterns over case names: `*` is one component, `**` any number of them; a shorter pattern is a prefix."""

from __future__ import annotations

from collections.abc import Callable, Sequence


def matches(pattern: str, name: str) -> bool:
    """True if the name, or the beginning of it up to a slash, fits the pattern.

    >>> matches("v1/*/go", "v1/masking/go/success"), matches("**/success", "v1/masking/go/success")
    (True, True)
    >>> matches("v1/mask", "v1/masking/go/success")
    False
    """
    components = [*pattern.strip("/").split("/"), "**"]
    return fits(components, name.split("/"), "**", _is_word)


def _is_word(component: str, word: str) -> bool:
    if "@" in word and "@" not in component:  # `python@3.9` is Python, too
        word = word.partition("@")[0]
    return component == word or ("*" in component and fits(component, word, "*", str.__eq__))


def fits(pattern: Sequence[str], items: Sequence[str], gap: str, same: Callable[[str, str], bool]) -> bool:
    """True if the items follow the pattern, in which `gap` represents any number of them.

    Only the last gap is ever widened, so that many gaps cost no more than the product of the two lengths: a regular
    expression would try them all against each other.
    """
    at, item, last, resume = 0, 0, -1, 0
    while item < len(items):
        if at < len(pattern) and pattern[at] == gap:
            last, resume = at, item
            at += 1
        elif at < len(pattern) and same(pattern[at], items[item]):
            at, item = at + 1, item + 1
        elif last >= 0:
            resume += 1
            at, item = last + 1, resume
        else:
            return False
    return all(left == gap for left in pattern[at:])
