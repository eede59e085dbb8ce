"""What is compared between languages, and against whom."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from harness.compare.parity import KIND, Parity, Voice
from harness.model import Case, Difference, Example

WHOLE = {"output.files": [], "output.printed": {"name": "text"}}
OTHER = {"output.files": [], "output.printed": {"name": "other"}}
FIELD: dict[str, Any] = {"output.files": []}


def voice(language: str, **said: Any) -> Voice:
    """What a program of a language said."""
    example = Example(language, "v1", "get", "get", Path("get"), "get", Path())
    return Voice(Case(example, "success"), **said)


def odd(parity: Parity, *voices: Voice) -> dict[str, list[str]]:
    """The languages that differ, each with the codes of its findings."""
    found = parity.compare(voices, None)
    return {name.split("/")[2]: [one.code for one in findings] for name, findings in found.items() if findings}


def outputs(**said: Any) -> list[Voice]:
    """A voice a language."""
    return [voice(language, output=output) for language, output in said.items()]


def test_a_declared_difference_is_no_majority() -> None:
    meant = Difference(("*/*/js", "*/*/ts"), "output", "it is meant")
    parity = Parity([meant])
    assert {} == odd(parity, *outputs(js=OTHER, ts=OTHER, python=WHOLE))
    assert {meant} == parity.met


def test_the_others_are_still_compared_beside_a_declared_difference() -> None:
    parity = Parity([Difference(("*/*/js",), "output", "it is meant")])
    assert {"go": ["parity-output"]} == odd(parity, *outputs(js=OTHER, go=OTHER, curl=WHOLE, python=WHOLE))


def test_a_declared_difference_of_kind_is_no_stale_one() -> None:
    meant = Difference(("*/*/js",), "output", "console.log of an object is no JSON")
    parity = Parity([meant], judged={"v1/get/js"})
    assert {} == odd(parity, *outputs(js={KIND: "other"}, go={KIND: "JSON"}))
    assert [] == parity.stale()


def test_among_two_there_is_no_odd_one_out() -> None:
    parity = Parity()
    voices = outputs(python=WHOLE, curl=OTHER)
    assert {"python", "curl"} == odd(parity, *voices).keys()
    for findings in parity.compare(voices, None).values():
        (finding,) = findings
        assert {"python", "curl"} == {finding.message.split()[0], finding.message.split()[3]}
        assert {'{"name": "text"}', '{"name": "other"}'} == {
            finding.expected.rpartition(" (")[0], finding.actual.rpartition(" (")[0]
        }  # fmt: skip


def test_of_two_against_two_each_is_shown_with_the_others() -> None:
    found = Parity().compare(outputs(a=WHOLE, b=WHOLE, c=OTHER, d=OTHER), None)
    assert [1, 1, 1, 1] == [len(findings) for findings in found.values()]
    assert "a differs from c, d at output.printed" == found["v1/get/a/success"][0].message


def test_a_field_and_a_whole_answer_do_not_disagree() -> None:
    assert {} == odd(Parity(), *outputs(python=FIELD, curl=WHOLE, go=WHOLE))


def test_files_are_compared_whatever_is_printed() -> None:
    written = {"output.files": [".png"]}
    assert {"go": ["parity-output"]} == odd(Parity(), *outputs(python=FIELD, curl=WHOLE, go=written))


@pytest.mark.parametrize(("endings", "status", "found"), [
    (("well", "badly", "badly"), None, {"a": ["parity-ending"]}),
    (("badly", "badly", "badly"), None, {}),
    ((22, 1, 1), 1, {"a": ["parity-ending"]}),
    ((2, 2, 1), 1, {"a": ["parity-ending"], "b": ["parity-ending"]}),
])  # fmt: skip
def test_how_programs_ended_is_compared_as_far_as_it_is_promised(
    endings: tuple[str | int, ...], status: int | None, found: dict[str, list[str]]
) -> None:
    voices = [voice(language, ending=ending) for language, ending in zip("abc", endings, strict=True)]
    assert found == odd(Parity(failure_status=status), *voices)


def test_a_declared_difference_in_what_is_printed_hides_none_in_the_files() -> None:
    written = [{"output.kind": "JSON", "output.files": [suffix]} for suffix in (".png", ".png", ".jpg")]
    voices = [voice(language, output=said) for language, said in zip("abc", written, strict=True)]
    assert {"c": ["parity-output"]} == odd(Parity(), *voices)
