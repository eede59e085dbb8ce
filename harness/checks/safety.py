"""What the program must not do on any day: give the key away, or talk to anyone else."""

from __future__ import annotations

import contextlib
import re
import zlib
from collections.abc import Iterator
from urllib.parse import urlsplit

from harness.checks.evidence import Evidence
from harness.common.redaction import REDACTED, find, spelled
from harness.common.replies import uncoded
from harness.credentials.places import places, texts
from harness.model import Escape, Exchange, Finding, Operation, Request

MOST_TRAILERS = 64 * 1024
"""Bytes at the end of a request in chunks that are searched for trailers."""
MOST_UNPACKED = 16 * 1024 * 1024
"""Bytes of a packed file that are searched."""
REDIRECTS = ("--location", "-L ", "redirect", "CheckRedirect")
"""What a line holds that says what becomes of redirects."""
SHOWN = 60
"""Characters around a leaked key that a finding quotes."""


def check(evidence: Evidence) -> Iterator[Finding]:
    """Findings of the group "safety"."""
    yield from _leaks(evidence)
    yield from _escapes(evidence)


def _leaks(evidence: Evidence) -> Iterator[Finding]:
    for place, text, words in _places(evidence):
        found = find(text, evidence.keyring.secrets) or _token(evidence, place, text)
        if found:
            whole = text.decode("latin-1") if isinstance(text, bytes) else text
            is_token = found == evidence.keyring.stem
            what = "the access token" if is_token else "the key"
            how = "" if is_token else spelled(found, evidence.keyring.secrets)
            yield Finding(
                "key-leaked",
                f"{what}{f', {how},' if how else ''} stands in {place}",
                expected=f"{what} in its own header, and nowhere else",
                actual=_around(evidence.shown(whole)),
                words=words,
            )


def _token(evidence: Evidence, place: str, text: str | bytes) -> str | None:
    """A token of the case that is where it does not belong, as the text that all its tokens hold."""
    stem = evidence.keyring.stem
    return stem if evidence.server and find(text, stem) and not _shows_tokens(evidence, place) else None


def _shows_tokens(evidence: Evidence, place: str) -> bool:
    """True for what a program prints or writes whose own operation answers with a token: to show that is its work."""
    stem = evidence.keyring.stem.encode()
    answered = (stem in one.reply.body for one in evidence.exchanges)
    return (place in ("stdout", "stderr") or place.startswith("the file ")) and any(answered)


def _around(told: str) -> str:
    """What appears about the redacted key, with a sign where there is more."""
    start = max(0, told.index(REDACTED) - SHOWN)
    end = start + len(REDACTED) + 2 * SHOWN
    return f"{'...' if start else ''}{told[start:end].strip()}{'...' if told[end:].strip() else ''}"


def _places(evidence: Evidence) -> Iterator[tuple[str, str | bytes, tuple[str, ...]]]:
    """Everything that a program wrote or sent, with what to look for in its source."""
    key = ("headers", evidence.key_env)
    yield "stdout", evidence.traces.stdout, (*evidence.dialect.prints, *key)
    yield "stderr", evidence.traces.stderr, (*evidence.dialect.complains, *key)
    for at, exchange in enumerate(evidence.traces.exchanges):
        if exchange.reply.visit:
            yield from _sent_away(evidence, exchange.request, exchange.reply.visit.host)
        elif evidence.server and evidence.server.role(exchange.request, evidence.traces.exchanges[:at]):
            yield from _asked(evidence, exchange.request)
        else:
            yield from _sent(evidence, exchange)
    for file in evidence.traces.written:
        name = file.path.rsplit("/", 1)[-1]
        yield f"the file {file.path}", _unpacked(file.content), (name, "open(", "write", *key)
        yield "the name of a file", file.path, ("open(", "write", *key)


def _sent_away(evidence: Evidence, request: Request, host: str) -> Iterator[tuple[str, str | bytes, tuple[str, ...]]]:
    """All of a request to a second host: the key is for the API alone."""
    for place, name, value in places(request):
        text = "\n".join(texts(value))
        if place in ("header", "cookie"):
            yield f"the {place} {name} of a request to another host, {host}", text, (name, *REDIRECTS, evidence.key_env)
        else:
            yield f"the URL of a request to another host, {host}", text, ("?key=", "key=", *REDIRECTS, evidence.key_env)
    yield f"the body of a request to another host, {host}", _body(request), ("data", "json", "body", evidence.key_env)


