"""HTTP Digest (RFC 7616): the challenge, and whether a response was made with the case's own secret."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from harness.model import Exchange, Reply, Request

if TYPE_CHECKING:
    from harness.credentials.credential import Credential

REALM = "harness"
_PAIR = re.compile(r'\b([a-zA-Z]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))')
_HASHES = {"MD5": hashlib.md5, "SHA-256": hashlib.sha256}


def challenge(secret: str) -> str:
    """The challenge to a case. Clients agree on MD5; its nonce is the case's own."""
    return f'Digest realm="{REALM}", qop="auth", algorithm=MD5, nonce="{_nonce(secret)}"'


def is_challenged(exchange: Exchange) -> bool:
    """True for a request without a digest that was answered with a challenge to make one."""
    return is_challenge(exchange.reply) and not _is_digest(exchange.request.header("Authorization"))


def is_challenge(reply: Reply) -> bool:
    """True for a 401 that asks for a digest."""
    return reply.status == 401 and _is_digest(reply.header("WWW-Authenticate"))


def answer(asked: str, request: Request, username: str, password: str) -> str:
    """The `Authorization` of a request to a host that asks for a digest in `asked`, its `WWW-Authenticate`."""
    given = _pairs(asked)
    sent = {"username": username, "uri": request.target, "realm": given.get("realm", ""), "nonce": given["nonce"]}
    sent |= {name: given[name] for name in ("algorithm", "opaque") if name in given}
    if "auth" in given.get("qop", ""):
        sent |= {"qop": "auth", "nc": "00000001", "cnonce": secrets.token_hex(8)}
    sent["response"] = _response(sent, request, password)
    bare = ("algorithm", "qop", "nc")
    return "Digest " + ", ".join(
        f"{name}={text}" if name in bare else f'{name}="{text}"' for name, text in sent.items()
    )


def username_of(request: Request) -> str | None:
    """The user name of a request's digest; None for a request without one."""
    value = request.header("Authorization")
    return _pairs(value or "").get("username", "") if _is_digest(value) else None


def _pairs(value: str) -> dict[str, str]:
    return {name.lower(): quoted or bare for name, quoted, bare in _PAIR.findall(value.partition(" ")[2])}


def fault(value: str, request: Request, own: Sequence[Credential], nonce_of: str) -> str:
    """What is wrong with a digest, or nothing. `own` are the credentials that it may be made with."""
    sent = _pairs(value)
    if sent.get("nonce") != _nonce(nonce_of):
        return "its nonce is not that of the challenge"
    if sent.get("uri") != request.target:
        return f"its uri is not {request.target}"
    names = [one.value for one in own if one.part == "username"]
    if names and sent.get("username") not in names:
        return "it is for another user name"
    passwords = [one.value for one in own if one.part in ("password", "")]
    passwords += ["" for one in own if one.part == "" and one.value == sent.get("username")]
    if sent.get("response") not in {_response(sent, request, one) for one in passwords}:
        return "its response was not made with the password"
    return ""


def _nonce(secret: str) -> str:
    return hashlib.sha256(f"nonce for {secret}".encode()).hexdigest()[:32]


def _is_digest(value: str | None) -> bool:
    return (value or "").strip().lower().startswith("digest ")


def _response(sent: Mapping[str, str], request: Request, password: str) -> str:
    """Section 3.4.1, for `qop=auth` and for clients that know none."""
    made = _HASHES.get(sent.get("algorithm", "MD5").upper(), hashlib.md5)

    def digest(*parts: str) -> str:
        return made(":".join(parts).encode()).hexdigest()

    first = digest(sent.get("username", ""), sent.get("realm", ""), password)
    second = digest(request.method, sent.get("uri", ""))
    if "qop" not in sent:
        return digest(first, sent["nonce"], second)
    return digest(first, sent["nonce"], sent.get("nc", ""), sent.get("cnonce", ""), sent["qop"], second)
