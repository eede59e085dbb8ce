"""Blocks of a page whose request is for no operation -> the operation of those beside them, or that they are left out.

A stale method or path is such a request, so that no such block may vanish unsaid.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from difflib import get_close_matches

from harness.discover.calls import request_of
from harness.discover.sources import Block
from harness.model import LeftOut
from harness.openapi import Api, InlineSample

ALIKE = 0.6
"""How alike the ends of two paths are of which one may be the other's old name."""
_OPEN = re.compile(r"[{}$%<>\[\]]|\A:")
"""What says of a step of a path that its value comes from elsewhere: `{id}`, `${id}`, `%s`, `:id`."""


def beside_others(blocks: Sequence[Block], own: Sequence[str | None], words: Container[str]) -> list[str | None]:
    """The operations of blocks; `own` are those that the blocks name, `words` the words for languages.

    Below one heading, blocks that call the same host, each in a language of its own, show one request. Where one of
    them has another method, or nearly the same path, the others say what it is for.
    """
    found = [*own]
    sections: dict[tuple[str, ...], list[int]] = {}
    for at, block in enumerate(blocks):
        if block.word.lower() in words and host_of(block.text):
            sections.setdefault(block.headings, []).append(at)
    for places in sections.values():
        named = {operation for at in places if (operation := own[at])}
        if len(named) == 1 and len({blocks[at].word.lower() for at in places}) == len(places):
            due = [blocks[at].text for at in places if own[at]]
            for at in places:
                is_near = any(_is_near(blocks[at].text, text) for text in due)
                found[at] = own[at] or ((*named,)[0] if is_near else None)
    return found


def _is_near(text: str, other: str) -> bool:
    """True for two samples that call one host, and one path with two methods, or two paths of which one is stale."""
    (method, address), (due, right) = request_of(text) or ("", ""), request_of(other) or ("", "")
    if _host(address) != _host(right):
        return False
    one, two = _steps(address), _steps(right)
    if len(one) < len(two) and _same(one, two[: len(one)]):  # a base that the code puts the rest behind
        return all(step in text for step in two[len(one) :] if not _OPEN.search(step))
    return _same(one, two) or (method == due and _is_one_apart(one, two))


def _is_one_apart(one: Sequence[str], two: Sequence[str]) -> bool:
    """True for paths that differ in one step, and end alike: a longer end may well be another operation."""
    if not one or not two or (not get_close_matches(one[-1], two[-1:], 1, ALIKE) and not _same(one[-1:], two[-1:])):
        return False
    longer, shorter = (one, two) if len(one) > len(two) else (two, one)
    if len(longer) > len(shorter):
        return any(_same([*longer[:at], *longer[at + 1 :]], shorter) for at in range(len(longer)))
    return sum(not _same([a], [b]) for a, b in zip(one, two, strict=True)) == 1


def _same(one: Sequence[str], two: Sequence[str]) -> bool:
    """True for the same steps; one that the reader or the code fills is any."""
    return len(one) == len(two) and all(
        a == b or _OPEN.search(a) or _OPEN.search(b) for a, b in zip(one, two, strict=True)
    )


def _steps(address: str) -> list[str]:
    return [step for step in re.split("[?#]", address)[0].partition("//")[2].split("/")[1:] if step]


class Strangers:
    """Collects the samples that call a host of the documents, and show no operation of any of them."""

    def __init__(self, apis: Iterable[Api]) -> None:
        known = [*apis]
        self._servers = {server for api in known for server in api.all_servers}
        self._hosts = {host for server in self._servers if (host := _host(server))}
        self._starts = {f"/{step}" for api in known for one in api.operations if (step := one.path.split("/")[1])}
        self._places: dict[str, None] = {}
        self._shown: set[str] = set()

    def add(self, sample: InlineSample) -> None:
        """Takes a sample as one of the documents sees it."""
        place = f"{sample.shown}:{sample.lines[0] if sample.lines else 1}"
        if sample.operation_id or sample.region:
            self._shown.add(place)
        elif host_of(sample.source) in self._hosts and self._is_call(sample.source):
            self._places[place] = None

    def _is_call(self, text: str) -> bool:
        """False for a text that only says where the API is: `export ACME_URL=https://api.acme.example/v1`."""
        address = (request_of(text) or ("", ""))[1].rstrip("/;,")
        is_base = not _steps(address) or any(_steps(address) == _steps(server) for server in self._servers)
        return not is_base or any(start in text.replace(address, "") for start in self._starts)

    def left_out(self) -> Iterator[LeftOut]:
        """One entry for all of them, if there are any."""
        places = tuple(place for place in self._places if place not in self._shown)
        if places:
            reason = "a request for no operation of the document: correct it, or name the operation above the block"
            yield LeftOut("sample", len(places), reason, places)


def host_of(text: str) -> str:
    """The host that a sample calls first; empty where it names none.

    >>> host_of('fetch("https://a.example/notes")')
    'a.example'
    """
    request = request_of(text)
    return _host(request[1]) if request else ""


def _host(address: str) -> str:
    """The host and port of an address that may be no valid one: `https://[tenant].a.example/notes`."""
    return re.split("[/?#]", address.partition("//")[2])[0].rpartition("@")[2]
