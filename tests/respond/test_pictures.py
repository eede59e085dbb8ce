"""The images of the mock's answers."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from harness.respond.pictures import draw


@pytest.mark.parametrize("size", [(1, 1), (1, 70), (2, 1), (3, 5), (33, 65), (512, 512), (640, 384), (1024, 1024)])
def test_an_image_has_the_size_that_was_asked_for_and_can_be_decoded_to_its_end(size: tuple[int, int]) -> None:
    with Image.open(io.BytesIO(draw(*size, "x"))) as image:
        image.load()
        assert "PNG" == image.format
        assert size == image.size


def test_an_image_shows_more_than_one_colour() -> None:
    with Image.open(io.BytesIO(draw(512, 512, "x"))) as image:
        assert 16 == len(image.convert("RGB").getcolors() or ())


@given(st.text(max_size=20), st.text(max_size=20), st.integers(1, 64), st.integers(1, 64))
def test_two_images_are_the_same_only_for_the_same_text(one: str, other: str, width: int, height: int) -> None:
    assert (one == other) == (draw(width, height, one) == draw(width, height, other))


def test_an_image_is_quick_to_make_once_one_of_its_size_was_made() -> None:
    assert len({draw(512, 512, f"case {number}") for number in range(500)}) == 500
