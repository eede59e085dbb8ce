"""Whether a request asks for a media type that its operation answers with."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from harness.model import Severity
from harness.openapi.request.media import essence, quality, ranges
from harness.openapi.schema.violation import Violation, listed, shown, words


@lru_cache(maxsize=256)
def choose(offers: tuple[str, ...], accept: str | None) -> str | None:
    """The offer that an `Accept` header likes best, the first among equals; None if it likes none.

    Without a header, or with an empty one, that is the first offer.
    """
    accepted = ranges(accept) if accept is not None else ()
    if not accepted:
        return offers[0] if offers else None
    best, best_quality = None, 0.0
    for offer in offers:
        if (welcome := quality(accepted, offer)) > best_quality:
            best, best_quality = offer, welcome
    return best


def violation(accept: str | None, offers: Sequence[str], declared: Sequence[str] | None) -> Violation | None:
    """The fault of an `Accept` header, if any.

    `offers` are the media types of the operation's good answers, `declared` the enum of its `Accept` parameter.
    """
    if accept is None:
        return None
    allowed = [value for value in declared or () if value] or list(offers)
    if not accept.strip(" \t,"):
        return _fault(accept, allowed) if declared and "" not in declared else None
    if not allowed or choose(tuple(allowed), accept) is not None:
        return None
    return _fault(accept, allowed, "warning" if not declared and _reads_them(accept, allowed) else "error")


def _reads_them(accept: str, allowed: Sequence[str]) -> bool:
    """True for a client that asks for a vendor's form of a type that is answered with, and can read that.

    Such is `application/vnd.github.v3+json` for `application/json` (RFC 6839), which servers answer as a rule.
    """
    named = {essence(one) for one in allowed}
    asked = [one.name.partition("/") for one in ranges(accept) if one.quality > 0]
    return any(f"{main}/{sub.rpartition('+')[2]}" in named for main, _, sub in asked if "+" in sub and "*" not in sub)


def _fault(accept: str, allowed: list[str], severity: Severity = "error") -> Violation:
    message = f"Accept asks for {shown(accept)}, which the operation does not answer with: expected {listed(allowed)}"
    return Violation(
        "accept",
        message,
        f"Accept: {' or '.join(allowed)}",
        f"Accept: {accept}",
        "Accept",
        words(accept, "Accept"),
        value=accept,
        severity=severity,
    )
