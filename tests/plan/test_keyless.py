"""The scenarios without a key apply to what knows one: an operation that needs it, or a program that reads it."""

from __future__ import annotations

from pathlib import Path

import pytest

from harness.plan.session import open_session

DOCUMENT = """
openapi: 3.0.3
info: {title: T, version: "1"}
components: {securitySchemes: {bearer: {type: http, scheme: bearer}}}
paths:
  /open: {get: {operationId: get_open, responses: {"200": {description: ok}}}}
  /closed: {get: {operationId: get_closed, security: [{bearer: []}], responses: {"200": {description: ok}}}}
"""
SETTINGS = """
examples = "ex"
pattern = "{operation}.{ext}"
key_env = "KEY"
[apis.v1]
spec = "api.yaml"
"""
CALL = 'import os, urllib.request\nurllib.request.urlopen(os.environ["API_HOST"] + "/x", timeout=5)\n'


def scenarios(root: Path, name: str, text: str) -> set[str]:
    """The scenarios without a key that a program is planned under."""
    (root / "ex").mkdir()
    (root / "api.yaml").write_text(DOCUMENT)
    (root / "harness.toml").write_text(SETTINGS)
    (root / "ex" / f"{name}.py").write_text(text)
    planned = open_session(root).plan.cases
    return {case.case.scenario for case in planned if case.scenario.key != "set"}


def test_a_program_that_reads_no_key_is_not_run_without_one_where_none_is_needed(tmp_path: Path) -> None:
    assert set() == scenarios(tmp_path, "get_open", CALL)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("get_closed", CALL),
        ("get_open", CALL.replace("/x", '/x" + os.environ["KEY"] + "')),
        ("get_open", f"# KEY\n{CALL}"),
    ],
)
def test_one_that_reads_a_key_is_and_so_is_one_that_needs_it(tmp_path: Path, name: str, text: str) -> None:
    assert {"missing-key", "empty-key"} == scenarios(tmp_path, name, text)
