"""Requests of a program whose placeholders the settings or the document know: judged as its reader would send them.

The program runs as it is, and sends the placeholder. Mock and checks read the value in its place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from urllib.parse import quote

from harness.model import Request


@dataclass(frozen=True)
class StandIns:
    """What represents what in the requests of a program."""

    find: Callable[[], Mapping[str, str]] = dict
    """Reads the program: the text of a placeholder -> its value."""
    owned: frozenset[str] = frozenset()
    """What the case alone has, and no document knows: a user name that is a part of a path, too."""
    example: Callable[[], str] = str
    """The path of the operation as its document would have it."""

    @cached_property
    def values(self) -> Mapping[str, str]:
        """Placeholder -> value, read once."""
        return self.find()

    def filled(self, request: Request) -> Request:
        """The request with values in the place of placeholders; the same one where it holds none."""
        if self.owned:
            request = replace(request, target=self._with_example(request.target))
        if not self.values:
            return request
        target, body = request.target, request.body
        headers = [(name, self.values.get(value, value)) for name, value in request.headers]
        for text, value in self.values.items():
            bare = text.strip("{}[]")  # curl takes braces and brackets for a list of one, and sends what is in them
            for written in dict.fromkeys((text, quote(text, safe=""), quote(text, safe=":"), bare)):
                target = re.sub(rf"(?<=[/=]){re.escape(written)}(?=[/?&]|$)", quote(value).replace("\\", ""), target)
            body = body.replace(text.encode(), value.encode())
        return replace(request, target=target, headers=tuple(headers), body=body)

    def _with_example(self, target: str) -> str:
        """The target with the example's segment wherever a segment is what the case alone has."""
        path, mark, query = target.partition("?")
        given = path.split("/")
        if self.owned.isdisjoint(given):
            return target
        due = self.example().partition("?")[0].split("/")
        found = [
            due[-at] if segment in self.owned and at < len(due) else segment
            for at, segment in zip(range(len(given), 0, -1), given, strict=True)
        ]
        return "/".join(found) + mark + query


NO_STAND_INS = StandIns()
