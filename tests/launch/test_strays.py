"""Who becomes the parent of what programs leave behind."""

from __future__ import annotations

import pytest

from harness.launch import strays


def test_the_kernel_is_asked_to_hand_over_what_descendants_leave(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, int]] = []
    monkeypatch.setattr(strays.linux, "prctl", lambda *words: asked.append(words))
    assert strays.adopt()
    assert [(strays.linux.PR_SET_CHILD_SUBREAPER, 1)] == asked


def test_a_kernel_that_refuses_leaves_them_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: int) -> None:
        raise OSError

    monkeypatch.setattr(strays.linux, "prctl", refused)
    assert not strays.adopt()
