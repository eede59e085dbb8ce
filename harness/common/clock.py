"""The time of day as the program of a case has it: its clock may have been moved (launch/virtual_time.py)."""

from __future__ import annotations

import time
from contextvars import ContextVar

ahead: ContextVar[float] = ContextVar("ahead", default=0.0)
"""Seconds that the clock of the program which is being answered is ahead of the machine's."""


def now() -> float:
    """Seconds since the epoch, by the clock of the program that is being answered."""
    return time.time() + ahead.get()
