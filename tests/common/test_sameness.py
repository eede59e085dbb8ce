"""Two texts that differ in what varies from run to run are one; two that say something else are two."""

from __future__ import annotations

import pytest

from harness.common.sameness import cause_text, normalised

SAME = [
    ("Content-Type: multipart/form-data; boundary=4ee5f0", "Content-Type: multipart/form-data; boundary=9a01bc"),
    ("body beginning ------WebKitFormBoundary7MA4YWxk", "body beginning ------WebKitFormBoundaryTrZu0gW9"),
    ("dial tcp 127.0.0.1:43121: refused", "dial tcp 127.31.4.2:50000: refused"),
    ("since 2026-11-29T01:02:03.456Z", "since 2027-01-05T11:22:33Z"),
    ("Date: Mon, 05 Jan 2026 10:00:00 GMT", "Date: Tue, 06 Jan 2026 09:59:59 GMT"),
    ("id 123e4567-e89b-12d3-a456-426614174000", "id 00000000-e89b-12d3-a456-426614174fff"),
    ("at 0xc000012345", "at 0xc0000ffff0"),
    ("open /tmp/harness-abc/w1/out/a.png", "open /tmp/harness-xyz9/w22/out/a.png"),
    ("commit 8f14e45fceea167a5a36dedd4bea2543", "commit c9f0f895fb98ab9159f51fd0297e236d"),
    ("token sk1a2b3c4d5e6f7a8b9c0d1e2f", "token skff00ee11dd22cc33bb44aa55"),
    ("it ended with status 1", "it ended with status 22"),
    ("two  words\nand more", "two words and more"),
]
OTHER = [
    ("wrote out/v1_masking_0.png", "wrote out/v1_upscaled_0.png"),
    ("unknown field stepz", "unknown field steps"),
    ("panic: oops", "panic: 401 Unauthorized"),
    ("open /tmp/harness-a/out/a.png", "open /tmp/harness-a/out/b.png"),
    ("KeyError: 'artifacts'", "KeyError: 'images'"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_what_varies_is_taken_out(one: str, other: str) -> None:
    assert normalised(one) == normalised(other)


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_what_tells_two_faults_apart_stays(one: str, other: str) -> None:
    assert normalised(one) != normalised(other)


def test_the_programs_own_words_are_part_of_a_cause() -> None:
    assert cause_text("it ended with status 1", "panic: oops") != cause_text("it ended with status 1", "panic: 401")
