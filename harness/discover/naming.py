"""A program's name -> the operation that it shows, by the usual ways to write one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from harness.model import Operation

_VERBS = {
    "GET": (
        "get",
        "list",
        "retrieve",
        "fetch",
        "read",
        "show",
        "find",
        "search",
        "query",
        "describe",
        "view",
        "download",
    ),
    "POST": ("post", "create", "add", "new", "make", "send", "submit", "upload", "insert", "start", "run", "generate"),
    "PUT": ("put", "update", "replace", "set", "edit", "change"),
    "PATCH": ("patch", "update", "edit", "modify", "change"),
    "DELETE": ("delete", "remove", "destroy", "cancel"),
}
"""What programs are called by, method by method."""


def tied(name: str, operations: Sequence[Operation]) -> Operation | None:
    """The one operation that a name is for; None if there is none, or more than one.

    >>> parcels = [Operation("api", "createParcel", "POST", "/parcels"), Operation("api", "x1", "GET", "/parcels/{id}")]
    >>> [one.id for one in (tied("create-parcel", parcels), tied("POST_parcels", parcels), tied("get_parcel", parcels))]
    ['createParcel', 'createParcel', 'x1']
    """
    for spellings in (_by_id, _by_path, _by_verb):
        found = [one for one in operations if _plain(name) in map(_plain, spellings(one))]
        if len(found) == 1:
            return found[0]
        if found:
            return None
    return None


def is_by_itself(name: str, operation: Operation) -> bool:
    """True where the harness ties a name to an operation without the settings: by the operation's id."""
    return _plain(name) == _plain(operation.id)


def _by_id(operation: Operation) -> Iterable[str]:
    yield operation.id
    yield re.split(r"[./:]", operation.id)[-1]


def _by_path(operation: Operation) -> Iterable[str]:
    words = [word.strip("{}") for word in operation.path.split("/") if word]
    fixed = [word for word in operation.path.split("/") if word and "{" not in word]
    for path in (words, fixed):
        yield "".join([operation.method, *path])
        yield "".join([*path, operation.method])


def _by_verb(operation: Operation) -> Iterable[str]:
    """A verb and the last thing of the path: `get_parcel` for `GET /parcels/{id}`, `list_parcels` for all."""
    parts = [word for word in operation.path.split("/") if word]
    fixed = [word for word in parts if "{" not in word]
    if not fixed:
        return
    is_one = "{" in parts[-1]
    last = fixed[-1]
    nouns = {_singular(last)} if is_one or operation.method == "POST" else {last}
    if is_one or operation.method not in ("GET", "POST"):
        nouns.add(last if last == _singular(last) else _singular(last))
    verbs = _VERBS.get(operation.method, ())
    if operation.method == "GET":
        verbs = tuple(verb for verb in verbs if verb not in (("list", "search", "query") if is_one else ()))
    yield from (verb + noun for verb in verbs for noun in nouns)
    yield last
    for before in fixed[-2:-1]:  # POST /parcels/{id}/cancel: cancel_parcel, parcel-cancel, parcels_cancel
        yield from (last + _singular(before), _singular(before) + last, before + last)


def _singular(word: str) -> str:
    for ending, one in (("ies", "y"), ("sses", "ss"), ("ses", "se"), ("xes", "x"), ("s", "")):
        if word.lower().endswith(ending) and not word.lower().endswith("ss"):
            return word[: -len(ending)] + one
    return word


def _plain(name: str) -> str:
    return re.sub(r"[\W_]", "", name).lower()
