"""A list in pages: the part that a request asks for, and what leads from it to the next one."""

from __future__ import annotations

import copy
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from harness.model import Headers, Portion, Request
from harness.openapi import Paging
from harness.respond.chaining import own_value

USUAL = 3
"""Items of a page where the request does not say how many."""
LARGEST = 100
"""Items that a page has at most, however many the request asks for."""
PATIENCE = 5
"""How often the same page is given in a row, and how often one beyond the end: a program that loops would go on."""
NOTHING = frozenset(("undefined", "null", "None", "nil", "<nil>", "NaN", "[object Object]"))
"""What languages print for no value, or for no text."""
TEXTS = ("name", "title", "text", "label", "subject", "summary", "description")
"""Fields of an item whose text is for people: a number may stand behind it."""
_CURSOR = "c0ffee00"


@dataclass(frozen=True)
class Listed:
    """A list as a request finds it."""

    paging: Paging
    value: Any
    """The answer with the items that are known."""
    link: str
    """The header `Link` of the document's own answer."""
    asked: Mapping[str, Any]
    """The parameters and fields of the request."""
    pages: int | None
    """In how many pages it comes; None leaves it to `value`."""
    seed: str
    """What makes cursors and further items: the same in every language."""

    @cached_property
    def known(self) -> list[Any]:
        """The items that are known."""
        found: list[Any] = _at(self.value, self.paging.items)
        return found

    @cached_property
    def size(self) -> int:
        """Items of a page."""
        wanted = self.asked.get(self.paging.size) if self.paging.size else None
        number = int(wanted) if isinstance(wanted, int | str) and str(wanted).isdecimal() else 0
        if self.pages is None:
            return max(1, len(self.known))
        return min(number or USUAL, LARGEST)

    @cached_property
    def total(self) -> int:
        """Items of all pages: the last page of several is not full."""
        if self.pages is None:
            return len(self.known) * (2 if self._says_more else 1)
        return max(len(self.known), (self.pages - 1) * self.size + max(1, self.size - 1))

    @property
    def _says_more(self) -> bool:
        more = _at(self.value, self.paging.more) if self.paging.more else None
        onward = _at(self.value, self.paging.next) if self.paging.next else None
        return bool(onward) or 'rel="next"' in self.link if more is None else bool(more)

    @cached_property
    def sent(self) -> str:
        """What names the page in the request; empty for the first one."""
        value = self.asked.get(self.paging.parameter)
        return "" if value is None else str(value)

    @cached_property
    def start(self) -> int | None:
        """How many items come before the page; None for a page that no answer named."""
        kind, sent = self.paging.kind, self.sent
        if not sent:
            return 0
        if kind in ("page", "offset"):
            if not sent.removeprefix("-").isdecimal():
                return None
            number = max(0, int(sent) - self.paging.first)
            return number * self.size if kind == "page" else number
        return next((start for start in range(1, self.total + 1) if str(self.name(start)) == sent), None)

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The fields of an item that have another text in each, as far as the document allows it."""
        model, steps = self.known[0], self.paging.items
        fields = [name for name in TEXTS if isinstance(model, dict) and isinstance(model.get(name), str)]
        return tuple(
            name
            for name in fields
            if name != self.paging.identity
            and self.paging.accepts(_with(self.value, steps, [*self.known, {**model, name: f"{model[name]} 2"}]))
        )

    @property
    def may_begin(self) -> bool:
        """True where a first request may name a page of the reader's; no page is called as languages print nothing."""
        return self.paging.kind in ("cursor", "item") and self.sent not in NOTHING

    def item(self, index: int) -> Any:
        """One item, as the document has it or like that, with a name of its own."""
        known, identity = self.known, self.paging.identity
        if index < len(known):
            return known[index]
        made = copy.deepcopy(known[index % len(known)])
        seed = f"{self.seed}#{index}"
        if isinstance(made, dict):
            made |= {name: f"{made[name]} {index + 1}" for name in self.texts if isinstance(made.get(name), str)}
            made |= {identity: own_value(made[identity], seed)} if identity in made else {}
        return made if isinstance(made, dict | list) else own_value(made, seed)

    def text(self, index: int, item: Any) -> str:
        """What a person tells an item by; empty for one of the document's, whose text others begin with."""
        return "" if index < len(self.known) else str(item.get(self.texts[0], ""))

    def name(self, start: int) -> Any:
        """What names the page that begins there."""
        kind, first = self.paging.kind, self.paging.first
        if kind == "page":
            return start // self.size + first
        if kind == "offset":
            return start + first
        if kind == "item":
            return self._told(self.item(start - 1))
        onward = _at(self.value, self.paging.next) if self.paging.next and not self.paging.is_url else None
        if self.pages is None and start == self.size and onward:
            return onward
        return own_value(onward or (1_000 if self.paging.whole else _CURSOR), f"{self.seed}@{start}")

    def _told(self, item: Any) -> Any:
        return item.get(self.paging.identity, "") if isinstance(item, dict) else item


