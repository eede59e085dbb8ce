"""Which scenarios apply to an example, and why others do not: by a small document."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from openapi.helpers import api, operation

from harness.errors import UserError
from harness.model import Example, Operation, Owes, Step
from harness.openapi import Api
from harness.plan import plan
from harness.scenarios import BUNDLED
from harness.settings import Settings

SPEC = """
paths:
  /json:
    get:
      operationId: json
      responses: {"200": {description: ok, content: {application/json: {schema: &o {type: object}}}}}
  /both:
    get:
      operationId: both
      responses: {"200": {description: ok, content: {image/png: {}, application/json: {schema: *o}}}}
  /none: {delete: {operationId: none, responses: {"204": {description: gone}}}}
  /pages:
    get:
      operationId: pages
      parameters: [{name: cursor, in: query, schema: {type: string}}]
      responses:
        "200":
          description: ok
          content: {application/json: {example: {data: [{id: a}], next_cursor: x}}}
  /token: {get: {operationId: token, security: [{oauth: [read]}], responses: {"200": {description: ok}}}}
components:
  securitySchemes:
    oauth: {type: oauth2, flows: {clientCredentials: {tokenUrl: /t, scopes: {read: r}}}}
"""
SCENARIOS = {one.name: one for one in BUNDLED}
PROGRAM = Example("go", "v1", "a", "json", Path("a.go"), "a.go", Path())


@dataclass(frozen=True)
class Catalogue:
    """As much of a catalogue as is looked at."""

    apis: dict[str, Api]
    steps: dict[str, tuple[Step, ...]] = field(default_factory=dict)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Api:
    """The document of the tests."""
    return api(tmp_path_factory.mktemp("applies"), SPEC)


def why_not(
    shop: Api, name: str, scenario: str, example: Example = PROGRAM, asked: str | None = None, *steps: str
) -> str:
    """Why a scenario does not apply."""
    due = tuple(Step(operation(shop, one)) for one in steps)
    catalogue: Any = Catalogue({"v1": shop}, {example.id: due} if due else {})
    return plan._why_not(catalogue, example, operation(shop, name), SCENARIOS[scenario], asked, {})


@pytest.mark.parametrize(
    ("name", "scenario", "reason"),
    [
        ("json", "success", ""),
        ("json", "malformed-body", ""),
        ("none", "malformed-body", "its answer has no body"),
        ("none", "truncated", "its answer has no body"),
        ("none", "reset", ""),
        ("none", "unauthorized", ""),
        ("json", "wrong-shape", ""),
        ("both", "wrong-shape", "it asks for image/png, which is no JSON"),
        ("none", "wrong-shape", "it asks for nothing, which is no JSON"),
        ("json", "many-artifacts", "it asks for application/json, which holds no list of artifacts"),
        ("none", "many-artifacts", "it asks for nothing, which holds no list of artifacts"),
        ("json", "many-pages", "it asks for no list that comes in pages"),
        ("pages", "many-pages", ""),
        ("json", "token-expired", "it needs no access token"),
        ("token", "token-expired", ""),
    ],
)
def test_a_scenario_applies_to_what_can_meet_it(shop: Api, name: str, scenario: str, reason: str) -> None:
    assert reason == why_not(shop, name, scenario)


def test_what_the_settings_say_of_a_form_counts(shop: Api) -> None:
    assert "" == why_not(shop, "both", "wrong-shape", PROGRAM, "application/json")


def test_any_of_several_steps_will_do(shop: Api) -> None:
    assert "" == why_not(shop, "json", "token-expired", PROGRAM, None, "json", "token")
    assert "" == why_not(shop, "json", "many-pages", PROGRAM, None, "json", "pages")
    twice = why_not(shop, "json", "many-pages", PROGRAM, None, "pages", "pages")
    assert "it asks for no list that comes in pages" == twice


@pytest.mark.parametrize(
    ("name", "steps", "applies"), [("json", (), False), ("pages", (), True), ("json", ("json", "both"), True)]
)
def test_a_request_that_fails_later_is_a_second_one(
    shop: Api, name: str, steps: tuple[str, ...], applies: bool
) -> None:
    reason = why_not(shop, name, "server-error-later", PROGRAM, None, *steps)
    assert ("" if applies else "it sends no more requests than one") == reason


def test_a_sample_is_run_under_the_scenarios_of_the_settings(shop: Api) -> None:
    sample = replace(PROGRAM, owes=Owes(scenarios=("success", "hang")))
    assert "" == why_not(shop, "json", "hang", sample)
    assert "samples are run under success, hang (samples.scenarios)" == why_not(shop, "json", "reset", sample)


def test_a_key_in_a_sample_s_own_text_can_not_be_taken_away(shop: Api) -> None:
    sample = replace(PROGRAM, key="sk-1")
    assert "its key stands in its own text" == why_not(shop, "json", "missing-key", sample)
    assert "" == why_not(shop, "json", "success", sample)


def test_an_operation_that_only_a_request_tells_has_the_scenarios_that_need_nothing(shop: Api) -> None:
    catalogue: Any = Catalogue({"v1": shop})
    for scenario, reason in (("success", ""), ("many-pages", "its operation is not known before it has run")):
        assert reason == plan._why_not(catalogue, PROGRAM, Operation("v1", "", "", ""), SCENARIOS[scenario], None, {})


@pytest.mark.parametrize(
    ("carries", "trouble"), [(("data.id",), ""), (("next_cursor",), ""), (("none",), 'got "none"'), ((), "")]
)
def test_a_value_to_be_carried_is_one_that_an_answer_before_has(
    shop: Api, carries: tuple[str, ...], trouble: str
) -> None:
    steps = (Step(operation(shop, "pages")), Step(operation(shop, "json"), carries))
    catalogue: Any = Catalogue({"v1": shop}, {PROGRAM.id: steps})
    if not trouble:
        plan._check_carried(Settings(Path()), catalogue, PROGRAM)
        return
    with pytest.raises(UserError, match=trouble):
        plan._check_carried(Settings(Path()), catalogue, PROGRAM)


def test_the_first_step_can_carry_nothing(shop: Api) -> None:
    catalogue: Any = Catalogue({"v1": shop}, {PROGRAM.id: (Step(operation(shop, "pages"), ("data.id",)),)})
    with pytest.raises(
        UserError, match=r'"operations\.a\.requests": "carries" of pages: expected fields of the answers'
    ):
        plan._check_carried(Settings(Path()), catalogue, PROGRAM)
