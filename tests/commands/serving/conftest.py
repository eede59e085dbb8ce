"""One mock for the tests that leave it as they found it, and the page in a browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from support.browser import browser, open_page

from commands.serving.served import Served, serving

__all__ = ["browser", "open_page", "served"]


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with serving() as one:
        yield one
