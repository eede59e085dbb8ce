"""The settings that are proposed, by the files of a repository: nothing runs."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from commands.init.more_repositories import Shape
from commands.init.repositories import DOCUMENT, OTHER, PARCELS, python, shell
from harness.commands.init import propose, read
from harness.languages import load
from harness.settings import Settings

LANGUAGES = load(Settings(Path()))
LETTERS = json.dumps(OTHER | {"servers": [{"url": "https://letters.example"}]})
TWO = {
    "letters/openapi.json": LETTERS,
    "parcels/openapi.json": json.dumps(PARCELS),
    "letters/examples/a.sh": shell("list", "$LETTERS_URL", key="LETTERS_KEY"),
    "parcels/examples/a.sh": shell("list", "$PARCELS_URL", key="PARCELS_KEY"),
}
SCHEMES = {
    "apiKeyAuth": {"type": "apiKey", "in": "header", "name": "X-API-KEY"},
    "appKeyAuth": {"type": "apiKey", "in": "header", "name": "X-APPLICATION-KEY"},
}
TWO_KEYS = {
    "openapi.json": json.dumps(PARCELS | {"components": {**PARCELS["components"], "securitySchemes": SCHEMES}}),  # type: ignore[dict-item]
    "a.py": python("list", '"https://api.parcel.example/v2"', key="A_API_KEY") + 'other = os.environ["A_APP_KEY"]\n',
}
SHOP = json.dumps(
    PARCELS | {"servers": [{"url": "https://{shop}.parcel.example", "variables": {"shop": {"default": "demo"}}}]}
)


@pytest.mark.parametrize(
    ("files", "lines"),
    [
        (
            {"openapi.json": SHOP, "a.py": python("list", "f\"https://{os.environ['SHOP']}.parcel.example\"")},
            ['host_env = ""', 'SHOP = "demo"'],
        ),
        (
            {"a.py": python("list", "f\"https://{os.environ['SHOP']}.parcel.example\"")},
            ['host_env = ""', 'hosts = ["https://example.parcel.example"]', 'SHOP = "example"'],
        ),
        (
            TWO,
            [
                'host_env = "LETTERS_URL"',
                "hard_coded_hosts = true",
                'PARCELS_URL = "https://api.parcel.example/v2"',
                'env = "LETTERS_KEY"',
                'env = "PARCELS_KEY"',
            ],
        ),
        (
            TWO_KEYS,
            [
                'host_env = ""',
                'env = "A_API_KEY"',
                'scheme = "apiKeyAuth"',
                'env = "A_APP_KEY"',
                'scheme = "appKeyAuth"',
            ],
        ),
        ({**DOCUMENT, "a.py": python("list", 'os.environ["URL"]')}, ['host_env = "URL"', 'base_path = ""']),
        ({**DOCUMENT, "a.sh": shell("list", "$URL")}, ['host_env = "URL"', 'base_path = ""']),
        ({**DOCUMENT, "a.sh": shell("list", "$URL", base="/v2")}, ['host_env = "URL"']),
    ],
)
def test_hosts_and_keys(tmp_path: Path, files: Mapping[str, str], lines: list[str]) -> None:
    Shape(1, files).write(tmp_path)
    text = propose(read(tmp_path, LANGUAGES), LANGUAGES).text()
    kept = ("host", "hard", "SHOP", "URL", "PARCELS_URL", "env", "scheme", "base_path")
    assert lines == [line.partition("  #")[0] for line in text.splitlines() if line.startswith(kept)]


PYTHON = python("list", 'os.environ["URL"]')
INSTALLS = "[languages.python]", 'workdir = "."'


@pytest.mark.parametrize(
    ("files", "lines"),
    [
        (
            {"requirements.txt": "httpx\n", "examples/a.py": f"import httpx\n{PYTHON}"},
            ['examples = "."', 'pattern = "examples/{operation}.{ext}"', *INSTALLS],
        ),
        (
            {"sdk/requirements.txt": "httpx\n", "sdk/examples/a.py": f"import httpx\n{PYTHON}"},
            ['examples = "sdk"', 'pattern = "examples/{operation}.{ext}"', *INSTALLS],
        ),
        (
            {"requirements.txt": "mkdocs\n", "examples/a.py": PYTHON},  # it is for something else
            ['examples = "examples"', 'pattern = "{operation}.{ext}"'],
        ),
        (
            {"Gemfile.lock": "", "examples/a.rb": 'require "httparty"\nHTTParty.get("https://a.example")\n'},
            ['examples = "."', 'pattern = "examples/{operation}.{ext}"', "[languages.ruby]", 'workdir = "."'],
        ),
    ],
)
def test_programs_run_from_the_folder_that_lists_their_libraries(
    tmp_path: Path, files: Mapping[str, str], lines: list[str]
) -> None:
    Shape(1, files).write(tmp_path)
    text = propose(read(tmp_path, LANGUAGES), LANGUAGES).text()
    kept = ("examples", "pattern", "workdir", "[languages.")
    assert lines == [line.partition("  #")[0] for line in text.splitlines() if line.startswith(kept)]
    reach = 'prepare_reach = "network"  # these commands download libraries'
    assert ("[languages.python]" in lines) == (reach in text)
