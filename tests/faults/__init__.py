"""Programs that are wrong in one named way each, and near misses that are not wrong."""

import pytest

pytest.register_assert_rewrite("faults.table")  # its asserts are looked at as if they stood in the tests
