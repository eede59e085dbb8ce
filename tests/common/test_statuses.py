"""HTTP status codes in words."""

from __future__ import annotations

from harness.common.statuses import phrase


def test_a_registered_status_has_its_phrase() -> None:
    assert "Not Found" == phrase(404, "status 404")


def test_any_other_status_has_what_the_caller_says() -> None:
    assert ("", "status 599") == (phrase(599), phrase(599, "status 599"))
