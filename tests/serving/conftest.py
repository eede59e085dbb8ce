"""One mock for the tests that leave it as they found it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from serving.served import Served, serving


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    with serving() as one:
        yield one
