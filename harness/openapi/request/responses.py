"""The answers that an operation declares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from harness.openapi.document.document import Document


class Responses:
    """The response objects of one operation."""

    def __init__(self, document: Document, operation: Mapping[str, Any]) -> None:
        self._document = document
        declared = operation.get("responses")
        self.declared: Mapping[str, Any] = declared if isinstance(declared, dict) else {}

    def exact(self, status: int) -> Mapping[str, Any] | None:
        """The response of a status: by number, by range (`4XX`), else `default`; None if there is none."""
        for name in (str(status), f"{status // 100}XX", f"{status // 100}xx", "default"):
            if name in self.declared:
                return self._object(name)
        return None

    def nearest(self, status: int) -> Mapping[str, Any] | None:
        """The response of a status, or of the most similar one: an error for an error, a success for a success."""
        found = self.exact(status)
        if found is not None:
            return found
        numbers = [int(name) for name in self.declared if name.isascii() and name.isdigit()]
        if 300 <= status < 400:
            return None
        alike = [number for number in numbers if (number >= 400) == (status >= 400)]
        if not alike:
            return None
        return self._object(str(min(alike, key=lambda number: (number // 100 != status // 100, abs(number - status)))))

    def successes(self) -> list[Mapping[str, Any]]:
        """The responses of all 2xx statuses; those of `default` if there is none."""
        names = [name for name in self.declared if name[:1] == "2"] or [
            name for name in self.declared if name == "default"
        ]
        return [self._object(name) for name in names]

    def success_status(self) -> int:
        """The status of a good answer: 200 where the operation declares it or nothing better, else the first 2xx.

        An operation that only redirects answers with its redirect, whatever `default` is for. One that knows a single
        status answers with that, and one that knows but `default` with 200.
        """
        numbers = [int(name) for name in self.declared if name.isascii() and name.isdigit()]
        if "200" in self.declared or any(name.upper() == "2XX" for name in self.declared):
            return 200
        good = [number for number in numbers if 200 <= number < 300] or list(self.redirects())
        if good or "default" in self.declared:
            return good[0] if good else 200
        return next((number for number in numbers if 300 <= number < 400 or len(self.declared) == 1), 200)

    def redirects(self) -> tuple[int, ...]:
        """The statuses by which a client is sent to another address (RFC 9110, 15.4)."""
        return tuple(int(name) for name in self.declared if name in ("301", "302", "303", "307", "308"))

    def refusal_status(self, usual: int = 400) -> int:
        """The status for a request that breaks the document: `usual`, as HTTP has it, where it is declared.

        Else 422 where that is declared and 400 is not, 400 where that is, and `usual` where neither is.
        """
        if str(usual) in self.declared or not {"400", "422"} & {*self.declared}:
            return usual
        return 400 if "400" in self.declared else 422

    def content(self, response: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
        """Media type -> media type object, in document order."""
        content = response.get("content")
        if not isinstance(content, dict):
            return {}
        followed = {name: self._document.follow(item) for name, item in content.items()}
        return {name: item if isinstance(item, dict) else {} for name, item in followed.items()}

    def offers(self) -> tuple[str, ...]:
        """The media types of all good answers."""
        return tuple(dict.fromkeys(name for response in self.successes() for name in self.content(response)))

    def _object(self, name: str) -> Mapping[str, Any]:
        found = self._document.follow(self.declared[name])
        return found if isinstance(found, dict) else {}
