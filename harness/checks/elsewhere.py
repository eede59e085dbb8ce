"""What the program sent where answers led it: to the address of an upload, and after a redirect."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from harness.checks.evidence import Evidence
from harness.common.attempts import without_boundary
from harness.common.elsewhere import KEEPING, followed
from harness.model import Exchange, Finding, Request, Visit
from harness.respond.leads import TAKING

WORDS = ("Location", "location", "redirect", "upload_url", "uploadUrl", "url")
"""What the line holds that follows an answer to another address."""


def check(evidence: Evidence) -> Iterator[Finding]:
    """Findings about requests to which answers led."""
    yield from _redirects(evidence)
    for exchange in evidence.visits:
        if exchange.reply.visit and exchange.reply.visit.methods:
            yield from _given(evidence, exchange, exchange.reply.visit)
        elif exchange.reply.visit and not exchange.reply.visit.field:
            yield _unknown(evidence, exchange.request, exchange.reply.visit)


def _redirects(evidence: Evidence) -> Iterator[Finding]:
    """A request that was sent on after 307 or 308 as another one. Of 301 to 303 clients make a GET."""
    came = evidence.traces.exchanges
    for at, then in followed(came):
        before, after, status = came[at].request, came[then].request, came[at].reply.status
        if status not in KEEPING:
            continue
        if before.method != after.method:
            what, expected, actual = "method", before.method, after.method
        elif without_boundary(before) != without_boundary(after):
            what, expected, actual = "body", _size(before), _size(after)
        else:
            continue
        yield Finding(
            "redirect-changed",
            f"after status {status} it sent {before.method} {before.target} on with another {what}",
            expected=f"{what}: {expected}",
            actual=f"{what}: {actual}",
            words=WORDS,
            names=(what,),
        )


def _size(request: Request) -> str:
    return f"{len(request.body)} bytes" if request.body else "none"


def _unknown(evidence: Evidence, request: Request, visit: Visit) -> Finding:
    return Finding(
        "chained-value",
        f"it sent {request.method} to an address of {visit.host} that no answer gave",
        expected="an address as an answer gave it, with its query",
        actual=evidence.shown(request.target),
        words=WORDS,
        values=(request.target,),
    )


def _given(evidence: Evidence, exchange: Exchange, visit: Visit) -> Iterator[Finding]:
    request = exchange.request
    if request.method not in visit.methods:
        yield Finding(
            "method",
            f"it sent {request.method} to the address in {visit.field}",
            expected=" or ".join(visit.methods),
            actual=request.method,
            words=(visit.field, *WORDS),
            names=(visit.field,),
        )
    elif request.method in TAKING:
        yield from _fields(evidence, request, visit)
        yield from _bytes(evidence, request, visit)


def _fields(evidence: Evidence, request: Request, visit: Visit) -> Iterator[Finding]:
    """A form without one of the fields that the answer gave for it."""
    lacking = next(((name, value) for name, value in visit.form if value.encode() not in request.body), None)
    if lacking:
        name, value = lacking
        yield Finding(
            "chained-value",
            f'the form sent to the address in {visit.field} lacks the field "{name}" of the answer',
            expected=evidence.shown(f"{name}={value}"),
            actual="none",
            words=("fields", "form", visit.field, *WORDS),
            names=(name,),
        )


def _bytes(evidence: Evidence, request: Request, visit: Visit) -> Iterator[Finding]:
    """An upload that is none of the files that the program names."""
    named: Mapping[str, bytes] = {name: text for name, text in evidence.inputs.items() if name in evidence.source}
    if not named or any(_holds(request, content) for content in named.values()):
        return
    name, content = next(iter(named.items()))
    yield Finding(
        "file-bytes",
        f"the bytes sent to the address in {visit.field} are not those of {' or '.join(named)}",
        expected=f"the {len(content)} bytes of {name}",
        actual=evidence.shown(f"{len(request.body)} bytes beginning {request.body[:16]!r}"),
        words=(*TAKING, name, visit.field),
        names=(name,),
    )


def _holds(request: Request, content: bytes) -> bool:
    """True for an upload of these bytes, as its body or within a form."""
    form = (request.header("Content-Type") or "").lower().startswith("multipart/form-data")
    return content in request.body if form else content == request.body
