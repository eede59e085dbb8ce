"""How the lists of an operation come in pages, as far as its parameters and its answer tell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from harness.openapi.document.document import Document, Entry
from harness.openapi.request.parameters import declarations
from harness.openapi.request.value_examples import bodies, parts

Kind = Literal["page", "offset", "cursor", "item"]
Steps = tuple[str, ...]
"""The names that lead to a field of an answer."""

_CURSORS = frozenset(
    (
        "cursor",
        "pagetoken",
        "nexttoken",
        "nextpagetoken",
        "nextcursor",
        "continuationtoken",
        "continuation",
        "startcursor",
        "pagecursor",
        "paginationtoken",
        "paginationcursor",
        "marker",
        "startkey",
        "bookmark",
        "scrollid",
        "pageafter",
        "after",
    )
)
_ITEMS = frozenset(("startingafter", "startafter", "afterid", "sinceid", "lastid", "after"))
_PAGES = frozenset(("page", "pagenumber", "pageno", "pagenum", "pageindex"))
_OFFSETS = frozenset(("offset", "skip", "start", "startindex", "pageoffset", "startat"))
_NAMING = _CURSORS | _ITEMS | _PAGES | _OFFSETS
_SIZES = frozenset(
    ("limit", "perpage", "pagesize", "pagelimit", "maxresults", "size", "count", "maxitems", "top", "take", "rows")
)
_MORE = frozenset(("hasmore", "hasnext", "hasnextpage", "more", "morepages", "ismore"))
_NEXT = frozenset(
    (
        "next",
        "nextcursor",
        "nextpage",
        "nextpagetoken",
        "nexttoken",
        "nextpagecursor",
        "nextoffset",
        "nextmarker",
        "nextkey",
        "continuationtoken",
        "endcursor",
        "nextlink",
        "nexturl",
        "nextpageurl",
        "nexthref",
        "nextpageuri",
        "nexturi",
        "odatanextlink",
    )
)
_NEXT_OF_CURSORS = frozenset(
    ("cursor", "after", "pagetoken", "marker", "scrollid", "bookmark", "continuation", "startcursor")
)
_TOTALS = frozenset(
    ("total", "totalcount", "totalitems", "totalresults", "totalelements", "totalsize", "totalrecords", "count")
)
_TOTAL_PAGES = frozenset(("totalpages", "pagecount", "lastpage", "pages", "pagestotal"))
_NUMBERS = frozenset(("page", "currentpage", "pagenumber", "pageno", "pageindex", "number"))
_LISTS = ("data", "items", "results", "entries", "records", "values", "list")
_OF_ITEMS = ("id", "_id", "uuid", "key", "sha", "slug", "number", "name")
_DEEPEST = 3
FIRST_NUMBERS = {"page": 1, "offset": 0, "cursor": 0, "item": 0}


@dataclass(frozen=True)
class Paging:
    """Where the parameter and the fields of a list that comes in pages are."""

    kind: Kind
    """What names a page: its number, how many items come before it, a cursor, or the item before it."""
    parameter: str
    first: int
    """The number of the first page, or the first offset."""
    whole: bool
    """True where the parameter is a whole number."""
    size: str
    """The parameter that says how many items a page holds; empty if there is none."""
    items: Steps
    """The list; empty where the answer is one."""
    identity: str
    """The field of an item that tells it from others; empty where an item is a text, or has none."""
    more: Steps = ()
    """The field that says whether another page follows; empty if there is none."""
    next: Steps = ()
    """The field that leads to the next page; empty if there is none."""
    is_url: bool = False
    """True where that field is an address."""
    totals: tuple[tuple[Steps, Literal["items", "pages"]], ...] = ()
    """The fields that say how many items, or pages, there are in all."""
    numbers: tuple[Steps, ...] = ()
    """The fields that repeat the number of the page, or the offset."""
    ends: tuple[tuple[Steps, Literal["first", "last"]], ...] = ()
    """The fields that repeat what tells apart the first item, or the last."""
    link: bool = False
    """True where a header `Link` leads to the next page (RFC 8288)."""
    accepts: Callable[[Any], bool] = field(default=bool, compare=False, repr=False)
    """True for a body that the document allows."""


def parameters_of(document: Document, entry: Entry) -> dict[str, dict[str, Any]]:
    """The parameters of a query that reads, or the fields of a body, name -> schema; none if none may name a page."""
    found = _sent(document, entry)
    return found if any(_plain(name) in _NAMING for name in found) else {}


def _sent(document: Document, entry: Entry) -> dict[str, dict[str, Any]]:
    if entry.method == "GET":
        declared = (one for _, one in declarations(document, entry) if one.get("in") == "query")
        return {str(one.get("name")): _merged(document, one.get("schema")) for one in declared}
    named = _CURSORS | _ITEMS | _SIZES
    found: dict[str, dict[str, Any]] = {}
    for schema in bodies(document, entry) if entry.method in ("POST", "QUERY") else ():
        for part in parts(document, schema):
            fields = part.get("properties")
            for name, one in fields.items() if isinstance(fields, dict) else ():
                if _plain(name) in named:
                    found[name] = _merged(document, one)
    return found


def _merged(document: Document, schema: Any) -> dict[str, Any]:
    return {key: value for part in reversed(parts(document, schema)) for key, value in part.items()}


def paging_of(
    parameters: Mapping[str, Mapping[str, Any]],
    answer: Any,
    header_names: frozenset[str],
    accepts: Callable[[Any], bool],
) -> Paging | None:
    """How an operation's lists come in pages; None where it has no list, or nothing names a page of it.

    `parameters` are those of the query, and the body's fields where the body asks for a list: name -> schema.
    """
    fields = [(steps, _plain(steps[-1]), value) for steps, value in _fields(answer) if steps]
    items = list_of(answer)
    if items is None:
        return None
    more = next((steps for steps, name, value in fields if name in _MORE and isinstance(value, bool)), ())
    chosen = _parameter(parameters, {name for _, name, _ in fields}, bool(more))
    if chosen is None:
        return None
    kind, parameter = chosen
    onward = _next(fields, kind)
    if kind in ("cursor", "item") and not (more or onward or "link" in header_names):
        return None  # nothing tells where its pages end
    listed = _at(answer, items)
    size = next((name for name in parameters if _plain(name) in _SIZES and name != parameter), "")
    return Paging(
        kind,
        parameter,
        _first(kind, parameters[parameter], _plain(parameter)),
        parameters[parameter].get("type") == "integer",
        size,
        items,
        identity_of(listed[0]),
        more,
        onward,
        _is_url(onward, fields),
        tuple(_totals(fields, bool(onward))),
        tuple(steps for steps, name, value in fields if _is_number(name, value, kind)),
        tuple((steps, "first" if name == "firstid" else "last") for steps, name, _ in fields if name in _ENDS),
        "link" in header_names,
        accepts,
    )


_ENDS = ("firstid", "lastid")


def _parameter(parameters: Mapping[str, Mapping[str, Any]], names: set[str], more: bool) -> tuple[Kind, str] | None:
    has_cursor = bool(names & (_NEXT | _NEXT_OF_CURSORS))
    kinds: tuple[tuple[Kind, frozenset[str]], ...] = (
        ("cursor", _CURSORS if has_cursor else _CURSORS - {"after"}),
        ("item", _ITEMS if more else frozenset()),
        ("page", _PAGES),
        ("offset", _OFFSETS),
    )
    for kind, known in kinds:
        for name, schema in parameters.items():
            if _plain(name) in known and schema.get("type") not in ("boolean", "object", "array"):
                return kind, name
    return None


def _first(kind: Kind, schema: Mapping[str, Any], name: str) -> int:
    """The first number, as the parameter's default or least value has it: some count from 0, and some from 1."""
    usual = 1 if name == "startindex" else FIRST_NUMBERS[kind]
    told = next((schema[key] for key in ("default", "minimum") if schema.get(key) in (0, 1)), usual)
    return int(told) if kind in ("page", "offset") else usual


