"""Examples x scenarios, filters -> cases, on the bundled tree."""

from __future__ import annotations

from collections import Counter
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from harness import scenarios
from harness.plan import Filters, NothingPlanned, Plan
from harness.plan.session import open_session

ROOT = Path(__file__).resolve().parents[2]


@cache
def plan(filters: Filters | None = None) -> Plan:
    return open_session(ROOT, filters=filters).plan


def names(**filters: tuple[str, ...]) -> list[str]:
    return [planned.case.name for planned in plan(Filters(**filters)).cases]


def test_every_example_meets_every_scenario_that_applies_to_it() -> None:
    planned = Counter(case.case.scenario for case in plan().cases)
    left = Counter(case.case.scenario for case in plan().not_planned)
    assert {scenario.name: 76 for scenario in scenarios.BUNDLED} == dict(planned + left)
    conditional = {scenario.name for scenario in scenarios.BUNDLED if scenario.needs != "anything"}
    assert set(left) <= conditional
    assert 76 * len(scenarios.BUNDLED) == len(plan().cases) + len(plan().not_planned)


def test_what_is_left_out_says_why() -> None:
    assert plan().not_planned
    assert all(left.reason for left in plan().not_planned)
    reasons = {left.case.name: left.reason for left in plan().not_planned}
    assert "holds no list of artifacts" in reasons["v1/upscale_image/go/many-artifacts"]


def test_an_answer_without_a_body_can_be_neither_broken_nor_cut_off(tmp_path: Path) -> None:
    head = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n"
    document = head + "paths: {/a: {delete: {operationId: a, responses: {RESPONSE}}}}\n"
    (tmp_path / "examples/curl/code/v1").mkdir(parents=True)
    (tmp_path / "examples/curl/code/v1/a.sh").write_text('curl -X DELETE "$API_HOST/a"\n')
    (tmp_path / "harness.toml").write_text('minimum_examples = 1\n[apis.v1]\nspec = "api.yaml"\n')

    def left(response: str) -> set[str]:
        (tmp_path / "api.yaml").write_text(document.replace("RESPONSE", response))
        return {one.case.scenario for one in open_session(tmp_path).plan.not_planned}

    body = "{description: ok, content: {text/plain: {example: a}}}"
    assert {"malformed-body", "truncated"} == left("'204': {description: ok}") - left(f"'200': {body}")


def test_no_two_cases_have_a_name_or_a_key_in_common() -> None:
    cases = plan().cases
    assert len(cases) == len({planned.case.name for planned in cases}) == len({planned.key for planned in cases})


def test_the_cases_of_a_group_stand_together() -> None:
    groups = [planned.case.group for planned in plan().cases]
    changes = sum(one != other for one, other in pairwise(groups))
    assert len(set(groups)) - 1 == changes


def test_a_worker_runs_an_operation_in_all_languages_and_all_that_waits_for_long() -> None:
    by_worker: dict[str, set[tuple[str, str]]] = {}
    for planned in plan().cases:
        by_worker.setdefault(planned.worker_group, set()).add((planned.case.group, planned.case.scenario))
    assert {"hang"} == {scenario for _, scenario in by_worker.pop("hang")}
    assert all({name} == {group for group, _ in cases} for name, cases in by_worker.items())
    assert not any(scenario == "hang" for cases in by_worker.values() for _, scenario in cases)


def test_filters_narrow_each_other() -> None:
    assert ["v1/masking/go/success"] == names(
        patterns=("v1/masking",), languages=("go",), apis=("v1",), scenarios=("success",)
    )


def test_patterns_and_files_add_up() -> None:
    taken = names(patterns=("v1/masking/go", "examples/curl/code/v1/get_balance.sh"), scenarios=("success",))
    assert {"v1/masking/go/success", "v1/get_balance/curl/success"} == set(taken)


def test_a_folder_names_all_programs_below_it() -> None:
    taken = names(patterns=("examples/go/code/v1beta/",), scenarios=("success",))
    assert len(taken) > 3
    assert all(name.startswith("v1beta/") and "/go/" in name for name in taken)


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        ({"patterns": ("v1/maskin",)}, r'"v1/maskin": expected a case, found none .*did you mean "v1/masking"\?'),
        ({"patterns": ("masking",)}, r'"masking": expected a case, found none .*did you mean "v1/masking"\?'),
        ({"patterns": ("v1/masking/goo",)}, r'did you mean "v1/masking/go"\?'),
        ({"patterns": ("v1/masking/go/sucess",)}, r'did you mean "v1/masking/go/success"\?'),
        ({"patterns": ("v1/masking", "nothing")}, r'"nothing": expected a case'),
        ({"languages": ("Go",)}, r'--language "Go": expected one of curl, go, python, ts'),
        ({"apis": ("v1betta",)}, r'--api "v1betta": .* \(did you mean "v1beta"\?\)'),
        ({"scenarios": ("unautorized",)}, r'--scenario "unautorized": .* \(did you mean "unauthorized"\?\)'),
        ({"apis": ("v1alpha",), "patterns": ("v1/*/go",)}, "the filters together leave no case"),
    ],
)
def test_a_filter_that_leaves_nothing_is_an_error_with_the_nearest_name(
    filters: dict[str, tuple[str, ...]], said: str
) -> None:
    with pytest.raises(NothingPlanned, match=said):
        plan(Filters(**filters))
