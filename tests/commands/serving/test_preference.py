"""Which of the documented answers a caller of the mock asks for."""

from __future__ import annotations

import pytest

from harness.commands.serving.preference import Preference, preference_of
from harness.model import Request


def of(*values: str, name: str = "Prefer") -> Preference | None:
    return preference_of(Request("GET", "/", tuple((name, value) for value in values), b""))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("code=404", Preference(404)),
        ("CODE = 404", Preference(404)),
        ('code="404"', Preference(404)),
        ("wait=5, code=404", Preference(404)),
        ("wait=5; code=404", Preference(404)),
        ("code=100", Preference(100)),
        ("code=599", Preference(599)),
        ("example=empty", Preference(None, "empty")),
        ('example="two words"', Preference(None, "two words")),
        ("code=200, example=full", Preference(200, "full")),
        ("code=600, example=full", Preference(None, "full")),
        ("example=", None),
        ("code=99", None),
        ("code=600", None),
        ("code=2000", None),
        ("code=ok", None),
        ("postcode=404", None),
        ("wait=5", None),
    ],
)
def test_a_preference_names_a_status_or_an_example(value: str, expected: Preference | None) -> None:
    assert expected == of(value)


def test_a_request_without_the_header_prefers_nothing() -> None:
    assert of("code=404", name="X-Prefer") is None
    assert of() is None


def test_the_header_counts_in_any_case_and_the_last_one_wins() -> None:
    assert Preference(200) == of("code=404", "code=200", name="prefer")
