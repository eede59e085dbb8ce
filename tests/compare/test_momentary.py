"""What a program makes anew for each request is no difference between the languages."""

from __future__ import annotations

from typing import Any

import pytest

from harness.compare.momentary import alike

SENT = 1_764_550_000.0
"""2025-12-01T00:46:40Z."""
UUID = "d88179a9-d01b-48ae-9a3b-f2095b607c42"


def seen(name: str, value: Any, source: str = "", aspect: str = "body") -> Any:
    return alike({"method": "POST", aspect: {name: value}}, source, SENT)[aspect][name]


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("idempotency-key", "a", "d88179a9"),
        ("X-Idempotency-Key", UUID, "1"),
        ("id", UUID, "00000000-0000-4000-8000-00000000000A"),
        ("ref", "0734b07670bd44cc87811845a88be691", "FEEF52BF854E5AE5"),
        ("ref", "01ARZ3NDEKTSV4RRFFQ69G5FAV", "V1StGXR8_Z5jdHi6B-myT"),
        ("nonce", "a8f", 12),
        ("timestamp", 1_764_550_000, "1764550001"),
        ("x-signature", "ab12", "cd34"),
        ("since", "2025-12-01T00:46:40Z", "2025-12-01T00:46:41.312+00:00"),
        ("since", "2025-11-01 00:46:40", "2025-11-01T00:46:59"),
        ("date", "Mon, 01 Dec 2025 00:46:40 GMT", "Mon, 01 Dec 2025 00:46:41 GMT"),
        ("until", 1_764_636_400, 1_764_636_402.5),
        ("until", "1764636400123", 1_764_636_400_999),
    ],
)
@pytest.mark.parametrize("aspect", ["path", "query", "headers", "body"])
def test_what_two_programs_make_anew_is_the_same(aspect: str, name: str, one: Any, other: Any) -> None:
    assert seen(name, one, aspect=aspect) == seen(name, other, aspect=aspect) != one


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("id", UUID, "p_1"),
        ("since", "2025-12-01T00:46:40Z", "2025-12-01"),
        ("since", "2025-12-01T00:46:40Z", "2025-11-01T00:46:40Z"),
        ("since", 1_764_550_000, 1_764_550_000_000),
        ("since", "2025-12-01T00:46:40Z", 1_764_550_000),
        ("since", "2020-12-01T00:46:40Z", "2020-12-01T00:46:41Z"),
        ("seed", 1_764_550, 1_764_551),
        ("model", "stable-diffusion-v1-5", "stable-diffusion-v1-6"),
        ("ref", "0734b07670bd44c", "0734b07670bd44d"),
        ("image", "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6", "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA62"),
        ("idempotency-key", "", "a"),
    ],
)
def test_another_kind_of_value_or_of_time_is_a_difference(name: str, one: Any, other: Any) -> None:
    assert seen(name, one) != seen(name, other)


@pytest.mark.parametrize(
    ("name", "value"),
    [("id", UUID), ("timestamp", 1_764_550_000), ("since", "2025-12-01T00:46:40Z"), ("signature", "no")],
)
def test_what_appears_in_the_source_is_compared(name: str, value: Any) -> None:
    assert value == seen(name, value, f"send({value})")


@pytest.mark.parametrize(
    "other", ["2020-12-01T00:46:40+00:00", "2020-12-01T01:46:40+01:00", "2020-12-01 00:46:40.000Z", "20-12-01"]
)
@pytest.mark.parametrize("source", ["", "send('2020-12-01T00:46:40Z')"])
def test_one_moment_in_two_spellings_is_the_same(other: str, source: str) -> None:
    same = seen("since", "2020-12-01T00:46:40Z", source) == seen("since", other, source)
    assert same == (other != "20-12-01")


def test_a_key_for_repetitions_is_never_compared() -> None:
    assert seen("Idempotency-Key", "abc", "abc") == seen("Idempotency-Key", UUID)


def test_values_in_lists_and_objects_are_looked_at_and_files_are_not() -> None:
    form = {"body": {"steps": [{"id": UUID}, [UUID], None, 1.5]}, "files": {"id": UUID}}
    told = "(a random text)"
    assert alike(form, "", SENT) == {"body": {"steps": [{"id": told}, [told], None, 1.5]}, "files": {"id": UUID}}


@pytest.mark.parametrize("text", ["2025-13-41T99:99", "Mon, 41 Dec 2025 00:46:40 GMT", "9999999999", "1e400"])
def test_what_only_looks_like_a_time_stays(text: str) -> None:
    assert text == seen("since", text)
