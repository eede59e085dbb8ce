"""Addresses that answers give: those of other hosts lead to the second host of the case, and are remembered."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

from harness.common.elsewhere import NAMED, address_of, origin_of, other_host
from harness.common.hosts import hosts_of
from harness.model import Headers, Operation, Request, Visit
from harness.openapi import Api

TAKING = ("PUT", "POST", "PATCH")
GIVING = ("GET", "HEAD")
UPLOADS = frozenset(("upload", "uploads", "put", "resumable"))
"""Words in the name of a field whose address takes a file."""
SIGNED = frozenset(("signed", "presigned"))
"""Words in the name of a field whose address takes a file or gives one."""
OTHERS = frozenset(("download", "downloads", "export", "monitor", "poll", "polling", "report", "result", "results"))
"""Words in the name of a field whose address gives a file."""
ADDRESSES = frozenset(("url", "uri", "href", "link", "location", "urls"))
"""Words by which the name of such a field ends."""
STATUS = frozenset(("status",))
METHOD = ("method", "http_method", "httpMethod", "upload_method", "uploadMethod")
"""Fields beside an address that name its method."""
FORM = ("fields", "form_fields", "formFields", "form_data")
"""Fields beside an address that a form sends with the file."""
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


@dataclass(frozen=True)
class Redirected:
    """A request that was redirected."""

    request: Request
    status: int
    away: bool
    """True where it was sent to the second host."""


@dataclass
class Leads:
    """What one start of a program was given so far."""

    beside: str = ""
    """The second host's name beside an address that is not the machine's own; empty if it has none."""
    given: dict[str, Visit] = field(default_factory=dict)
    """Address on the second host -> what it is for."""
    redirected: dict[str, Redirected] = field(default_factory=dict)
    """Address that a redirect of a scenario gave -> what was redirected there."""

    def other_host(self, request: Request) -> str:
        """The origin of the second host, for the answer to a request; empty if it has none."""
        return other_host(request, self.beside)

    def first(self, request: Request) -> Redirected | None:
        """The redirected request that led to this one; None where none did."""
        return self.redirected.get(address_of(request))

    def visit(self, request: Request) -> Visit | None:
        """What a request to the second host is for; None for a request to the API."""
        address, host = address_of(request), origin_of(request)
        if address in self.given or host == NAMED or host in {one.host for one in self.given.values()}:
            return self.given.get(address, Visit(host))
        return None

    def answer(self, api: Api, request: Request, headers: Headers, body: bytes) -> tuple[Headers, bytes]:
        """An answer's headers and body with addresses that lead to the case."""
        found = tuple((name, self._location(api, request, name, value)) for name, value in headers)
        if b"://" not in body:
            return found, body
        try:
            value = json.loads(body)
        except ValueError:
            return found, body
        made = self._in(api, request, value, ())
        return found, body if made == value else json.dumps(made, ensure_ascii=False).encode()

    def _location(self, api: Api, request: Request, name: str, value: str) -> str:
        if name.lower() not in ("location", "operation-location", "content-location"):
            return value
        return self._address(api, request, value, Visit("", name, GIVING))

    def _in(self, api: Api, request: Request, value: Any, names: tuple[str, ...]) -> Any:
        if isinstance(value, list):
            return [self._in(api, request, item, names) for item in value]
        if isinstance(value, dict):
            return {
                name: self._in(api, request, item, (*names, name))
                if not isinstance(item, str)
                else self._text(api, request, item, (*names, name), value)
                for name, item in value.items()
            }
        return value

    def _text(self, api: Api, request: Request, text: str, names: tuple[str, ...], beside: Mapping[str, Any]) -> str:
        methods = methods_of(names, beside, request.method) if text.startswith(("http://", "https://")) else ()
        return self._address(api, request, text, Visit("", names[-1], methods, _form(beside))) if methods else text

    def _address(self, api: Api, request: Request, url: str, visit: Visit) -> str:
        """An address as the program can reach it; one that is none, or of the API's own host already, as it is.

        `visit` says what it is for, without its host.
        """
        host = next(iter(hosts_of((url,))), None)
        if host is None or url.startswith(f"{origin_of(request)}/"):
            return url
        parts = urlsplit(url)
        rest = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        if any(server.covers_name(host.name) for server in hosts_of(api.all_servers)):
            return url if request.origin else origin_of(request) + rest
        other = self.other_host(request)
        if not other:
            return url
        self.given[other + rest] = replace(visit, host=other)
        return other + rest


def gives_upload(api: Api, operation: Operation) -> bool:
    """True if a good answer of an operation gives an address that takes a file."""
    leads, asked = Leads(), Request(operation.method, operation.path, (("Host", "127.0.0.1:1"),), b"")
    made = api.answer(operation, api.success_status(operation), "application/json")
    leads.answer(api, asked, made.headers, made.body)
    return any(set(TAKING) & set(visit.methods) for visit in leads.given.values())


def methods_of(names: tuple[str, ...], beside: Mapping[str, Any], asked: str) -> tuple[str, ...]:
    """The methods that the address in a field is for; empty where its name says nothing of a request.

    `names` lead to the field, `beside` is the object that holds it, and `asked` is the method of the request that gets
    the answer.
    """
    words = {word.lower() for name in names[-2:] for word in _WORDS.findall(name)}
    if not ADDRESSES & {word.lower() for word in _WORDS.findall(names[-1])} or not words & _TELLING:
        return ()
    told = next((beside[name] for name in METHOD if isinstance(beside.get(name), str)), "").upper()
    if told in (*TAKING, *GIVING):
        return (told,)
    if any(isinstance(beside.get(name), dict) for name in FORM):
        return ("POST",)
    if words & UPLOADS:
        return TAKING
    return (*TAKING, *GIVING) if words & SIGNED and not words & OTHERS and asked != "GET" else GIVING


def _form(beside: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """The fields that stand beside the address of a form."""
    found: Mapping[str, Any] = next((beside[name] for name in FORM if isinstance(beside.get(name), dict)), {})
    return tuple((name, value) for name, value in found.items() if isinstance(value, str))


_TELLING = UPLOADS | SIGNED | OTHERS | STATUS