def part(listed: Listed, request: Request) -> tuple[Any, Headers, Portion]:
    """The answer with the part that is asked for, its header `Link`, and what it is. No known page is the first."""
    paging, start = listed.paging, listed.start or 0
    items = [listed.item(index) for index in range(start, min(start + listed.size, listed.total))]
    onward = start + listed.size if start + listed.size < listed.total else None
    value = copy.deepcopy(listed.value)
    value = _with(value, paging.items, items)
    named = listed.name(onward) if onward is not None else None
    address = _address(request, paging, named) if named is not None else None
    for steps, of in paging.totals:
        value = _with(value, steps, listed.total if of == "items" else max(1, math.ceil(listed.total / listed.size)))
    for steps in paging.numbers:
        value = _with(value, steps, listed.name(start))
    for steps, end in paging.ends if items else ():
        if paging.identity:
            value = _with(value, steps, listed._told(items[0 if end == "first" else -1]))
    if paging.more:
        value = _with(value, paging.more, onward is not None)
    if paging.next and named is None:
        value = _ended(paging, value)
    elif paging.next:
        own = _at(listed.value, paging.next)
        shown = address if paging.is_url else str(named) if isinstance(own, str) else named
        if paging.is_url and isinstance(own, str) and own.startswith("/"):
            shown = _relative(address or "")
        value = _with(value, paging.next, shown)
    told = tuple(str(name) for item in items if (name := listed._told(item)) not in (None, ""))
    page = Portion(
        paging.parameter,
        listed.sent,
        more="" if named is None else str(named),
        items=told if len(told) == len(items) else (),
        texts=tuple(listed.text(start + at, item) for at, item in enumerate(items)) if listed.texts else (),
        beyond=bool(start) and start >= listed.total,
    )
    link = (("Link", f'<{address}>; rel="next"'),) if paging.link and address else ()
    return value, link, page


def _ended(paging: Paging, value: Any) -> Any:
    """The answer without what leads on: null, or left out, or empty, as the document allows."""
    tries = (_with(value, paging.next, None), _without(value, paging.next), _with(value, paging.next, ""))
    return next((one for one in tries if paging.accepts(one)), tries[1])


def _address(request: Request, paging: Paging, name: Any) -> str:
    """The address of the next page, on the host that was asked."""
    host = request.origin or f"http://{request.header('Host') or ''}"
    parts = urlsplit(request.target)
    kept = [(key, value) for key, value in parse_qsl(parts.query, True) if key != paging.parameter]
    return f"{host}{parts.path}?{urlencode([*kept, (paging.parameter, name)])}"


def _relative(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def _at(value: Any, steps: Sequence[str]) -> Any:
    for name in steps:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _with(value: Any, steps: Sequence[str], new: Any) -> Any:
    """The value with another one in a place of it."""
    if not steps:
        return new
    own = value if isinstance(value, dict) else {}
    return {**own, steps[0]: _with(own.get(steps[0]), steps[1:], new)}


def _without(value: Any, steps: Sequence[str]) -> Any:
    own = dict(value) if isinstance(value, dict) else {}
    if len(steps) == 1:
        own.pop(steps[0], None)
        return own
    return {**own, steps[0]: _without(own.get(steps[0]), steps[1:])}