def _next(fields: list[tuple[Steps, str, Any]], kind: Kind) -> Steps:
    for steps, name, value in fields:
        known = name in _NEXT or (kind == "cursor" and name in _NEXT_OF_CURSORS)
        if known and not isinstance(value, bool | dict | list | float):
            return steps
        if name == "href" and len(steps) > 1 and _plain(steps[-2]) == "next":
            return steps
    return ()


def _is_url(steps: Steps, fields: list[tuple[Steps, str, Any]]) -> bool:
    value = next((value for at, _, value in fields if at == steps), None)
    if isinstance(value, str) and value:
        return value.startswith(("http://", "https://", "/"))
    return bool(steps) and bool(re.search("url|uri|link|href", "".join(steps), re.IGNORECASE))


def _totals(fields: list[tuple[Steps, str, Any]], onward: bool) -> Iterator[tuple[Steps, Literal["items", "pages"]]]:
    """`count` is the number of all items only where a field leads on, as in Django's lists."""
    for steps, name, value in fields:
        if isinstance(value, int) and not isinstance(value, bool):
            if name in _TOTAL_PAGES:
                yield steps, "pages"
            elif name in _TOTALS and (name != "count" or onward):
                yield steps, "items"


def _is_number(name: str, value: Any, kind: Kind) -> bool:
    known = _NUMBERS if kind == "page" else _OFFSETS if kind == "offset" else frozenset()
    return name in known and isinstance(value, int) and not isinstance(value, bool)


def _fields(value: Any, steps: Steps = ()) -> Iterator[tuple[Steps, Any]]:
    """The fields of an answer that are in no list, the outermost first."""
    if isinstance(value, dict) and len(steps) < _DEEPEST:
        yield from (((*steps, name), item) for name, item in value.items())
        for name, item in value.items():
            yield from _fields(item, (*steps, name))


def list_of(answer: Any) -> Steps | None:
    """Where the list of an answer is: its only one, or that of the usual name, or the first of objects."""
    if isinstance(answer, list):
        return () if answer else None
    found = [(steps, value) for steps, value in _fields(answer) if isinstance(value, list) and value]
    named = (steps for steps, _ in found if _plain(steps[-1]) in _LISTS)
    objects = (steps for steps, value in found if isinstance(value[0], dict))
    return next(named, None) or next(objects, None) or next((steps for steps, _ in found), None)


def identity_of(item: Any) -> str:
    """The field of an item that tells it from others; empty where it has none."""
    if not isinstance(item, dict):
        return ""
    own = [name for name, value in item.items() if isinstance(value, str | int) and not isinstance(value, bool)]
    ends = (name for name in own if re.search(r"(_id|Id|_key|_uuid)$", name))
    return next((name for name in _OF_ITEMS if name in own), "") or next(ends, "")


def _at(value: Any, steps: Steps) -> Any:
    for name in steps:
        value = value[name]
    return value


def _plain(name: str) -> str:
    """`next_page_token`, `nextPageToken` and `next-page-token` are one name."""
    return re.sub(r"[\W_]", "", name).lower()
