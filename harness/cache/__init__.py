"""What a case came to, remembered under a digest of all that it depends on."""

from harness.cache.memory import Memory
from harness.compare.remembered import Remembered, worth_it

__all__ = ["Memory", "Remembered", "worth_it"]
