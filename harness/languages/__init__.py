"""The languages: how to prepare all programs of one at once, and how to start one."""

from harness.languages.language import Language, Preparation
from harness.languages.registry import load

__all__ = ["Language", "Preparation", "load"]
