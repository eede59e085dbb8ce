"""What a test needs of the machine, beyond what the harness itself needs."""

from __future__ import annotations

import shutil

import pytest

needs_machine = pytest.mark.needs_machine
"""Marks tests that need a command of `requirements/debian.txt`; `-m 'not needs_machine'` leaves them out."""


def command(name: str) -> str:
    """The path of a command. Fails the test where it is not there: a skip would hide that part of the proof."""
    path = shutil.which(name)
    assert path, f"this test needs {name}: see requirements/debian.txt, or leave it out with -m 'not needs_machine'"
    return path
