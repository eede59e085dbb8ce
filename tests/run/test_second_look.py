"""A case whose request is refused, or that can't read a good answer, is run once more with one that it can use."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support.trees import EXTENSIONS, ROOT, Program, make_tree

from harness.plan.plan import Filters
from harness.plan.session import open_session
from harness.run.options import Options
from harness.run.run import Run
from harness.run.world import World

REFUSED = {
    "python": ('"steps": 30,', '"steps": 3000,'),
    "ts": ('"steps", "30"', '"steps", "3000"'),
    "go": ('"steps", "30"', '"steps", "3000"'),
    "curl": ("steps=30'", "steps=3000'"),
}
WRONG_NAME = {
    "python": ("out/v1_img2img_masking_{index}.png", "out/masked_{index}.png"),
    "ts": ("out/v1_img2img_masking_${index}.png", "out/masked_${index}.png"),
    "go": ("v1_img2img_masking_%d.png", "masked_%d.png"),
    "curl": ('mv "$tmp/body" out/v1_img2img_masking.png', 'mv "$tmp/body" out/masked.png'),
}


def run(root: Path, *programs: Program, scenario: str = "success", world: World | None = None) -> dict[str, Any]:
    """Case name -> its record."""
    make_tree(root, *programs, settings={"requests": str(ROOT / "fixtures" / "requests")})
    options = Options(jobs=2) if world is None else Options(jobs=2, world=world)
    started = Run(open_session(root, filters=Filters(scenarios=(scenario,))), options)
    try:
        return {planned.case.name: started.record(planned.case.name) for planned in started.begin(take=False)}
    finally:
        started.stop()


def found(record: Any) -> list[tuple[str, bool]]:
    """The codes of a record's errors, and whether it took a second look to see each."""
    return [(f["code"], f.get("second_look", False)) for f in record["findings"] if f["severity"] == "error"]


@pytest.mark.parametrize("language", list(EXTENSIONS))
def test_what_a_program_does_with_a_good_answer_is_judged_though_its_request_was_refused(
    language: str, tmp_path: Path
) -> None:
    both = Program(language, "masking", (REFUSED[language], WRONG_NAME[language]))
    (record,) = run(tmp_path, both).values()
    assert [("body-schema", False), ("output-missing", True)] == found(record)
    assert [400] == [exchange["response"]["status"] for exchange in record["exchanges"]]


@pytest.mark.parametrize("language", list(EXTENSIONS))
def test_a_program_that_is_only_refused_gets_no_further_finding(language: str, tmp_path: Path) -> None:
    (record,) = run(tmp_path, Program(language, "masking", (REFUSED[language],))).values()
    assert [("body-schema", False)] == found(record)


@pytest.mark.parametrize("scenario", ["unauthorized", "server-error", "missing-key"])
def test_a_scenario_that_refuses_every_request_is_looked_at_once(scenario: str, tmp_path: Path) -> None:
    both = Program("python", "masking", (REFUSED["python"], WRONG_NAME["python"]))
    (record,) = run(tmp_path, both, scenario=scenario).values()
    assert not any(second for _, second in found(record))


@pytest.mark.parametrize(
    "edit",
    [
        ('f"Bearer {api_key}"', "api_key"),
        ("image-to-image/masking", "image-to-image/mask"),
        ("requests.post(", "requests.put("),
        ('"mask_source": "MASK_IMAGE_WHITE"', '"mask_source": "WHITE"'),
    ],
)
def test_each_kind_of_refusal_is_looked_behind(edit: tuple[str, str], tmp_path: Path) -> None:
    (record,) = run(tmp_path, Program("python", "masking", (edit, WRONG_NAME["python"]))).values()
    codes = found(record)
    assert not codes[0][1]
    assert ("output-missing", True) in codes


def test_a_program_that_reads_a_field_that_the_document_has_not_shows_what_it_does_with_the_rest(
    tmp_path: Path,
) -> None:
    renamed = ('response.json()["artifacts"]', 'response.json()["images"]')
    uncaught = ("except (KeyError, TypeError, ValueError) as", "except ZeroDivisionError as")
    (alone,) = run(tmp_path / "alone", Program("python", "masking", (renamed, uncaught))).values()
    assert [("exit-status", False)] == found(alone)
    assert "spec-disagrees" in [finding["code"] for finding in alone["findings"]]
    (both,) = run(tmp_path / "both", Program("python", "masking", (renamed, uncaught, WRONG_NAME["python"]))).values()
    assert [("exit-status", False), ("output-missing", True)] == found(both)


