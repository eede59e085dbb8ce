"""The guide to daily use shows what works: its commands, workflows, tests and Python."""

from __future__ import annotations

import re
import shlex
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest
import yaml
from support.command import call, write_own
from support.trees import ROOT

from harness import library
from harness.cli.main import _parser

GUIDE = (ROOT / "docs" / "guides" / "every-day.md").read_text("utf-8")
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))
BLOCKS = re.findall(r"(?ms)^```(\w+)\n(.*?)^```", GUIDE)
COMMANDS = sorted({*re.findall(r"(?m)^ *(?:- )?(harness .*?)(?:  .*)?$", GUIDE), *(hook["entry"] for hook in HOOKS)})
CLIENT = """
import urllib.request
from urllib.error import HTTPError

class Client:
    def __init__(self, base_url, key):
        self.base, self.headers, self.orders = base_url, {"Authorization": f"Bearer {key}"}, self
    def create(self, item):
        import json
        headers = self.headers | {"Content-Type": "application/json"}
        sent = urllib.request.Request(f"{self.base}/orders", json.dumps({"item": item}).encode(), headers)
        urllib.request.urlopen(sent)
    def list(self):
        for _ in range(2):
            try:
                return urllib.request.urlopen(urllib.request.Request(f"{self.base}/orders", headers=self.headers))
            except HTTPError as error:
                assert 429 == error.code
"""
DOCUMENT = """
openapi: 3.1.0
info: {title: Orders, version: "1"}
components: {securitySchemes: {key: {type: http, scheme: bearer}}}
security: [{key: []}]
paths:
  /orders:
    get: {operationId: orders, responses: {"200": {description: All., content: {application/json: {schema: {}}}}}}
    post:
      operationId: create
      requestBody:
        content: {application/json: {schema: {type: object, required: [item], properties: {item: {type: string}}}}}
      responses: {"201": {description: Made.}}
"""
PROGRAM = """
curl --fail-with-body --silent --show-error --max-time 5 -H "Authorization: Bearer $API_KEY" "$API_HOST/orders"
"""
SETTINGS = (
    'pattern = "{api}/{operation}.{ext}"\n[languages.curl]\nextensions = ["sh"]\n[apis.v1]\nspec = "openapi.yaml"\n'
)


def python_blocks() -> list[str]:
    return [text for language, text in BLOCKS if language == "python"]


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_is_one_that_the_parser_takes(line: str) -> None:
    arguments = shlex.split(line, comments=True)[1:]
    assert callable(_parser(arguments).parse_args(arguments).call)


@pytest.mark.parametrize("text", [text for language, text in BLOCKS if language == "yaml"])
def test_every_workflow_is_yaml(text: str) -> None:
    found: Any = yaml.safe_load(text)
    assert isinstance(found, dict)


def test_every_promised_name_is_explained() -> None:
    rows = re.findall(r"(?m)^\| (`.*?`) \|", GUIDE)
    named = {name for row in rows for name in re.findall(r"`(\w+)", row)}
    assert set(library.__all__) == named & set(library.__all__) == {name for name in named if name != "name"}


def test_the_tests_of_the_guide_pass(tmp_path: Path) -> None:
    (tests,) = (text for text in python_blocks() if "harness_mock" in text)
    files = {"openapi.yaml": DOCUMENT, "acme.py": CLIENT, "test_acme.py": tests, "examples/v1/orders.sh": PROGRAM}
    root = write_own(tmp_path / "tree", SETTINGS, files)
    done = call([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_acme.py"], root, PYTHONPATH=".")
    assert 0 == done.returncode, done.stdout
    assert "3 passed" in done.stdout


def test_the_python_of_the_guide_runs(tmp_path: Path) -> None:
    (text,) = (text for text in python_blocks() if "run_cases" in text)
    files = {"openapi.yaml": DOCUMENT, "examples/v1/masking.sh": PROGRAM}
    root = write_own(tmp_path / "tree", f'{SETTINGS}[operations]\nmasking = "orders"\n', files)
    text = textwrap.dedent(text).replace("path/to/project", str(root))
    done = call([sys.executable, "-c", f"{text}\nprint(failed)"], root)
    assert (0, "[]") == (done.returncode, done.stdout.splitlines()[-1]), done.stderr
    assert "http://localhost:" in done.stdout
