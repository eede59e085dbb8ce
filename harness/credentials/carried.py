"""Whether a request carries the case's own credentials: the one notion of it for mock, checks and explanations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from harness.credentials import digest
from harness.credentials.credential import Credential, Keyring
from harness.credentials.places import places, texts
from harness.model import Operation, Request, Step
from harness.openapi import Api, Violation
from harness.openapi.request.security import Scheme, basic_pair

READY = ("", "key", "token")
"""The parts of a credential that may be an access token."""
Shown = Sequence[tuple[Scheme, str]]
"""The schemes of an alternative, each with the value that was sent."""


def carries(request: Request, keyring: Keyring) -> bool:
    """True if a secret of the case, or what is made with it, is anywhere in a request."""
    wanted = (*keyring.secrets, keyring.stem)
    found = (text for _, _, value in places(request) for text in texts(value))
    if any(secret in text for text in found for secret in wanted):
        return True
    if any(secret.encode() in request.body for secret in keyring.secrets):
        return True
    value = request.header("Authorization") or ""
    if value.lower().startswith("digest "):
        return not digest.fault(value, request, keyring.credentials, keyring.key.value)
    return keyring.signature is not None and not keyring.signature(request, keyring.key.value)


def knows_no_key(api: Api, steps: Iterable[Step], text: str, variables: Iterable[str]) -> bool:
    """True for requests that need no key, in a program whose text names none of the variables of keys."""
    return not any(name in text for name in variables) and not any(api.needs_key(step.operation) for step in steps)


def fault(api: Api, operation: Operation, request: Request, keyring: Keyring) -> Violation | None:
    """What is wrong with the values of the credentials, where their form is right.

    A note where a scheme can't be judged. None where all is well, or where their form is wrong.
    """
    security = api.security(operation)
    if not security.alternatives:
        return _unsigned(request, keyring) if keyring.signature and not api.schemes else None
    nearest = None
    for shown in api.met(request, operation):
        if not security.needed and not any(value for _, value in shown):
            continue
        found = _judged(shown, request, keyring)
        if found is None:
            return None
        nearest = nearest if nearest and nearest.severity == "note" else found
    if nearest is None and not security.needed:
        return next(map(_note, _hidden(api, operation)), None)
    return nearest


def _hidden(api: Api, operation: Operation) -> Iterable[Scheme]:
    """The schemes that no request shows."""
    return (one for schemes in api.security(operation).alternatives for one in schemes if not one.shows)


def _judged(shown: Shown, request: Request, keyring: Keyring) -> Violation | None:
    """What is wrong with the values of one alternative."""
    for scheme, value in shown:
        wrong = _token_fault(scheme, value, keyring) if scheme.takes_tokens else None
        if wrong:
            return wrong
    for scheme, value in shown:
        own = keyring.of(scheme.name) if scheme.judged and not scheme.takes_tokens else ()
        for part in dict.fromkeys(one.part for one in own):
            keys = [one for one in own if one.part == part]  # several are keys of several APIs or accounts: one is due
            if not any(_holds(scheme, value, request, one, keyring) for one in keys):
                return _another(scheme.field, keys[0].env, part)
    loose = [(one, value) for one, value in shown if not (one.takes_tokens or keyring.of(one.name))]
    if keyring.signature and any(may_sign(scheme) for scheme, _ in shown):
        return _unsigned(request, keyring)
    unjudged = next((scheme for scheme, _ in shown if not scheme.judged), None)
    known = [one for one in keyring.loose if loose]
    if not known or any(_holds(scheme, value, request, one, keyring) for scheme, value in loose for one in known):
        hidden = unjudged is not None and (not unjudged.shows or bool(keyring.of(unjudged.name)))
        return _note(unjudged) if unjudged and hidden else None
    return _note(unjudged) if unjudged else _another(loose[0][0].field, known[0].env, "")


def may_sign(scheme: Scheme) -> bool:
    """True if a value of a scheme may be a signature."""
    return scheme.shows and (not scheme.judged or (scheme.kind == "apiKey" and scheme.prefix is None))


def _holds(scheme: Scheme, value: str, request: Request, one: Credential, keyring: Keyring) -> bool:
    """True if a value shows a credential, a digest made with it, or the token that was issued for it."""
    if scheme.prefix == "digest" and one.value not in value:
        return not digest.fault(value, request, (one, *_others(one, keyring)), keyring.key.value)
    if scheme.prefix == "bearer" and any(token.value in value for token in keyring.issued):
        return True
    if one.part in ("username", "password") and scheme.prefix == "basic":
        pair = basic_pair(value.strip().partition(" ")[2].strip()) or ("", "")
        return pair[one.part == "password"] == one.value
    return any(one.value in text for text in texts(value))


def _others(one: Credential, keyring: Keyring) -> tuple[Credential, ...]:
    """The other part of a scheme that has two."""
    return tuple(other for other in keyring.of(one.scheme) if other is not one)


def _unsigned(request: Request, keyring: Keyring) -> Violation | None:
    assert keyring.signature is not None  # noqa: S101 - its callers have looked
    wrong = keyring.signature(request, keyring.key.value)
    if not wrong:
        return None
    message = f"the signature does not fit the request: {wrong}"
    expected = f"a signature made with the value of {keyring.key.env}"
    return Violation("auth-missing", message, expected, wrong, words=("ignature", "hmac", keyring.key.env))


def _token_fault(scheme: Scheme, value: str, keyring: Keyring) -> Violation | None:
    """What is wrong with an access token. One that was given to the program ready-made is good until one is issued."""
    sent = value.strip().partition(" ")[2].strip()
    token = keyring.token(sent)
    if token is not None:
        lacking = set(scheme.scopes) - (token.scopes or set(scheme.scopes))
        return _without_scopes(scheme, lacking, token.scopes or set()) if lacking else None
    own = [one for one in keyring.credentials if one.scheme in ("", scheme.name)]
    ready = [one for one in own if one.part in READY]
    if sent in keyring.expired or (not keyring.issued and any(one.value == sent for one in ready)):
        return None
    secret = next((one for one in own if one.secret and one.value == sent), None)
    if secret is not None:
        return _secret_sent(scheme, secret)
    if not keyring.issued and ready:
        return _another(scheme.field, ready[0].env, ready[0].part)
    return _not_the_token(scheme)


def _secret_sent(scheme: Scheme, one: Credential) -> Violation:
    return Violation(
        "key-leaked",
        f"the API is sent the value of {one.env}, and not an access token: only the token endpoint may see it",
        expected=f"{scheme.field}: Bearer [access_token]",
        actual=f"{scheme.field}: Bearer [key]",
        words=(scheme.field, one.env),
        hint="send the access_token of the token endpoint's answer (RFC 6750, section 2.1)",
    )


def _without_scopes(scheme: Scheme, lacking: Iterable[str], has: Iterable[str]) -> Violation:
    needed = " ".join(sorted(lacking))
    return Violation(
        "oauth-scope",
        f"the access token lacks a scope that the operation needs: {needed} (RFC 6750, section 3.1)",
        expected=f"a token with the scope {' '.join(scheme.scopes)}",
        actual=f"scope {' '.join(sorted(has)) or 'none'}",
        words=("scope", *sorted(has)),
    )


def _not_the_token(scheme: Scheme) -> Violation:
    return Violation(
        "auth-missing",
        "the request does not carry the access token that was issued before",
        expected=f"the access_token of the earlier answer ({scheme.name})",
        actual="another value",
        words=(scheme.field, "access_token"),
    )


def _another(field: str, env: str, part: str) -> Violation:
    what = {"": "key"}.get(part, part.replace("_", " "))
    return Violation(
        "auth-missing",
        f"the request carries another {what} than the one in {env}",
        expected=f"the value of {env}",
        actual="another value",
        words=(field, env),
    )


def _note(scheme: Scheme) -> Violation:
    what = "a signature" if scheme.signs else scheme.prefix or scheme.kind
    return Violation(
        "auth-scheme",
        f"the credentials of {scheme.name} were not checked: {what} can't be judged from the document alone",
        expected=scheme.name,
        actual="not checked",
        severity="note",
        words=(scheme.field,),
        hint="" if scheme.kind == "mutualTLS" else "check it with `signature(request, secret)` in the rules file",
    )