def test_a_refused_program_is_compared_with_the_others_and_is_no_measure_for_them(tmp_path: Path) -> None:
    other = ('"cfg_scale", "7"', '"cfg_scale", "8"')
    odd = Program("go", "masking", (REFUSED["go"], other))
    records = run(tmp_path, Program("python", "masking"), Program("ts", "masking"), odd)
    assert [("body-schema", False), ("parity-body", False)] == found(records["v1/masking/go/success"])
    assert [] == found(records["v1/masking/python/success"]) + found(records["v1/masking/ts/success"])


def test_what_a_refused_program_was_refused_for_is_no_difference_from_the_others(tmp_path: Path) -> None:
    odd = Program("go", "masking", (REFUSED["go"],))
    records = run(tmp_path, Program("python", "masking"), Program("ts", "masking"), odd)
    assert [("body-schema", False)] == found(records["v1/masking/go/success"])


def test_where_requests_cost_something_none_is_sent_twice(tmp_path: Path) -> None:
    both = Program("python", "masking", (REFUSED["python"], WRONG_NAME["python"]))
    (record,) = run(tmp_path, both, world=World(repeatable=False)).values()
    assert not any(second for _, second in found(record))


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """How many programs were started."""
    from harness.execute import Execution

    count, kept = [0], Execution.run

    async def counted(*arguments: Any) -> Any:
        count[0] += 1
        return await kept(*arguments)

    monkeypatch.setattr(Execution, "run", counted)
    return lambda: count[0]


def test_a_sound_program_is_started_once(tmp_path: Path, started: Callable[[], int]) -> None:
    run(tmp_path, Program("python", "masking"), Program("go", "get_balance"))
    assert 2 == started()


def test_a_refused_program_is_started_twice(tmp_path: Path, started: Callable[[], int]) -> None:
    run(tmp_path, Program("python", "masking", (REFUSED["python"],)))
    assert 2 == started()


def test_a_request_for_no_operation_is_judged_as_one_for_the_programs_own(tmp_path: Path) -> None:
    elsewhere = ("image-to-image/masking", "image-to-image/mask")
    wrong = ('"clip_guidance_preset": "FAST_BLUE"', '"clip_guidance_preset": "VERY_FAST"')
    other = ('"cfg_scale": 7', '"cfg_scale": 8')
    (record,) = run(tmp_path / "wrong", Program("python", "masking", (elsewhere, wrong))).values()
    assert [("unknown-operation", False), ("body-schema", True)] == found(record)
    odd = Program("python", "masking", (elsewhere, other))
    records = run(tmp_path / "other", odd, Program("go", "masking"), Program("ts", "masking"))
    assert [("unknown-operation", False), ("parity-body", False)] == found(records["v1/masking/python/success"])


def test_what_a_program_wrote_before_it_failed_is_judged_too(tmp_path: Path) -> None:
    fails = ("import base64\n", "import atexit\nimport base64\n")
    late = ("import requests\n", "import requests\n\natexit.register(lambda: os._exit(3))\n")
    (alone,) = run(tmp_path / "alone", Program("python", "masking", (fails, late))).values()
    assert [("exit-status", False)] == found(alone)
    (both,) = run(tmp_path / "both", Program("python", "masking", (fails, late, WRONG_NAME["python"]))).values()
    assert [("exit-status", False), ("output-missing", False)] == found(both)


def test_a_key_that_was_sent_in_the_body_is_one_finding_beside_sound_siblings(tmp_path: Path) -> None:
    adds = Program("ts", "masking", (('form.set("steps", "30");', 'form.set("steps", "30");\nform.set("k", apiKey);'),))
    records = run(tmp_path, adds, Program("python", "masking"), Program("go", "masking"))
    assert [("key-leaked", False)] == found(records["v1/masking/ts/success"])