def _asked(evidence: Evidence, request: Request) -> Iterator[tuple[str, str | bytes, tuple[str, ...]]]:
    """What a request to the authorization server has beside its body and `Authorization`, which are for secrets."""
    for place, name, value in places(request):
        if place in ("header", "cookie") and name.lower() != "authorization":
            yield f"the {place} {name}", "\n".join(texts(value)), (name, evidence.key_env)
        elif place not in ("header", "cookie"):
            yield "the URL", "\n".join(texts(value)), ("client_secret=", "params=", evidence.key_env)


def _sent(evidence: Evidence, exchange: Exchange) -> Iterator[tuple[str, str | bytes, tuple[str, ...]]]:
    request = exchange.request
    one_operation, own = evidence.case.example.owes.one_operation, evidence.operation
    route = None if one_operation else evidence.api.route(request.method, request.target, own)
    operation = route.operation if route else own
    for place, name, value in places(request):
        if name and evidence.api.carries_key(operation, place, name):
            continue
        match place:
            case "header" | "cookie":
                yield f"the {place} {name}", "\n".join(texts(value)), (name, evidence.key_env)
            case _:
                yield "the URL", "\n".join(texts(value)), ("?key=", "api_key=", "key=", evidence.key_env)
    yield from _around_the_values(request, evidence.key_env)
    if not _in_own_fields(evidence, operation, request):
        yield "the request's body", _body(request), ("data", "json", "body", evidence.key_env)


def _around_the_values(request: Request, key_env: str) -> Iterator[tuple[str, str | bytes, tuple[str, ...]]]:
    """What a request has beside the values of its headers and its query, and its body."""
    parts = urlsplit(request.target)
    yield "the request's method", request.method, ("method", "request", key_env)
    yield "the URL", "\n".join((parts.netloc, parts.fragment)), ("//", "@", key_env)
    names = [name for _, name, _ in places(request)]
    yield "the name of a header or parameter", "\n".join(names), ("headers", "params", key_env)
    if (request.header("Transfer-Encoding") or "").lower().endswith("chunked"):
        yield "a trailer", request.raw[-MOST_TRAILERS:].rpartition(b"\r\n0\r\n")[2], ("Trailer", key_env)


def _body(request: Request) -> bytes:
    """A request's body without its compression, as far as that can be undone."""
    try:
        return uncoded(request.body, request.header("Content-Encoding"))
    except ValueError:
        return request.body


def _unpacked(content: bytes) -> bytes:
    """What a file holds, and what it holds in gzip; no more than MOST_UNPACKED of that."""
    if not content.startswith(b"\x1f\x8b"):
        return content
    with contextlib.suppress(zlib.error):
        return content + zlib.decompressobj(wbits=31).decompress(content, MOST_UNPACKED)
    return content


def _in_own_fields(evidence: Evidence, operation: Operation, request: Request) -> bool:
    """True if a body has the key in fields that are for it, and in no other."""
    body = call.body if (call := evidence.api.inspect(request, operation).call) else None
    named = body.items() if isinstance(body, dict) else ()
    holders = [name for name, value in named if find(str(value), evidence.watched)]
    return bool(holders) and all(evidence.api.carries_key(operation, "body", name) for name in holders)


_REFUSED = {"unix": "called the unix socket", "call": "made the system call"}
"""What kind of try it was -> what the program did."""


def _refused(escape: Escape) -> Finding:
    tried, name = _REFUSED[escape.protocol], escape.host
    words = (name, name.rpartition("/")[2]) if escape.protocol == "unix" else tuple(re.findall(r"\w+", name)[::-1])
    return Finding(
        "sandbox-escape",
        f"it {tried} {name}, which is refused",
        expected="a program that needs nothing of the machine but its files and the host that it is given",
        actual=f"{tried} {name}",
        words=words,
    )


def _escapes(evidence: Evidence) -> Iterator[Finding]:
    seen: dict[str, Escape] = {}
    for escape in evidence.traces.escapes:
        if escape.protocol in _REFUSED:
            yield _refused(escape)
            continue
        if escape.host not in evidence.dialect.own_hosts or escape.host in evidence.source:
            seen.setdefault(escape.host, escape)
    for host, escape in seen.items():
        where = f"{host}, port {escape.port} ({escape.protocol})" if escape.port else f"{host} (its name was looked up)"
        yield Finding(
            "network-escape",
            f"it tried to reach {where}",
            expected="requests to the host that it is given, and to no other",
            actual=where,
            words=(f"//{host}", host, *([f":{escape.port}"] if escape.port else [])),
            host=host,
        )
