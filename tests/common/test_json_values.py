"""JSON is read within bounds of values and of depth; texts in it may be as long as they are."""

from __future__ import annotations

import pytest

from harness.common.json_values import DEEPEST, MOST_VALUES, TooMuch, is_json, loads


@pytest.mark.parametrize("text", ["[" * (DEEPEST + 1) + "]" * (DEEPEST + 1), '{"a":' * 100_000, "[" * 1_000_000])
def test_what_is_nested_too_deeply_is_not_read(text: str) -> None:
    with pytest.raises(TooMuch, match=r"nested too deeply|values"):
        loads(text)


def test_what_is_nested_as_deeply_as_may_be_is_read() -> None:
    assert 1 == len(loads("[" * DEEPEST + "]" * DEEPEST))


@pytest.mark.parametrize("item", ["1,", "{},", '{"a":1},', "[],"])
def test_more_values_than_are_read_are_too_much(item: str) -> None:
    with pytest.raises(TooMuch, match="values"):
        loads(f"[{item * MOST_VALUES}1]")


@pytest.mark.parametrize(
    "inside", ["," * (2 * MOST_VALUES), "[{" * MOST_VALUES, '\\",[' * MOST_VALUES, "\\\\" + "[" * 999]
)
def test_commas_and_brackets_in_texts_are_no_values(inside: str) -> None:
    assert 1 == len(loads(f'["{inside}"]'))


@pytest.mark.parametrize(
    "text", ['["' + '\\"' * MOST_VALUES * 4, '["' + '\\"' * MOST_VALUES * 4 + "\\", "]" * 1_000_000, "{" + "[}" * 999]
)
def test_what_is_no_json_is_told_as_soon_as_it_is_read(text: str) -> None:
    with pytest.raises(ValueError, match=r"delimiter|Expecting|values|Extra|Unterminated|nested|Invalid"):
        loads(text + "," * MOST_VALUES)


@pytest.mark.parametrize(
    ("text", "is_one"), [('{"a": 1}', True), ("1", True), ("", False), ("{'a': 1}", False), ("[" * 100_000, False)]
)
def test_a_text_is_json_or_not(text: str, is_one: bool) -> None:
    assert is_one == is_json(text)
