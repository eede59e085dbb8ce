"""The text of a sample -> method and address of the request that it shows first."""

from __future__ import annotations

import re

ADDRESS = re.compile(r"""https?://[^\s"'`<>\\)]+""")
BEFORE = 80
"""Characters before an address in which its method may be."""
_CURL = re.compile(r"\bcurl\b")
_GIVEN = re.compile(r"(?:^|\s)(?:-X\s*|--request[ =])[\"']?([A-Z]+)")
_FLAGS = (
    ("GET", re.compile(r"\s(?:-G|--get)\b")),
    ("HEAD", re.compile(r"\s(?:-I|--head)\b")),
    ("PUT", re.compile(r"\s(?:-T|--upload-file)\b")),
    ("POST", re.compile(r"\s(?:-d|-F|--data(?:-\w+)?|--form(?:-\w+)?|--json)\b")),
)
"""Options of curl that choose the method where none is given (curl(1))."""
_METHODS = "GET|PUT|POST|DELETE|HEAD|PATCH|OPTIONS"
_CALL = re.compile(rf"(?i)(?:[.:](?:{_METHODS})\b|[\"'](?:{_METHODS})[\"'])\W*(?:\w+\W+){{0,3}}\Z")
_OPTION = re.compile(rf"(?i)\bmethod[\"']?\s*[:=]>?\s*[\"']({_METHODS})\b")
_WORD = re.compile(rf"(?i){_METHODS}")
_NAMED = re.compile(rf"[\"']({_METHODS})[\"']")
_CALLED = re.compile(
    r"(?:\.|::)(?:(put|post|delete|head|patch)(?:Async|AsJson\w*)?(?:\s*\(|\.new\b)|Method\.?(put|post|delete|head|patch)\b)",
    re.IGNORECASE,
)
_SENDS = re.compile(r"\bCURLOPT_POST(?:FIELDS)?\b|\burl(?:open|lib\.request\.Request)\([^()]*\bdata\s*=")
"""How programs have a client send a body, and name no method: by libcurl, and by Python's own."""


def request_of(text: str) -> tuple[str, str] | None:
    """Method and address; None where a sample names no address.

    >>> request_of('curl -d x https://a.example/notes')
    ('POST', 'https://a.example/notes')
    >>> request_of('requests.put(\\n    "https://a.example/notes/1")')
    ('PUT', 'https://a.example/notes/1')
    >>> request_of('fetch("https://a.example/notes", {method: "DELETE"})')
    ('DELETE', 'https://a.example/notes')
    """
    address = ADDRESS.search(text)
    if address is None:
        return None
    return _of_curl(text) if _CURL.search(text) else _of_call(text, address.start()), address[0]


def _of_curl(text: str) -> str:
    given = _GIVEN.search(text)
    if given:
        return given[1]
    return next((method for method, flag in _FLAGS if flag.search(text)), "GET")


def _of_call(text: str, at: int) -> str:
    called = _CALL.search(text, max(0, at - BEFORE), at)
    if called:
        return str(_WORD.findall(called[0])[0]).upper()
    given = _OPTION.search(text) or _NAMED.search(text) or _CALLED.search(text)
    if given:
        return str(next(filter(None, given.groups()))).upper()
    return "POST" if _SENDS.search(text) else "GET"
