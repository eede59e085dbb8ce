"""A socket on a free port of the loopback address."""

from __future__ import annotations

import pytest

from harness.errors import EnvironmentTrouble
from harness.launch.ports import bind


def test_any_free_port_is_taken_where_there_is_no_range() -> None:
    with bind(None) as one, bind(None) as other:
        assert ("127.0.0.1", False) == (one.getsockname()[0], one.getblocking())
        assert one.getsockname() != other.getsockname()


def test_the_first_free_port_of_a_range_is_taken_up_to_its_last() -> None:
    with bind(None) as one:
        taken = one.getsockname()[1]
        with pytest.raises(EnvironmentTrouble) as raised:
            bind((taken, taken))
        assert f'"ports": expected a free port in {taken}-{taken}, found all in use' == str(raised.value)
        with bind((taken, min(taken + 200, 65535))) as later:
            assert taken < later.getsockname()[1] <= taken + 200
    with bind((taken, taken)) as again:
        assert taken == again.getsockname()[1]
