"""The mock that the tests of this folder call."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mock.helpers import Mock


@pytest.fixture
def mock() -> Iterator[Mock]:
    made = Mock()
    yield made
    made.end()
