"""A planned case -> an outcome."""

from harness.execute.case import Execution

__all__ = ["Execution"]
