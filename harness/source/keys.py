"""How published programs write the key that their reader is to put in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain

_NOUN = "(?:key|token|secret|jwt|password)"
_NEAR = r"[\w .-]{0,60}"
"""What may stand beside the noun. Patterns of programs' texts have bounds wherever two repetitions could share a text:
the time of such a pattern would grow with the square of the text."""
FORMS = (
    rf"(?:your|my|insert|enter|replace|put|add)[_ -]?(?:[^\W_]*[_ -])*[^\W_]*?{_NOUN}[\w-]*",  # YOUR_API_KEY
    rf"(?:api|access|secret|auth|bearer|private)[_-]?{_NOUN}",  # SECRET_KEY
    rf"<{{1,2}}{_NEAR}{_NOUN}{_NEAR}>{{1,2}}",  # <<apiKey>>
    rf"\[{_NEAR}{_NOUN}{_NEAR}\]",  # [API_KEY]
    rf"\{{{{1,2}}\s*{_NEAR}{_NOUN}{_NEAR}\s*\}}{{1,2}}",  # {{apiKey}}
    rf"\$\{{?\w*{_NOUN}\w*\}}?",  # $API_KEY
    r"(?:[a-z]{1,30}[_-]){0,9}(?:x{4,}(?:-x+)*\w*|\*{3,}\w*|\.{3,}|…|•{3,})",  # sk-xxxx, xxxxxxxx-xxxx, ***
    r"(?:sk|pk|rk)_test_\w+",  # sk_test_a1b2c3
)
"""What represents a key, each with an example of it."""
_QUOTED = re.compile(
    r"(?i)(?P<quote>[\"'`])(?P<text>(?:your|my|insert|enter|replace|put|add)[_ -]?(?:[^\W_]*[_ -])*[^\W_]*?"
    r"(?:key|token|secret)"
    r"|<[\w .-]*(?:key|token|secret)>|\[[\w .-]*(?:key|token|secret)\])(?P=quote)"
)
PLACE = re.compile(
    r"(?i)(?:\b(?:Bearer|Token|Basic|Api-?Key) +(?![=:])"
    r"|(?<![\w-])[\w-]*(?:api[_-]?key|access[_-]?key|secret[_-]?key|token|authorization)[\"'`]?\s*(?:=>|[:=,(])"
    r"|(?:-u|--user)[ =])\s*[\"'`]?(?:(?:Bearer|Token|Basic) +)?"
)
"""What comes before a key: the scheme of a header, a name of a key with a sign behind it, curl's user."""
_SIGN = r"[\"'`]?\s*(?:=>|[:=,(])\s*[\"'`]?"


def names_a_key(variable: str) -> bool:
    """True for the name of a variable that says that a key is in it."""
    return re.search(rf"(?i){_NOUN}", variable) is not None


def key_placeholder(
    source: str,
    more: Sequence[str] = (),
    fields: Sequence[str] = (),
    *,
    is_shell: bool = False,
    anywhere: bool = False,
) -> str | None:
    """The text that is where a credential is due; None if there is none. `more` are texts that are one as well.

    `fields` are the headers and parameters in which the document wants the key: `X-Acme-Key`.

    With `anywhere` a whole text in quotes that tells its reader to put a key there will do, wherever it is:
    `pat := "your-token"`.
    """
    found = (
        text for place, text, after in _found(source, more, fields) if is_shell or not _is_code(place, text, after)
    )
    due = (text for text in found if not (is_shell and text[0] == "$") and not _is_variable(text, source))
    quoted = (one["text"] for one in _QUOTED.finditer(source) if anywhere)
    return next(chain(due, quoted), None)


def is_key_variable(source: str, name: str, start: int) -> bool:
    """True for a variable that is called a key and is where a credential is due."""
    line = source.rfind("\n", 0, start) + 1
    due = any(place.end() == start for place in PLACE.finditer(source, line, start))
    return due and re.search(rf"(?i){_NOUN}", name) is not None


def _found(source: str, more: Sequence[str], fields: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """What comes before a text that may represent a key, the text, and what comes after it."""
    texts = "|".join((*(re.escape(text) for text in sorted(more, key=len, reverse=True)), *FORMS))
    written = re.compile(rf"(?i)(?:{texts})(?![\w.*])")
    own = (re.finditer(rf"(?i)(?<![\w-]){re.escape(field)}{_SIGN}", source) for field in fields)
    for place in chain(PLACE.finditer(source), *own):
        found = written.match(source, place.end())
        if found:
            yield place[0], found[0], source[found.end() : found.end() + 2].strip(" ")[:1]


def _is_code(place: str, text: str, after: str) -> bool:
    """True for a name that is no text: `{"api-key": api_key}`."""
    if not text.isidentifier() or not re.search(r"[:=,(>]\s*\Z", place):
        return False
    return re.search(r"[\"'`]\s*(?:=>|[:=,(])\s*\Z", place) is not None or after in (")", "}", ",", ";")


def _is_variable(text: str, source: str) -> bool:
    """True for a name that the program gives a value, or takes as a parameter: `{api_key}`, `$API_KEY`, `API_KEY`."""
    name = text if text.startswith("{{") else text.strip("${}")
    return name.isidentifier() and re.search(rf"(?<![\w?&-])\$?{name}\s*(?::?=(?!=)|:\s*\w+\s*=)", source) is not None
