"""A pytest plug-in that notes which test runs which line of the harness, in every process that the test starts.

Loaded with `-p bench.reaching` under `coverage run --rcfile=FILE`, where FILE names the context `${REACHED_BY}`: a
process that a test starts measures itself under that test's name.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import coverage
import pytest


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Sets the context of this process and of those that the test starts."""
    running = coverage.Coverage.current()
    os.environ["REACHED_BY"] = item.nodeid
    # The settings that coverage hands to children hold the parent's context; the file is read anew by each.
    os.environ.pop("COVERAGE_PROCESS_CONFIG", None)
    os.environ["COVERAGE_PROCESS_START"] = os.environ["REACHED_CONFIG"]
    if running:
        running.switch_context(item.nodeid)
    try:
        return (yield)
    finally:
        if running:
            running.switch_context("")
