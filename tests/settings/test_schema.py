"""The JSON Schema of the settings accepts what the harness reads, in the words of another validator too."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from harness.settings import SCHEMA
from harness.settings.schema import schema

ROOT = Path(__file__).resolve().parents[2]
VALIDATOR = Draft7Validator(json.loads(SCHEMA.read_text("utf-8")))
PAGES = [ROOT / "README.md", *(ROOT / "docs").glob("*.md"), *(ROOT / "docs/guides").glob("*.md")]


def settings() -> dict[str, Any]:
    """Each table of settings in the project's files and in its guides, by where it is."""
    found = {"pyproject.toml": (ROOT / "pyproject.toml").read_text("utf-8")}
    found |= {str(path.relative_to(ROOT)): path.read_text("utf-8") for path in (ROOT / "tests").rglob("harness.toml")}
    for page in PAGES:
        blocks = re.findall(r"(?ms)^ *```toml\n(.*?)^ *```", page.read_text("utf-8"))
        found |= {f"{page.relative_to(ROOT)}, block {number}": text for number, text in enumerate(blocks, 1)}
    tables = {where: tomllib.loads(text) for where, text in found.items()}
    projects = {where: table["tool"]["harness"] for where, table in tables.items() if "tool" in table}
    others = {"tool", "project", "failure"}
    return projects | {where: table for where, table in tables.items() if not table.keys() & others}


def test_it_is_a_schema() -> None:
    Draft7Validator.check_schema(VALIDATOR.schema)


@pytest.mark.parametrize(("where", "table"), settings().items(), ids=settings())
def test_it_accepts_what_is_written_down(where: str, table: Any) -> None:
    assert [] == [f"{where}: {error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(table)]


@pytest.mark.parametrize(
    "text", ["exampels = 'x'", "time_limit = 0", "apis.v1.spec = true", "operations.a = 1", "pattern = '{api}'"]
)
def test_it_refuses_what_the_harness_refuses(text: str) -> None:
    assert not VALIDATOR.is_valid(tomllib.loads(text))


def test_each_key_is_described_for_whoever_hovers_over_it() -> None:
    assert [] == [key for key, one in VALIDATOR.schema["properties"].items() if not one.get("description")]


def test_the_one_that_ships_is_made_of_the_settings_types() -> None:
    assert VALIDATOR.schema == json.loads(json.dumps(schema()))
