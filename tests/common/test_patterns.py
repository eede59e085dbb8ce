"""Patterns over case names."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.common.patterns import matches

NAME = "v1/masking/go/success"
WORDS = st.text(st.sampled_from("abcv1.-_+()[]{}^$|?\\ é\n"), min_size=1, max_size=8)
NAMES = st.lists(WORDS, min_size=1, max_size=5).map("/".join)


@pytest.mark.parametrize(
    "pattern",
    [
        NAME,
        "v1",
        "v1/",
        "/v1",
        "v1/masking",
        "v1/*/go",
        "v1/**",
        "**",
        "**/success",
        "**/go/*",
        "v1/**/success",
        "*",
        "v1/**/**/success",
        "v1/mask*",
        "v*/m*g/g*",
        "**/masking/**/success",
        "v1/**/masking",
        "***",
    ],
)
def test_a_pattern_names_the_case_itself_or_a_beginning_of_its_name(pattern: str) -> None:
    assert matches(pattern, NAME)


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "v",
        "v1/mask",
        "masking",
        "*/go",
        "**/unauthorized",
        "v1/*/success",
        f"{NAME}/more",
        "V1",
        "v1/*/*/*/*",
        "v1.masking",
        "v[1]",
        "v1|v2",
        "v?",
        "**/mask",
    ],
)
def test_a_pattern_does_not_name_a_case_by_half_a_word_or_by_signs_of_other_languages(pattern: str) -> None:
    assert not matches(pattern, NAME)


@given(NAMES)
def test_every_name_fits_itself(name: str) -> None:
    assert matches(name, name)


@given(NAMES)
def test_two_stars_fit_every_name(name: str) -> None:
    assert matches("**", name)


@given(NAMES, st.data())
def test_every_beginning_of_a_name_up_to_a_slash_fits_it(name: str, data: st.DataObject) -> None:
    parts = name.split("/")
    length = data.draw(st.integers(1, len(parts)))
    assert matches("/".join(parts[:length]), name)


@given(NAMES, st.data())
def test_a_star_stands_for_any_one_component(name: str, data: st.DataObject) -> None:
    parts = name.split("/")
    parts[data.draw(st.integers(0, len(parts) - 1))] = "*"
    assert matches("/".join(parts), name)


@given(NAMES, NAMES)
def test_two_stars_in_front_fit_whatever_stands_before(before: str, name: str) -> None:
    assert matches(f"**/{name}", f"{before}/{name}")


@given(NAMES, WORDS)
def test_a_longer_pattern_does_not_fit_a_shorter_name(name: str, more: str) -> None:
    assert not matches(f"{name}/{more}", name)


@given(st.text(st.sampled_from("ab*/"), max_size=12), NAMES)
def test_any_text_is_a_pattern(pattern: str, name: str) -> None:
    assert matches(pattern, name) in (True, False)


@pytest.mark.parametrize("pattern", ["*" * 60 + "x", "**/" * 60 + "x", "*a" * 12 + "x"])
def test_a_pattern_of_many_stars_is_still_quick(pattern: str) -> None:
    started = time.monotonic()
    assert not matches(pattern, "a" * 30 + "/a" * 30)
    assert time.monotonic() - started < 2
