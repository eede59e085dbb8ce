"""The guide to rules shows a file that works, and the page of known failures a list that is read."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from support.command import harness, write_own
from support.runs import run
from support.trees import ROOT

from harness.catalogue import rules
from harness.plan import known_failures

GUIDE = (ROOT / "docs" / "guides" / "rules.md").read_text("utf-8")
LISTED = (ROOT / "docs" / "reference" / "known-failures.md").read_text("utf-8")
BLOCKS = dict(re.findall(r"(?ms)^```(\w+)\n(.*?)^```", GUIDE))
DOCUMENT = """
openapi: 3.1.0
info: {title: Shop, version: "1"}
paths:
  /orders:
    post:
      operationId: order
      requestBody:
        required: true
        content: {application/json: {schema: {properties: {cups: {type: integer}, plates: {type: integer}}}}}
      responses:
        "200": {description: ok, content: {application/json: {schema: {type: object}}}}
"""
PROGRAM = """\
import os
import sys

import requests

order = {"cups": 8, "plates": PLATES}
answer = requests.post(os.environ["API_HOST"] + "/orders", json=order, timeout=5)
if not answer.ok:
    sys.exit(f"HTTP {answer.status_code}: {answer.text}")
print(answer.text)
"""
SETTINGS = 'examples = "."\npattern = "{language}/{api}/{operation}.{ext}"\nignore = ["*.py"]\n'


def shop(root: Path, plates: int) -> Path:
    """The guide's shop, and a program that orders 8 cups and some plates."""
    files = {
        "openapi.yaml": DOCUMENT,
        "rules.py": BLOCKS["python"],
        "python/v1/order.py": PROGRAM.replace("PLATES", str(plates)),
    }
    return write_own(root, f'{SETTINGS}{BLOCKS["toml"]}[apis.v1]\nspec = "openapi.yaml"\n', files)


def test_a_program_that_breaks_the_rule_is_reported_as_the_guide_shows(tmp_path: Path) -> None:
    done = harness(shop(tmp_path / "tree", 4), "run", "--scenario", "success")
    assert 1 == done.returncode, done.stderr
    assert BLOCKS["text"] in "\n".join(map(str.rstrip, done.stdout.splitlines()))


def test_a_program_that_keeps_the_rule_passes(tmp_path: Path) -> None:
    (record,) = run(shop(tmp_path / "tree", 2), "success").values()
    assert ("passed", []) == (record["verdict"], record["findings"])


def test_every_function_of_a_rules_file_is_explained() -> None:
    told = set(re.findall(r"(?m)^\| `(\w+)\(", GUIDE))
    assert {name for name in vars(rules.NoRules) if not name.startswith("_")} == told


def test_every_key_of_a_known_failure_is_explained_and_shown() -> None:
    shown = {key for entry in tomllib.loads(example())["failure"] for key in entry}
    assert set(known_failures.KEYS) == set(re.findall(r"(?m)^\| `(\w+)` \|", LISTED)) == shown


def example() -> str:
    """The list that the page shows."""
    return re.findall(r"(?ms)^```toml\n(.*?)^```", LISTED)[0]


def test_the_list_of_the_page_is_read(tmp_path: Path) -> None:
    (tmp_path / "known-failures.toml").write_text(example(), "utf-8")
    assert 3 == len(known_failures.load(tmp_path / "known-failures.toml", "known-failures.toml").entries)


def test_a_rule_that_raises_is_reported_with_its_line_and_blames_no_program(tmp_path: Path) -> None:
    root = shop(tmp_path / "tree", 4)
    (root / "rules.py").write_text("def violations(call):\n    return call.nothing\n", "utf-8")
    (record,) = run(root, "success").values()
    assert "could-not-run" == record["verdict"]
    assert record["reason"].startswith('rules.py:2: "violations" raised AttributeError')
