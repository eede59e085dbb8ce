"""The identity tokens of the mock's token server, and the keys that check them."""

from __future__ import annotations

import base64
import json

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.hashes import SHA256

from harness.credentials import id_token


def decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def test_a_token_is_signed_by_the_key_that_the_set_describes() -> None:
    (key,) = id_token.keys()["keys"]
    head, claims, signature = id_token.signed({"sub": "u1"}).split(".")
    assert {"sub": "u1"} == json.loads(decoded(claims))
    assert {"kid": "harness", "alg": "RS256"}.items() <= json.loads(decoded(head)).items()
    assert {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "harness"}.items() <= key.items()
    modulus, exponent = (int.from_bytes(decoded(key[name]), "big") for name in ("n", "e"))
    public = RSAPublicNumbers(exponent, modulus).public_key()
    public.verify(decoded(signature), f"{head}.{claims}".encode(), PKCS1v15(), SHA256())
