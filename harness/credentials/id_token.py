"""ID tokens (OpenID Connect Core 1.0, section 2), signed with a key that this process alone has."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

_HEAD = {"alg": "RS256", "typ": "JWT", "kid": "harness"}


def signed(claims: Mapping[str, Any]) -> str:
    """The claims as a JSON Web Token."""
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15  # here, because few programs ask for one
    from cryptography.hazmat.primitives.hashes import SHA256

    text = ".".join(_encoded(json.dumps(part).encode()) for part in (_HEAD, claims))
    return f"{text}.{_encoded(_key().sign(text.encode(), PKCS1v15(), SHA256()))}"


def keys() -> dict[str, Any]:
    """The JSON Web Key Set by which its signature is checked."""
    numbers = _key().public_key().public_numbers()
    key = {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "harness"}
    return {"keys": [key | {"n": _number(numbers.n), "e": _number(numbers.e)}]}


@cache
def _key() -> RSAPrivateKey:
    from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key

    return generate_private_key(65537, 2048)


def _number(number: int) -> str:
    return _encoded(number.to_bytes((number.bit_length() + 7) // 8, "big"))


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
