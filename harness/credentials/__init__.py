"""The credentials of a case: what they are, and whether a request carries them. Pure."""

from harness.credentials.carried import carries, fault
from harness.credentials.credential import Credential, Keyring, of_key
from harness.credentials.declared import declared, held

__all__ = ["Credential", "Keyring", "carries", "declared", "fault", "held", "of_key"]
