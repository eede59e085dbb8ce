"""Who may ask for what: the page for its own origin alone, and the mock for whoever names it by its own name."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import Any

from harness.commands.serving.desk import Desk, Unknown
from harness.common.hosts import STANDARD
from harness.model import Headers, Reply, Request
from harness.openapi.request.route import path_of

PAGE = "/_harness/"
FILES = {
    "": ("index.html", "text/html; charset=utf-8"),
    "page.css": ("page.css", "text/css; charset=utf-8"),
    "page.js": ("page.js", "text/javascript; charset=utf-8"),
    "icon.svg": ("icon.svg", "image/svg+xml"),
}
GUARD: Headers = (
    (
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    ("Cache-Control", "no-store"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
)
ANSWER_GUARD: Headers = (("Content-Security-Policy", "sandbox"),)
"""For an answer of the mock that a browser is about to show: a document may promise HTML, and that is not the page."""
MOST_POSTED = 4096
"""Bytes of what the page may post."""


class Front:
    """Comes before the mock's own answers."""

    def __init__(
        self,
        port: int,
        desk: Desk,
        inner: Callable[[Request], Reply],
        told: Callable[[str], None],
        *,
        any_host: bool = False,
    ) -> None:
        """`inner` answers what is meant for the API; `told` is given a line for whoever was turned away.

        With `any_host` the API is answered by whatever name it is called; the page never is.
        """
        names = [f"{name}:{port}" for name in ("localhost", "127.0.0.1", "[::1]")]
        self._hosts = frozenset(
            names + ([name.rpartition(":")[0] for name in names] if port == STANDARD["http"] else [])
        )
        self._desk, self._inner, self._told, self._any_host = desk, inner, told, any_host

    def __call__(self, request: Request) -> Reply:
        """The reply to any request."""
        own = path_of(request.target).startswith(PAGE.rstrip("/"))
        trouble = self._foreign(request, own=own)
        if trouble:
            self._told(f"turned away: {trouble}")
            return _json(421 if trouble.startswith("Host") else 403, {"message": f"turned away: {trouble}"})
        if own:
            return self._page(request)
        reply = self._inner(request)
        if request.header("Sec-Fetch-Mode") == "navigate":
            return replace(reply, headers=(*reply.headers, *ANSWER_GUARD))
        return reply

    def _foreign(self, request: Request, *, own: bool) -> str:
        """Why a request is none of a person's at this machine; empty where it may be.

        A Host of another name is DNS rebinding. A page of another origin can send requests, and browsers say so by
        `Sec-Fetch-Site` or `Origin` (Fetch Metadata; Fetch standard, 3.1).
        """
        host = request.header("Host")
        if (own or (host is not None and not self._any_host)) and (host or "").lower() not in self._hosts:
            return f"Host {host!r}, where one of {', '.join(sorted(self._hosts))} is due"
        if not own:
            return ""
        site, origin = request.header("Sec-Fetch-Site"), request.header("Origin")
        if site not in (None, "same-origin", "none"):
            return f"Sec-Fetch-Site {site!r} for {PAGE}"
        if origin is not None and origin.lower() != f"http://{(host or '').lower()}":
            return f"Origin {origin!r} for {PAGE}"
        return ""

    def _page(self, request: Request) -> Reply:
        path = path_of(request.target)
        if path == PAGE.rstrip("/"):
            return Reply(308, (("Location", PAGE), *GUARD))
        name = path.removeprefix(PAGE)
        if name == "scenario":
            return self._choose(request)
        if request.method not in ("GET", "HEAD"):
            return _json(405, {"message": f"expected GET, got {request.method}"}, (("Allow", "GET, HEAD"),))
        if name == "events":
            last = request.header("Last-Event-ID") or ""
            return Reply(200, (("Content-Type", "text/event-stream"), *GUARD), stream=self._desk.events(last))
        if name == "requests":
            return _json(200, list(self._desk.kept))
        if name in FILES:
            file, media = FILES[name]
            return Reply(200, (("Content-Type", media), *GUARD), _file(file))
        return _json(404, {"message": f"there is no {path}"})

    def _choose(self, request: Request) -> Reply:
        """Sets the next scenario. JSON alone is taken: a page of another origin can't send it unasked."""
        if request.method != "POST":
            return _json(405, {"message": f"expected POST, got {request.method}"}, (("Allow", "POST"),))
        media = (request.header("Content-Type") or "").partition(";")[0].strip().lower()
        if media != "application/json" or len(request.body) > MOST_POSTED:
            return _json(415, {"message": f"expected a small application/json, got {media!r}"})
        try:
            wanted = json.loads(request.body)
            self._desk.choose(wanted["scenario"], wanted.get("lasts", "once"))
        except Unknown as error:
            return _json(400, {"message": str(error)})
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return _json(400, {"message": 'expected {"scenario": NAME, "lasts": "once" or "always"}'})
        return _json(200, self._desk.state())


def _json(status: int, value: Any, headers: Headers = ()) -> Reply:
    return Reply(status, (("Content-Type", "application/json"), *headers, *GUARD), json.dumps(value).encode())


@cache
def _file(name: str) -> bytes:
    return resources.files("harness.commands.serving").joinpath("page", name).read_bytes()
