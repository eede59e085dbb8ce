"""The credentials of a case: what they are, and whether a request carries them. Pure."""

from harness.credentials.authorization import TokenServer, granted, settled
from harness.credentials.carried import carries, fault, knows_no_key
from harness.credentials.credential import Credential, Keyring, of_key, stem
from harness.credentials.declared import declared, held

__all__ = [
    "Credential",
    "Keyring",
    "TokenServer",
    "carries",
    "declared",
    "fault",
    "granted",
    "held",
    "knows_no_key",
    "of_key",
    "settled",
    "stem",
]
