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

    @cached_property
    def values(self) -> Mapping[str, str]:
        """Placeholder -> value, read once."""
        return self.find()

    def filled(self, request: Request) -> Request:
        """The request with values in the place of placeholders; the same one where it holds none."""
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


NO_STAND_INS = StandIns()
