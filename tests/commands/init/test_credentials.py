"""Which variables hold the halves of HTTP Basic."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harness.commands.init import credentials
from harness.commands.init.descriptions import Description
from harness.commands.init.repository import Program
from harness.openapi import Api, load


def halves(*names: str) -> dict[str, str]:
    program = Program("a.py", "python", "\n".join(f'os.environ["{name}"]' for name in names))
    return {part: one.name for part, one in credentials._halves([program], credentials.BASIC).items()}


@pytest.mark.parametrize(
    ("username", "password"),
    [
        ("A_USER", "A_PASSWORD"),
        ("USERNAME", "PASSWORD"),
        ("ACCOUNT_SID", "AUTH_TOKEN"),
        ("A_ID", "A_SECRET"),
        ("A_KEY", "A_SECRET"),
        ("A_API_KEY", "A_API_SECRET"),
        ("KEY_ID", "KEY_SECRET"),
    ],
)
def test_both_halves_are_known_by_the_ends_of_their_names(username: str, password: str) -> None:
    assert {"username": username, "password": password} == halves("A_HOST", "A_ORDER_ID", username, password)


@pytest.mark.parametrize("names", [("A_KEY", "B_SECRET"), ("A_ORDER_ID", "A_SECRET"), ("A_SECRET",)])
def test_a_name_that_begins_otherwise_is_no_first_half(names: tuple[str, ...]) -> None:
    assert "username" not in halves(*names)


OTHER_KEY = {"type": "apiKey", "in": "header", "name": "X-Key"}


@pytest.mark.parametrize(
    ("schemes", "tables"),
    [
        ({"b": {"type": "http", "scheme": "basic"}}, {"username", "password"}),
        ({"b": {"type": "http", "scheme": "basic"}, "k": OTHER_KEY}, {"username", "password", "a_key"}),
    ],
)
def test_a_key_beside_a_pair_has_a_table_where_a_scheme_is_left_for_it(
    tmp_path: Path, schemes: dict[str, object], tables: set[str]
) -> None:
    document = {"openapi": "3.0.3", "info": {"title": "a", "version": "1"}, "paths": {}}
    (tmp_path / "api.json").write_text(json.dumps(document | {"components": {"securitySchemes": schemes}}))
    known = [Description("api.json", Api("v1", load(tmp_path / "api.json")))]
    reads = (f'os.environ["{name}"]' for name in ("A_USER", "A_PASSWORD", "A_KEY"))
    program = Program("a.py", "python", "\n".join(reads))
    found: dict[str, dict[str, object]] = {}
    credentials.propose(
        lambda table, name, value, _: found.setdefault(table, {}).update({name: value}),
        [program],
        known,
        lambda _, given: given[0] if given else None,
    )
    assert {f"credentials.{name}" for name in tables} == found.keys()
    assert found.get("credentials.a_key", {"scheme": "k"})["scheme"] == "k"
