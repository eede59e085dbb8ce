"""Which variables hold the halves of HTTP Basic."""

from __future__ import annotations

import pytest

from harness.commands.init import credentials
from harness.commands.init.repository import Program


def halves(*names: str) -> dict[str, str]:
    program = Program("a.py", "python", "\n".join(f'os.environ["{name}"]' for name in names))
    return {part: one.name for part, one in credentials._halves([program], credentials.BASIC).items()}


@pytest.mark.parametrize(
    ("username", "password"),
    [
        ("A_USER", "A_PASSWORD"),
        ("USERNAME", "PASSWORD"),
        ("ACCOUNT_SID", "AUTH_TOKEN"),
        ("A_ID", "A_SECRET"),
        ("A_KEY", "A_SECRET"),
        ("A_API_KEY", "A_API_SECRET"),
        ("KEY_ID", "KEY_SECRET"),
    ],
)
def test_both_halves_are_known_by_the_ends_of_their_names(username: str, password: str) -> None:
    assert {"username": username, "password": password} == halves("A_HOST", "A_ORDER_ID", username, password)


@pytest.mark.parametrize("names", [("A_KEY", "B_SECRET"), ("A_ORDER_ID", "A_SECRET"), ("A_SECRET",)])
def test_a_name_that_begins_otherwise_is_no_first_half(names: tuple[str, ...]) -> None:
    assert "username" not in halves(*names)
