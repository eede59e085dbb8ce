"""Blocks of a page whose request is for no operation -> the operation of those beside them, or that they are left out.

A stale method or path is such a request, so that no such block may vanish unsaid.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Sequence

from harness.discover.calls import request_of
from harness.discover.sources import Block
from harness.model import LeftOut
from harness.openapi import Api, InlineSample


def beside_others(blocks: Sequence[Block], own: Sequence[str | None], words: Container[str]) -> list[str | None]:
    """The operations of blocks; `own` are those that the blocks name, `words` the words for languages.

    Below one heading, blocks that call the same host, each in a language of its own, show one request. A stale method
    or path is in one of them, and the others say what it is for.
    """
    found = [*own]
    sections: dict[tuple[str, ...], list[int]] = {}
    for at, block in enumerate(blocks):
        if block.word.lower() in words and host_of(block.text):
            sections.setdefault(block.headings, []).append(at)
    for places in sections.values():
        named = {operation for at in places if (operation := own[at])}
        hosts = {host_of(blocks[at].text) for at in places if own[at]}
        if len(named) == 1 and len({blocks[at].word.lower() for at in places}) == len(places):
            for at in places:
                found[at] = own[at] or (*named,)[0] if host_of(blocks[at].text) in hosts else own[at]
    return found


class Strangers:
    """Collects the samples that call a host of the documents, and show no operation of any of them."""

    def __init__(self, apis: Iterable[Api]) -> None:
        self._hosts = {host for api in apis for server in api.all_servers if (host := _host(server))}
        self._places: dict[str, None] = {}
        self._shown: set[str] = set()

    def add(self, sample: InlineSample) -> None:
        """Takes a sample as one of the documents sees it."""
        place = f"{sample.shown}:{sample.lines[0] if sample.lines else 1}"
        if sample.operation_id or sample.region:
            self._shown.add(place)
        elif host_of(sample.source) in self._hosts:
            self._places[place] = None

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
