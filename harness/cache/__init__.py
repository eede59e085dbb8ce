"""What a case came to, remembered under a digest of all that it depends on."""

from harness.cache.memory import Memory

__all__ = ["Memory"]
